"""What a name holds: an expression is asked once, however long the chain of calls is that it ends."""

import ast

from nb2prod.plan.models.blends import Run, Said
from tests.notebooks import program


class Counted(Run):
    asked = 0

    def said(self, node: ast.expr) -> Said:
        Counted.asked += 1
        return super().said(node)


def test_the_work_grows_with_the_chain_and_not_with_its_doubles():
    chain = ast.parse("df.t" + ".str.strip()" * 6 + "[k]" * 6, mode="eval").body
    Counted(program("k = 1")).said(chain)
    assert Counted.asked < 40
