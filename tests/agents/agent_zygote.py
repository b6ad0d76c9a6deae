"""Serves tools to agents in forked children, with what an SDK imports from others loaded once. The tests start it.

Two programs are here. ``agent_zygote.py SOCKET`` loads, and forks for each order until its standard input ends.
``agent_zygote.py SOCKET PACKAGE ARGUMENTS...`` is what an agent starts: it orders a child with its own environment and
streams, hands on the signal that ends it, and ends as the child does. The folder is that of the tests.
"""

import json
import os
import select
import signal
import socket
import sys


def order(control: socket.socket, words: list[str]) -> int:
    """Have a child run in this process' place; returns the exit code."""
    asked = json.dumps({"words": words, "environment": dict(os.environ)}).encode()
    socket.send_fds(control, [len(asked).to_bytes(4, "big")], [0, 1, 2])
    control.sendall(asked)
    child = int.from_bytes(control.recv(4), "big")
    signal.signal(signal.SIGTERM, lambda _sign, _frame: os.kill(child, signal.SIGTERM))
    code = int.from_bytes(control.recv(4), "big", signed=True)
    return code if code >= 0 else 128 - code


def load() -> None:
    """All but the SDK. As with most users, trio is not installed: httpcore imports it where it is."""
    import gc
    import importlib

    sys.modules["trio"] = None  # type: ignore[assignment]
    others = ("anyio._backends._asyncio", "attrs", "click", "httpcore", "httpx", "jmespath", "jsonschema", "rich.table")
    for name in (*others, "mcp.server.lowlevel", "mcp.server.request_state", "mcp.server.stdio", "yaml"):
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a child would copy what its collector looks at


def serve(listener: socket.socket) -> list[str]:
    """The words of a child. Only children come back."""
    children: list[int] = []
    while listener.fileno() in select.select([listener.fileno(), 0], [], [])[0]:
        control, _ = listener.accept()
        with control:
            if (child := os.fork()) == 0:
                listener.close()
                return keep(control)
            children.append(child)
    for child in children:
        os.waitpid(child, 0)
    os._exit(0)


def keep(control: socket.socket) -> list[str]:
    """Fork the child, and say how it ends."""
    size, streams, _, _ = socket.recv_fds(control, 4, 3)
    asked = json.loads(control.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
    child = os.fork()
    if child:
        control.sendall(child.to_bytes(4, "big"))
        for stream in (0, 1, 2, *streams):
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        control.sendall(code.to_bytes(4, "big", signed=True))
        os._exit(0)
    control.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.path[:0] = asked["environment"]["PYTHONPATH"].split(os.pathsep)
    return list(asked["words"])


if __name__ == "__main__":
    _, address, *given = sys.argv
    if given:
        with socket.socket(socket.AF_UNIX) as to_zygote:
            to_zygote.connect(address)
            sys.exit(order(to_zygote, given))
    load()
    with socket.socket(socket.AF_UNIX) as orders:
        orders.bind(address)
        orders.listen()
        print("listening", flush=True)
        package, *sys.argv[1:] = serve(orders)
    sys.argv[0] = package
    exec(f"from {package}._cli import main; main()", {"__name__": "__main__"})
