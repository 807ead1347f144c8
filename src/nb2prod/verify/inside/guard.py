"""A large file is a link in the scratch copy: before it is opened for writing, a copy takes the link's place.

What a shell command or a compiled library opens by itself does not come by here; that is checked afterwards.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_TRUNC | os.O_CREAT
CHANGING = frozenset({"os.truncate", "os.chmod", "os.chown", "os.utime", "os.setxattr", "sqlite3.connect"})


def install(folder: str) -> None:
    """Watch every file that this process opens below `folder`."""
    root = os.path.realpath(folder) + os.sep

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & WRITING if isinstance(flags, int) else set("wax+") & set(mode or "")
        elif event in CHANGING:
            path, writes = arguments[0], True
        else:
            return
        if writes and isinstance(path, (str, bytes, os.PathLike)):
            own(os.path.abspath(os.fsdecode(path)), root)

    sys.addaudithook(look)


def own(path: str, root: str) -> None:
    """Make `path` a file of the scratch copy if it is a link that leads out of it."""
    if path.startswith(root) and os.path.islink(path):
        original = os.path.realpath(path)
        if os.path.isfile(original) and not original.startswith(root):
            os.unlink(path)
            shutil.copy2(original, path)
