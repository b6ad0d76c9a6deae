"""Runs ``tollkeeper-server`` in forked children that have loaded what a start loads. Not a test: the tests start it.

Each is a process with its own arguments, environment, files and end, as one that was started: it can be told to stop
and be killed. An order is the descriptor of a file with JSON, of the child's standard input, output and errors, and of
a pipe. There a process that waits for the child writes its id at once, and its exit code at its end.
"""

from __future__ import annotations

import gc
import importlib
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from support.zygote import become, end

sys.path.pop()  # of a child, this is no place to import from

LOADED = (
    "encodings.idna", "httptools", "psycopg", "redis", "sqlalchemy.dialects.postgresql.psycopg", "sqlite3",
    "structlog.processors", "tollkeeper_server.handlers", "tollkeeper_server.http.quick_connections",
    "tollkeeper_server.serve", "uvicorn.lifespan.on", "uvloop",
)  # fmt: skip


def load() -> Callable[[], None]:
    """The program. Made as well: what the classes of tables are mapped to, and the document."""
    for guest in ("rich", "trio"):  # as beside most servers: httpcore and structlog import them where they are
        sys.modules[guest] = None  # type: ignore[assignment]
    for name in LOADED:
        importlib.import_module(name)
    importlib.import_module("sqlalchemy.orm").configure_mappers()
    importlib.import_module("tollkeeper_server.spec.document").load_api()
    run: Callable[[], None] = importlib.import_module("tollkeeper_server.__main__").run
    gc.collect()
    gc.freeze()  # a child would copy what its collector looks at
    return run


def fork_for(control: socket.socket) -> None:
    """Only children come back."""
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 5)
        if not descriptors:
            break  # who gave the orders has no more
        if os.fork() == 0:
            control.close()
            *of_the_child, told = descriptors
            if _is_the_child(told):
                sys.argv[1:] = become(*of_the_child)["arguments"]
                return
        for each in descriptors:
            os.close(each)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    with suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _is_the_child(told: int) -> bool:
    """Fork once more, and wait."""
    pid = os.fork()
    if pid == 0:
        os.close(told)
        return True
    os.closerange(0, told)
    os.write(told, f"{pid}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with suppress(BrokenPipeError):
        os.write(told, f"{code}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    program = load()
    fork_for(socket.socket(fileno=int(sys.argv.pop())))
    try:
        program()
    except SystemExit as ended:
        end(ended.code)
        raise
