"""Runs command lines in forked children, with what they import from others loaded once. The tests start it.

Each is a process with its own pipes, arguments, environment and end, as one that was started; only what is installed
beside an SDK (httpx, click) is there already. An order is the descriptor of a file with JSON, and of the child's
standard input, output and errors. Each is answered with an exit code.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import socket
import sys
import termios
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from support.zygote import become, end

sys.path.pop()  # of a child, this is no place to import from

#: As with most users: httpcore imports it where it is.
sys.modules["trio"] = None  # type: ignore[assignment]
for _name in ("anyio", "click", "click.shell_completion", "httpcore", "httpx", "jmespath", "rich.table", "yaml"):
    importlib.import_module(_name)
gc.collect()
gc.freeze()  # a child would copy what its collector looks at


def serve(control: socket.socket) -> str:
    """The program of a child. Only children come back."""
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 4)
        if not descriptors:
            os._exit(0)  # who gave the orders is gone
        pid = os.fork()
        if pid == 0:
            control.close()
            return _child(*descriptors)
        for each in descriptors:
            os.close(each)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        control.sendall(f"{code}\n".encode())


def _child(order: int, *streams: int) -> str:
    asked = become(order, *streams)
    if asked["terminal"]:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # as an interpreter has it there
    sys.path[:1] = ["", *asked["environment"]["PYTHONPATH"].split(os.pathsep)]
    sys.argv = ["-c", *asked["arguments"]]
    return str(asked["program"])


if __name__ == "__main__":
    try:
        exec(serve(socket.socket(fileno=int(sys.argv[1]))), {"__name__": "__main__"})
    except SystemExit as ended:
        end(ended.code)
        raise
