"""Questions about commits, trees, tags and files, asked of one ``git cat-file --batch``.

A step asks dozens, and a process for each takes longer than its answer. Each is asked anew: no answer is kept.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from trueline import programs

_SECONDS = 300
_HEAD = re.compile(rb"([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)")


class UnclearError(LookupError):
    """No answer from here: a command of its own has to be asked, which says what is wrong too."""


@dataclass(frozen=True, slots=True)
class GitObject:
    """An object: its hash, its kind (``commit``, ``tag``, ``tree`` or ``blob``), its bytes."""

    digest: str
    kind: str
    content: bytes


class Objects:
    """The objects of one repository. It ends with the process that made it, however that ends."""

    def __init__(self, root: Path) -> None:
        self._owner, self._rest = os.getpid(), b""
        self._process = programs.start_git("cat-file", "--batch", cwd=root)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._ready = select.poll()
        self._ready.register(self._out, select.POLLIN)

    def find(self, name: str) -> GitObject | None:
        """What has this name, or None. Raises ``UnclearError``."""
        if os.getpid() != self._owner or self._in.closed or "\n" in name:
            raise UnclearError(name)
        try:
            return self._answer(name)
        except (OSError, EOFError):
            self.close()
            raise UnclearError(name) from None

    def _answer(self, name: str) -> GitObject | None:
        self._in.write(os.fsencode(name) + b"\n")
        head = self._until(b"\n")
        if match := _HEAD.fullmatch(head):
            content = self._exactly(int(match[3]) + 1)[:-1]
            return GitObject(match[1].decode(), match[2].decode(), content)
        if head.endswith(b" missing"):
            return None
        raise UnclearError(name)  # say, a short hash of two objects

    def _until(self, end: bytes) -> bytes:
        while end not in self._rest:
            self._rest += self._more()
        line, _, self._rest = self._rest.partition(end)
        return line

    def _exactly(self, size: int) -> bytes:
        parts, there = [self._rest], len(self._rest)
        while there < size:
            parts.append(self._more())
            there += len(parts[-1])
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def _more(self) -> bytes:
        if not self._ready.poll(_SECONDS * 1000) or not (data := os.read(self._out.fileno(), 1 << 16)):
            raise EOFError
        return data

    def close(self) -> None:
        """End it. What it has not answered, it does not answer any more."""
        self._in.close()
        self._out.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_opened: ContextVar[dict[Path, Objects] | None] = ContextVar("opened", default=None)


@contextmanager
def at_hand() -> Generator[None]:
    """Within the block, the objects of each repository that is asked for stay at hand."""
    opened: dict[Path, Objects] = {}
    token = _opened.set(opened)
    try:
        yield
    finally:
        _opened.reset(token)
        for objects in opened.values():
            objects.close()


def find(root: Path, name: str) -> GitObject | None:
    """What has this name in a repository, or None. Raises ``UnclearError``, and always outside of ``at_hand``."""
    opened = _opened.get()
    if opened is None or not hasattr(select, "poll"):  # Windows waits for no pipe
        raise UnclearError(name)
    if root not in opened:
        try:
            opened[root] = Objects(root)
        except OSError:
            raise UnclearError(name) from None
    return opened[root].find(name)
