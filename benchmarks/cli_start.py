"""How long the command line of an SDK takes to show its help, beside an empty Python and a bare ``import click``.

    make bench-sdk
    .venv/bin/python benchmarks/cli_start.py [--write] [DOCUMENT]

Tollkeeper's, and that of a large document: GitHub's, if none is named. Least CPU time of
processes that take turns; bytecode is compiled before, as pip does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generate import ROOT, documents, machine, write

ROUNDS = 15
START = "import sys; sys.argv[0] = {0!r}; from {0}._cli import main; main()"


def main() -> int:
    return report("cli-start", __doc__, measure, lines)


def report(
    part: str,
    description: str | None,
    measure: Callable[[Path | None, Path], dict[str, Any]],
    lines: Callable[[dict[str, Any]], list[str]],
) -> int:
    """Measure in a folder of its own, print, and with ``--write`` put it into docs/measurements.md."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", nargs="?", type=Path, default=next(iter(documents()[-1:]), None))
    parser.add_argument("--write", action="store_true", help="write the result to docs/measurements.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix=f"trueline-{part}-") as folder:
        figures = measure(arguments.document, Path(folder))
    text = "\n".join(lines(figures))
    sys.stdout.write(f"{text}\n")
    if arguments.write:
        write(part, text, figures)
    return 0


def measure(document: Path | None, folder: Path) -> dict[str, Any]:
    """CPU milliseconds, least of all rounds, by what was run."""
    made = [("tollkeeper", ROOT / "sdks/python", [["--help"], ["keys", "--help"], ["keys", "create", "--help"]])]
    if document is not None:
        trueline = [sys.executable, "-m", "trueline", "generate", str(document), "--output", str(folder / "large")]
        subprocess.run([*trueline, "--package", "large"], check=True, capture_output=True)  # noqa: S603 - our own
        made.append(("large", folder / "large", [["--help"], *_busiest(folder / "large/src/large/_cli")]))
    commands: dict[str, list[str]] = {"python": ["pass"], "import click": ["import click"]}
    for package, source, calls in made:
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(source / "src")], check=True)  # noqa: S603 - our own
        commands[f"import {package}"] = [f"import {package}"]
        commands |= {" ".join([package, *call]): [START.format(package), *call] for call in calls}
    path = os.pathsep.join(str(source / "src") for _, source, _ in made)
    seconds = dict.fromkeys(commands, float("inf"))
    for _ in range(ROUNDS):
        for name, command in commands.items():
            seconds[name] = min(seconds[name], _once(command, path))
    return {"document": document.name if document else "", "ms": {k: round(v * 1000, 1) for k, v in seconds.items()}}


def _busiest(tables: Path) -> list[list[str]]:
    """The help of the resource with the largest table, and of its first command."""
    module = max(tables.glob("[a-z]*.py"), key=lambda path: path.stat().st_size)
    group = next(line for line in (tables / "__init__.py").read_text().split("Group(") if f'"{module.stem}"' in line)
    words = [word for word in group.split(")")[0].replace("(", "").replace('"', "").split(",") if word.strip()]
    first = module.read_text().split("Command(", 2)[2].split('"')[1]
    return [[*map(str.strip, words), "--help"], [*map(str.strip, words), first, "--help"]]


def _once(command: list[str], path: str) -> float:
    """CPU seconds: they do not depend on what else the machine does."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path}
    with subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "-c", *command], stdout=subprocess.DEVNULL, env=environment
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime


def lines(figures: dict[str, Any]) -> list[str]:
    """The result for people."""
    ms = figures["ms"]
    rows = [f"| `{name}` | {value:.0f} | {value / ms['import click']:.1f} |" for name, value in ms.items()]
    large = f"- `large` is the SDK of {figures['document']}." if figures["document"] else ""
    return [
        *machine(),
        *([large] if large else []),
        "",
        "| process | CPU ms | ÷ `import click` |",
        "|---|--:|--:|",
        *rows,
    ]


if __name__ == "__main__":
    sys.exit(main())
