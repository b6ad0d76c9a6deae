"""Runs schemathesis in forked children, which load it once: 1.2 CPU seconds each. Not a test: the tests start it.

An order is a JSON line: the arguments, the folder, and the files for what the child prints and for its errors. The
answer is a line with its exit code.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from typing import Any

from schemathesis.cli import schemathesis


def _child(order: dict[str, Any]) -> object:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(order["files"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.chdir(order["folder"])
    sys.argv = ["st", *order["arguments"]]
    try:
        schemathesis()
    except SystemExit as ended:
        return ended.code
    return 0


def _serve() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code: object = 99
            try:
                code = _child(json.loads(line))
            except BaseException:  # noqa: BLE001 - whatever it is, it is not a clean end
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 0 if code is None else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    gc.disable()  # a run leaves 25 MB of garbage
    _serve()
