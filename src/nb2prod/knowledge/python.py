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
STARS = {  # what a star import of these modules gives
    module: names.split()
    for module, names in {
        "tkinter": (
            "TclError NO FALSE OFF YES TRUE ON N S W E NW SW NE SE NS EW NSEW CENTER NONE X Y BOTH LEFT TOP RIGHT "
            "BOTTOM RAISED SUNKEN FLAT RIDGE GROOVE SOLID HORIZONTAL VERTICAL NUMERIC CHAR WORD BASELINE INSIDE "
            "OUTSIDE SEL SEL_FIRST SEL_LAST END INSERT CURRENT ANCHOR ALL NORMAL DISABLED ACTIVE HIDDEN CASCADE "
            "CHECKBUTTON COMMAND RADIOBUTTON SEPARATOR SINGLE BROWSE MULTIPLE EXTENDED DOTBOX UNDERLINE PIESLICE CHORD "
            "ARC FIRST LAST BUTT PROJECTING ROUND BEVEL MITER MOVETO SCROLL UNITS PAGES TkVersion TclVersion READABLE "
            "WRITABLE EXCEPTION EventType Event NoDefaultRoot Variable StringVar IntVar DoubleVar BooleanVar mainloop "
            "getint getdouble getboolean Misc CallWrapper XView YView Wm Tk Tcl Pack Place Grid BaseWidget Widget "
            "Toplevel Button Canvas Checkbutton Entry Frame Label Listbox Menu Menubutton Message Radiobutton Scale "
            "Scrollbar Text OptionMenu Image PhotoImage BitmapImage image_names image_types Spinbox LabelFrame "
            "PanedWindow "
        ),
        "sklearn": (
            "calibration cluster covariance cross_decomposition datasets decomposition dummy ensemble exceptions "
            "experimental externals feature_extraction feature_selection gaussian_process inspection isotonic "
            "kernel_approximation kernel_ridge linear_model manifold metrics mixture model_selection multiclass "
            "multioutput naive_bayes neighbors neural_network pipeline preprocessing random_projection semi_supervised "
            "svm tree discriminant_analysis impute compose clone get_config set_config config_context show_versions "
        ),
    }.items()
}
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
