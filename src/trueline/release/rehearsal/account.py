"""What happened in a rehearsal, step by step, with seconds: a table on a terminal, aligned lines in a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from trueline.errors import TruelineError
from trueline.release.step import StepResult


@dataclass(frozen=True, slots=True)
class Row:
    """One step: what came of it, and how long it took in seconds."""

    step: str
    seconds: float
    what: str
    ok: bool = True


@dataclass(slots=True)
class Account:
    """Grows while the rehearsal goes on."""

    rows: list[Row] = field(default_factory=list[Row])

    def take(self, step: str, act: Callable[[], StepResult | str]) -> StepResult | str:
        """Do one step, and note what came of it: its first line. What it raises goes on, after the note."""
        start = time.monotonic()
        try:
            result = act()
        except TruelineError as error:
            self.rows.append(Row(step, time.monotonic() - start, error.what.splitlines()[0], ok=False))
            raise
        what = result if isinstance(result, str) else result.lines[0]
        self.rows.append(Row(step, time.monotonic() - start, what))
        return result

    @property
    def seconds(self) -> float:
        return sum(row.seconds for row in self.rows)

    def lines(self) -> tuple[str, ...]:
        """For a pipe."""
        width = max((len(row.step) for row in self.rows), default=0)
        marks = {True: "ok    ", False: "failed"}
        return tuple(f"{row.step:<{width}}  {row.seconds:6.1f} s  {marks[row.ok]}  {row.what}" for row in self.rows)

    def show(self, console: Console) -> None:
        """For a person: a table on a terminal."""
        if not console.is_terminal:
            for line in self.lines():
                console.print(line, markup=False)
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("step", style="bold")
        table.add_column("s", justify="right")
        table.add_column("what happened")
        for row in self.rows:
            table.add_row(row.step, f"{row.seconds:.1f}", Text(row.what, style="" if row.ok else "red"))
        console.print(table)
