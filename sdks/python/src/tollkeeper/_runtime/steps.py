"""What a call does, step by step, without doing it: a generator yields what is to be done and is sent what came of it.

The synchronous and the asynchronous client carry out the same steps, each in its way; tests do so without a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from .messages import Answer, Request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request; the outcome is an ``Answer``, its body read unless ``stream``. ``timeout`` is for all of it."""

    request: Request
    timeout: float | None
    stream: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """Read what is left of an open answer into its ``content``."""

    answer: Answer
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next bytes of an open answer; ``b""`` at its end."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Close:
    """Give up an open answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Acquire:
    """Take the client's lock; the outcome gives it back when called."""


@dataclass(frozen=True, slots=True)
class Do:
    """Call something that may block, like writing to a file."""

    function: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Emit:
    """Hand a value to the caller, who comes back for the next one."""

    value: Any


Step = Send | Read | Chunk | Close | Sleep | Acquire | Do | Emit
#: The steps to a ``T``. A step that fails with ``APIConnectionError`` has it raised where it was yielded; other errors
#: end the flow. A flow yields nothing while it is being closed.
Flow = Generator[Step, Any, T]
