"""What Python has is the same whichever Python runs."""

import builtins
import keyword
import sys

from nb2prod.knowledge import python

ONLY_SOME_HAVE = {  # 3.11, 3.12, 3.13
    "STDLIB": "aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib",
    "BUILTINS": "PythonFinalizationError _IncompleteInputError",
    "KEYWORDS": "type",
}


def test_what_only_some_versions_have_counts_in_all():
    assert {kind: sorted({*names.split()} - getattr(python, kind)) for kind, names in ONLY_SOME_HAVE.items()} == {
        "STDLIB": [], "BUILTINS": [], "KEYWORDS": [],
    }  # fmt: skip


def test_all_that_this_python_has_is_known():
    assert not {*sys.stdlib_module_names} - python.STDLIB
    assert not {*dir(builtins)} - python.BUILTINS
    assert not {*keyword.kwlist, *keyword.softkwlist} - python.KEYWORDS
