"""Runs schemathesis in forked children, which load it once: 1.2 CPU seconds each. Not a test: the tests start it.

An order is a JSON line: the arguments, the folder, and the files for what the child prints and for its errors. The
answer is a line with its exit code.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

from schemathesis.cli import schemathesis

sys.path.append(str(Path(__file__).parents[1]))

from support.zygote import serve_lines

sys.path.pop()  # of a child, this is no place to import from


def _child(order: dict[str, Any]) -> int:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(order["files"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.chdir(order["folder"])
    sys.argv = ["st", *order["arguments"]]
    try:
        schemathesis()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    gc.disable()  # a run leaves 25 MB of garbage
    serve_lines(_child)
