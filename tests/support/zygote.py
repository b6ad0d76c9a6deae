"""What processes share that fork programs of tests from what they have loaded. It imports nothing that those load."""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any


def serve_lines(child: Callable[[dict[str, Any]], int]) -> None:
    """Answer each line of JSON on standard input with the exit code of a child that was given it."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 99
            try:
                code = child(json.loads(line))
            except BaseException:  # noqa: BLE001 - whatever it is, it is not a clean end
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def become(order: int, *streams: int) -> dict[str, Any]:
    """Take the streams, environment and folder that the JSON in the file ``order`` names; answers with all of it."""
    with open(order, "rb") as file:
        file.seek(0)
        asked: dict[str, Any] = json.load(file)
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    return asked


def end(code: object) -> None:
    """What an interpreter does at its end, but for taking apart what was there before: a child would copy that."""
    if isinstance(code, int) and threading.active_count() == 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
