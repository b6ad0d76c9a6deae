"""Lines of the tables in docs/scaling.md: printed as they are measured, written between marks on request."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"


class Table:
    """A table between the marks ``<!-- NAME: begin -->`` and ``<!-- NAME: end -->``."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self._name = name
        self._lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
        self._most = os.getloadavg()[0]
        print("\n" + "\n".join(self._lines), flush=True)  # noqa: T201 - a report

    def add(self, *cells: object) -> None:
        """One line."""
        self._most = max(self._most, os.getloadavg()[0])
        self._lines.append(f"| {' | '.join(map(str, cells))} |")
        print(self._lines[-1], flush=True)  # noqa: T201 - a report

    def write(self) -> None:
        """Into the page, with what it was measured on."""
        machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
        where = f"- {machine}, CPython {platform.python_version()}; highest load average {self._most:.1f}."
        begin, end = (f"<!-- {self._name}: {part} -->" for part in ("begin", "end"))
        text = PAGE.read_text("utf-8")
        block = "\n".join([begin, where, "", *self._lines, end])
        found, count = re.subn(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: block, text, flags=re.DOTALL)
        assert count == 1, f"{PAGE.name} has no marks for {self._name}"
        PAGE.write_text(found, "utf-8")
