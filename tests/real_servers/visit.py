"""One visit to a server: the steps of its story, and what was not as documented on the way."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

_INDEX = re.compile(r"\[\d+\]")


@dataclass(slots=True)
class Visit:
    """What a story is told with: the SDK, a client that takes note of deviations, and steps that have names."""

    sdk: ModuleType
    url: str
    steps: int = 0
    deviations: Counter[tuple[str, str, str, str]] = field(default_factory=Counter[tuple[str, str, str, str]])

    def client(self, **options: Any) -> Any:
        """A client of the server."""
        name = next(name for name in self.sdk.__all__ if f"Async{name}" in self.sdk.__all__)
        return getattr(self.sdk, name)(base_url=self.url, on_event=self._note, timeout=120, **options)

    def step(self, name: str, act: Callable[[], Any]) -> Any:
        """Do something; an exception of it ends the story."""
        found = act()
        self.steps += 1
        sys.stdout.write(f"  {name}\n")
        sys.stdout.flush()
        return found

    @contextmanager
    def refused(self, name: str, error: type[Exception], *words: str) -> Generator[None]:
        """A step that the server refuses with ``error``, whose message has ``words`` in it."""
        try:
            yield
        except error as caught:
            missing = [word for word in words if word not in str(caught)]
            if missing:
                raise AssertionError(f"{name}: {missing} is not in {caught}") from caught
            self.steps += 1
            sys.stdout.write(f"  {name}: {caught}\n")
        else:
            raise AssertionError(f"{name}: nothing was raised, expected is {error.__name__}")

    def _note(self, event: Any) -> None:
        if type(event).__name__ == "ResponseDeviated":
            self.deviations[event.operation, _INDEX.sub("[*]", event.path), event.expected, event.got] += 1

    def report(self) -> str:
        """What deviated, most often first."""
        if not self.deviations:
            return "  nothing deviated from the document\n"
        rows = self.deviations.most_common()
        return "".join(
            f"  {count:4} x {operation}: {path}: expected {expected}, got {got}\n"
            for (operation, path, expected, got), count in rows
        )


def items(found: Any, name: str, limit: int) -> list[Any]:
    """The first items of a list that comes in pages, whether or not the SDK knows it for one."""
    return found.to_list(limit=limit) if hasattr(found, "to_list") else list(getattr(found, name))[:limit]
