"""What Python itself has, in every version that nb2prod runs on: no name may depend on which one converts."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata

_GONE = (  # with 3.12 and 3.13
    "aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis nntplib"
    " ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib"
)
_CAME = "annotationlib compression"  # with 3.14

STDLIB = frozenset({*sys.stdlib_module_names, *_GONE.split(), *_CAME.split()})
SUBMODULES = frozenset(  # modules that importing their package does not bring, by what they hold
    f"{package}.{module}"
    for package, modules in {
        "concurrent": "futures",
        "ctypes": "util wintypes",
        "email": "encoders header message mime mime.multipart mime.text parser policy utils",
        "html": "entities parser",
        "http": "client cookiejar cookies server",
        "importlib": "abc metadata resources util",
        "logging": "config handlers",
        "multiprocessing": "dummy managers pool shared_memory",
        "unittest": "mock",
        "urllib": "error parse request robotparser",
        "wsgiref": "simple_server util",
        "xml": "dom dom.minidom etree etree.ElementTree sax",
        "xmlrpc": "client server",
    }.items()
    for module in modules.split()
)
BUILTINS = frozenset({*dir(builtins), "PythonFinalizationError", "_IncompleteInputError"})  # with 3.13
UNSEEN = frozenset({"exec", "eval", "globals", "locals", "vars", "dir"})  # builtins that read or bind any name
KEYWORDS = frozenset({*keyword.kwlist, *keyword.softkwlist, "type"})  # with 3.12


def file_identifier(stem: str) -> str:
    """The name of a file without its suffix as a lower-case identifier of ASCII letters."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:80].rstrip("_") or "notebook"
    return f"nb_{name}" if name[0].isdigit() else name


def hears_warnings(text: str) -> bool:
    """Whether code turns warnings into errors somewhere, or keeps them: `warnings.catch_warnings(record=True)`."""
    filters = "simplefilter" in text or "filterwarnings" in text
    raises = filters and ('"error"' in text or "'error'" in text)
    return raises or ("catch_warnings" in text and "record" in text)
