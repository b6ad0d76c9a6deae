"""Runs `trueline release` in forked children that die before a chosen effect. Not a test: the tests start it.

Everything is imported once; a run is then a fork, and its death a real SIGKILL. What counts as an effect is told by
Python's own audit events (PEP 578), so the product has no seam for it: a file opened to be written, renamed, removed; a
folder made; a program started; a connection opened.

Reads orders as JSON lines: ``commands`` (lists of arguments), ``die_at`` (a number from 1, or 0), ``die_before`` (the
name of an effect, or nothing), ``largest_file`` (bytes; -1: any), ``environment``. Answers each order with two lines:
the child's process id at once, and at its end its exit code (-9 after SIGKILL), what it printed, and the effects that
it came to. The order ``twin`` names a folder with two pipes, ``orders`` and ``answers``: a fork serves them.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import IO, Any

import rich

from trueline import release
from trueline.cli import main, parser
from trueline.release.index import IndexReader
from trueline.release.project import Index

PRELOADED = ("anyio._backends._asyncio", "attrs", "httpcore", "httpx", "twine.package", "twine.settings")
for _name in (*PRELOADED, *(module.name for module in pkgutil.walk_packages(release.__path__, f"{release.__name__}."))):
    importlib.import_module(_name)


def _warm() -> None:
    """What a process does once, when it first needs it: no run has to do it again."""
    parser()
    IndexReader(Index("none", simple="http://127.0.0.1:9/"))  # whom to trust
    with redirect_stdout(StringIO()):
        rich.print("twine prints 1 line")


_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod", "shutil.copyfile"}
_PROGRAMS = {"subprocess.Popen", "socket.connect"}
#: What git is asked without changing anything.
_QUESTIONS = {
    *("archive", "branch", "cat-file", "diff", "for-each-ref", "log", "ls-remote", "ls-tree", "merge-base", "remote"),
    *("rev-parse", "show", "status"),
}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def _effect(event: str, arguments: tuple[Any, ...]) -> str:
    """A name for what is about to happen, or nothing if it changes nothing."""
    if event == "open":
        path, _mode, flags = arguments
        return f"write {path}" if (flags or 0) & _WRITES and not _temporary(path) else ""
    if event == "os.rename":
        return f"{event} {arguments[1]}"
    if event == "os.mkdir" and Path(arguments[0]).is_dir():
        return ""  # it was there
    if event in _CHANGES:
        beside = event in {"os.remove", "os.rmdir"} and arguments[1] != -1  # a temporary folder is emptied
        return "" if beside or _temporary(arguments[0]) else f"{event} {arguments[0]}"
    if event == "subprocess.Popen":
        words = list(map(str, arguments[1]))
        return "" if words[:1] == ["git"] and words[1] in _QUESTIONS else f"run {' '.join(words)}"
    return f"{event}" if event in _PROGRAMS else ""


def _temporary(path: object) -> bool:
    """Nobody looks at these files again, and an open file's number was counted when it got its name."""
    return not isinstance(path, str) or path == os.devnull or path.startswith(os.environ["TMPDIR"])


def _watch(die_at: int, die_before: str, seen: int) -> None:
    """Count effects, tell their names, and die before number ``die_at`` (from 1) or the first that is ``die_before``.

    ``die_before`` is what an effect's name begins and ends with: ``run git commit``, ``write CHANGELOG.md``.
    """
    count = 0
    first, _, last = die_before.partition(" ")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        name = _effect(event, arguments)
        if not name:
            return
        count += 1
        os.write(seen, f"{name}\n".encode())
        wanted = die_before and name.startswith(first) and (last in name if first == "run" else name.endswith(last))
        if count == die_at or wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def _child(order: dict[str, Any], seen: int, log: int) -> int:
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(order["environment"], KILL_ME=str(os.getpid()))
    tempfile.tempdir = None
    if order["largest_file"] >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest_file"],) * 2)
    _watch(order["die_at"], order["die_before"], seen)
    for command in order["commands"]:
        code = main(command)
        if code:
            return code
    return 0


def _fork(order: dict[str, Any]) -> tuple[int, int, int]:
    """The child's pid, and the ends to read what it prints and the effects that it comes to. Pipes: no disk is full."""
    printed, log = os.pipe()
    effects, seen = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            code = _child(order, seen, log)
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is not a clean end
            sys.excepthook(type(error), error, error.__traceback__)
            code = 99
        os._exit(code)
    os.close(log)
    os.close(seen)
    return pid, printed, effects


def _read(end: int) -> str:
    with os.fdopen(end, "rb") as pipe:
        return pipe.read().decode()


def _twin(folder: str) -> None:
    """Another process like this one."""
    if os.fork() == 0:
        with Path(folder, "orders").open() as orders, Path(folder, "answers").open("w") as answers:
            _serve(orders, answers)
        os._exit(0)


def _serve(orders: IO[str], answers: IO[str]) -> None:
    for line in orders:
        order = json.loads(line)
        if folder := order.get("twin"):
            _twin(folder)
            continue
        pid, printed, effects = _fork(order)
        print(pid, file=answers, flush=True)
        with ThreadPoolExecutor(1) as pool:  # both at once: a pipe that nobody reads fills up
            seen = pool.submit(_read, effects)
            ended = {"log": _read(printed), "effects": seen.result().splitlines()}
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(json.dumps({"code": code, **ended}), file=answers, flush=True)
    with suppress(ChildProcessError):
        while True:
            os.wait()  # for twins


if __name__ == "__main__":
    _warm()
    _serve(sys.stdin, sys.stdout)
