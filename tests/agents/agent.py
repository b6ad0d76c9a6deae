"""An agent's client: the library's own, speaking to the command line of an SDK as a program of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent
from support.starting import ALONE, one_certificate

ROOT = Path(__file__).parents[2]
ZYGOTE = Path(__file__).with_name("agent_zygote.py")
TOLLKEEPER = ROOT / "sdks/python/src"


@dataclass(frozen=True)
class Program:
    """A command line that serves tools. ``env`` is all of its environment but what a process needs to start."""

    env: dict[str, str]
    package: str = "tollkeeper"
    source: Path = TOLLKEEPER
    options: tuple[str, ...] = ()
    errors: Path = field(default=Path(os.devnull))
    zygote: Path | None = None
    """The socket of a process that forks it: 0.1 CPU seconds, not 0.7. Without one it starts as users start it."""

    @property
    def parameters(self) -> StdioServerParameters:
        start = f"{ALONE}; sys.argv[0] = {self.package!r}; from {self.package}._cli import main; main()"
        args = ["-W", "error", "-c", start]
        if self.zygote is not None:
            args = ["-I", "-S", str(ZYGOTE), str(self.zygote), self.package]
        env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return StdioServerParameters(
            command=sys.executable,
            args=[*args, "mcp", *self.options],
            env={**env, "PYTHONPATH": str(self.source), "PYTHONUTF8": "1", **one_certificate(), **self.env},
        )

    @asynccontextmanager
    async def client(self, **options: Any) -> AsyncGenerator[Client]:
        """A client that has said hello."""
        with self.errors.open("a") as errors:
            async with Client(stdio_client(self.parameters, errlog=errors), **options) as client:
                yield client


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run an asynchronous test."""
    anyio.run(story)


def text(result: CallToolResult) -> str:
    """What a tool said."""
    return "\n".join(part.text for part in result.content if isinstance(part, TextContent))


def data(result: CallToolResult) -> Any:
    """What the API answered."""
    assert not result.is_error, text(result)
    return result.structured_content["data"]
