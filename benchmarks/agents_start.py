"""How long the server of an SDK's tools takes to answer ``initialize``, beside importing the library it is made with.

    make bench-sdk
    .venv/bin/python benchmarks/agents_start.py [--write] [DOCUMENT]

Tollkeeper's, and that of a large document: GitHub's, if none is named. Least of processes that take turns, from their
start to the answer's last byte: CPU time from the kernel, in hundredths of a second; bytecode is compiled before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.cli_start import START, report
from benchmarks.generate import ROOT, machine

ROUNDS = 10
LIBRARY = "import mcp.server.lowlevel, mcp.server.stdio"
HELLO: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}},
}


class Cost(NamedTuple):
    """Milliseconds."""

    cpu: float
    wall: float


def main() -> int:
    return report("agents-start", __doc__, measure, lines)


def measure(document: Path | None, folder: Path) -> dict[str, Any]:
    """Milliseconds, least of all rounds, by what was run."""
    made = {"tollkeeper": ROOT / "sdks/python/src"}
    if document is not None:
        trueline = [sys.executable, "-m", "trueline", "generate", str(document), "--output", str(folder)]
        subprocess.run([*trueline, "--package", "large"], check=True, capture_output=True)  # noqa: S603 - our own
        made["large"] = folder / "src"
    for source in made.values():
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(source)], check=True)  # noqa: S603 - our own
    commands = {LIBRARY: [f"{LIBRARY}; print(flush=True); input()"]}
    commands |= {f"{package} mcp": [START.format(package), "mcp", "--allow-writes"] for package in made}
    path = os.pathsep.join(map(str, made.values()))
    least = dict.fromkeys(commands, Cost(float("inf"), float("inf")))
    for _ in range(ROUNDS):
        for name, command in commands.items():
            least[name] = Cost(*map(min, least[name], _once(command, path)))
    return {"document": document.name if document else "", "ms": {k: v._asdict() for k, v in least.items()}}


def _once(command: list[str], path: str) -> Cost:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": path}
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "-c", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(HELLO).encode() + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        wall = time.perf_counter() - start
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    if b"serverInfo" not in answer and command[0].startswith("import sys"):
        raise RuntimeError(f"this is not an answer to `initialize`: {answer!r}")
    ticks = int(fields[11]) + int(fields[12])
    return Cost(ticks * 1000 / os.sysconf("SC_CLK_TCK"), wall * 1000)


def lines(figures: dict[str, Any]) -> list[str]:
    """The result for people."""
    ms = figures["ms"]
    bare = ms[LIBRARY]["cpu"]
    rows = [f"| `{k}` | {v['cpu']:.0f} | {v['cpu'] / bare:.2f} | {v['wall']:.0f} |" for k, v in ms.items()]
    large = f"- `large` is the SDK of {figures['document']}." if figures["document"] else ""
    head = ["| process | CPU ms | \u00f7 the import | wall ms |", "|---|--:|--:|--:|"]
    return [*machine(), *([large] if large else []), "", *head, *rows]


if __name__ == "__main__":
    sys.exit(main())
