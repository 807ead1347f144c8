"""Names in strings: (call, names that it surely reads, names that it may read)."""

import ast

import pytest

from nb2prod.knowledge.quoted import kept_formula, quoted

TABLE = [
    ("df.query('age > @limit and c in @wanted')", "limit wanted", ""),
    ("df.query(f'age > {low} and age < @ high')", "high", ""),
    ("df.query('a > @x' + ' and b > @y', inplace=True)", "x y", ""),
    ("df.query(expr='a > @x')", "x", ""),
    ("df.eval('z = a * @k')", "k", "z a k"),
    ("pd.eval('df.a * k')", "", "df a k"),
    ("ne.evaluate('x * 2')", "", "x"),
    ("smf.ols('y ~ np.log(x) + C(z)', data=df)", "", "y np log x C z"),
    ("ols('y ~ x', df)", "", "y x"),
    ("dmatrices('y ~ x', df)", "", "y x"),
    ("duckdb.sql('select a from frame join other on a = b')", "", "frame other"),
    ("duckdb.query('SELECT * FROM frame')", "", "frame"),
    ("sqldf('select * from frame')", "", "frame"),
    # these read nothing by their strings
    ("df.query(condition)", "", ""),
    ("send('me@example.com')", "", ""),
    ("sm.OLS(y, x)", "", ""),
    ("model.fit('a b')", "", ""),
    ("glm('no formula')", "", ""),
]


@pytest.mark.parametrize(("source", "sure", "perhaps"), TABLE, ids=[row[0] for row in TABLE])
def test_names(source, sure, perhaps):
    assert quoted(ast.parse(source, mode="eval").body) == (set(sure.split()), set(perhaps.split()))


FORMULAS = [
    ("y ~ np.log(x) + C(z)", "np"),
    ("y ~ a.b.c(x)", "a"),
    ("a.b(c)", ""),
    ("y ~ x", ""),
    ("~/data.csv (old)", ""),
]


@pytest.mark.parametrize(("text", "names"), FORMULAS)
def test_formulas_that_are_handed_in_later(text, names):
    assert kept_formula(text) == set(names.split())
