"""How a large SDK is to use: what importing it costs, how long pyright takes over a file that uses it, how large it is.

    make bench-sdk
    .venv/bin/python benchmarks/big_sdk.py [--write] [DOCUMENT]

The document is GitHub's, if none is named. The peer is githubkit; its wheels are read from ``.cache/wheels``. Times are
medians of processes that take turns with the one they are compared with.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.generate import ROOT, documents, machine, tool, write

ROUNDS = 9
IMPORT = "import {package}"
CLIENT = "import {package}; {package}.{client}()"
USER = '''"""Ten lines that use the SDK."""

from {package} import {client}

client = {client}()
answer = client.{call}
print(answer)
for name in dir(answer):
    value: object = getattr(answer, name)
    print(name, value)
'''


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", nargs="?", type=Path, default=next(iter(documents()[-1:]), None))
    parser.add_argument("--write", action="store_true", help="write the result to docs/measurements.md")
    arguments = parser.parse_args()
    if arguments.document is None:
        sys.stderr.write("no document is here: name one, or see docs/measurements.md for where to get them\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="trueline-big-sdk-") as folder:
        figures = measure(arguments.document, Path(folder))
    text = "\n".join(lines(figures))
    sys.stdout.write(f"{text}\n")
    if arguments.write:
        write("big-sdk", text, figures)
    return 0


def measure(document: Path, folder: Path) -> dict[str, Any]:
    """Every figure of the page, by name. Seconds, bytes and counts."""
    report = folder / "report.json"
    command = [tool("trueline"), "generate", str(document), "--output", str(folder / "sdk"), "--package", "big_sdk"]
    check_call([*command, "--report", str(report)], folder)
    operations = json.loads(report.read_text("utf-8"))["in_sdk"]["operations"]
    code = [tool("python"), "-m", "compileall", "-q", str(folder / "sdk/src")]
    check_call(code, folder)
    client, call = names(folder / "sdk/README.md")
    values = {"package": "big_sdk", "client": client, "call": call}
    check_call(
        [tool("python"), "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(folder / "sdk")],
        folder,
    )
    (wheel,) = folder.glob("*.whl")
    return {
        "document": document.name,
        "operations": operations,
        "import": imports(folder, IMPORT.format(**values), "import httpx"),
        "client": imports(folder, CLIENT.format(**values), "import httpx; httpx.Client()"),
        "modules": modules(folder, CLIENT.format(**values)),
        "pyright": pyright(folder, USER.format(**values)),
        "lines": {part: lines_of(folder / "sdk/src/big_sdk" / part) for part in ("resources", "types", "_cli")},
        "wheels": {"Trueline": wheel_size([wheel])} | ({"githubkit": wheel_size(peers())} if peers() else {}),
    }


def peers() -> list[Path]:
    """The wheels that ``pip install githubkit`` takes from the index for one version of the same API."""
    return sorted((ROOT / ".cache/wheels").glob("githubkit*.whl"))


def names(readme: Path) -> tuple[str, str]:
    """The client's class and the first call that needs no argument, as the README of the SDK shows them."""
    text = readme.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("from big_sdk import "))
    calls = (line.split("`")[1] for line in text.splitlines() if line.startswith("| `client.") and "()" in line)
    return line.split()[-1].strip(), next(calls).removeprefix("client.")


def imports(folder: Path, ours: str, theirs: str) -> dict[str, float]:
    """Seconds that two statements take in a fresh interpreter, beyond what an empty one does, and the quotient."""
    taken: dict[str, list[float]] = {"ours": [], "httpx": [], "nothing": []}
    for _ in range(ROUNDS):
        for name, statement in (("ours", ours), ("httpx", theirs), ("nothing", "pass")):
            start = time.perf_counter()
            check_call([tool("python"), "-c", statement], folder)
            taken[name].append(time.perf_counter() - start)
    nothing = statistics.median(taken["nothing"])
    own, other = (statistics.median(taken[name]) - nothing for name in ("ours", "httpx"))
    return {"seconds": round(own, 4), "httpx": round(other, 4), "ratio": round(own / other, 2)}


def modules(folder: Path, statement: str) -> int:
    """How many modules of the SDK are loaded after a statement."""
    probe = f"{statement}; import sys; print(sum(name.split('.')[0] == 'big_sdk' for name in sys.modules))"
    return int(check_call([tool("python"), "-c", probe], folder))


def pyright(folder: Path, source: str) -> dict[str, float]:
    """Seconds that pyright takes over a file that uses the SDK, and over one that uses nothing."""
    python = {"pythonPath": tool("python"), "extraPaths": ["sdk/src"], "typeCheckingMode": "strict"}
    seconds: dict[str, float] = {}
    for name, text in (("uses", source), ("nothing", "x = 1\n")):
        project = folder / f"pyright-{name}"
        project.mkdir()
        (project / "user.py").write_text(text, "utf-8")
        settings = {**python, "extraPaths": [str(folder / "sdk/src")], "include": ["user.py"]}
        (project / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
        start = time.perf_counter()
        check_call([str(ROOT / "node_modules/.bin/pyright"), "--project", str(project)], folder)
        seconds[name] = round(time.perf_counter() - start, 2)
    return seconds


def wheel_size(paths: Sequence[Path]) -> dict[str, int]:
    """Bytes of wheels together, and the files and bytes in them."""
    entries: list[zipfile.ZipInfo] = []
    for path in paths:
        with zipfile.ZipFile(path) as wheel:
            entries += wheel.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    return {"bytes": sum(path.stat().st_size for path in paths), "files": len(entries), "unpacked": unpacked}


def lines_of(folder: Path) -> int:
    """Lines of all modules of a folder."""
    return sum(path.read_text("utf-8").count("\n") for path in folder.glob("*.py"))


def check_call(command: list[str], folder: Path) -> str:
    """Run it; answer what it said. Raises ``CalledProcessError`` with what it said when it fails."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "sdk/src"), "TRUELINE_CACHE": str(folder / "cache")}
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.stderr.write(f"{done.stdout}\n{done.stderr}\n")
        done.check_returncode()
    return done.stdout


def lines(figures: dict[str, Any]) -> list[str]:
    """The result for people."""
    alone, client, checked = figures["import"], figures["client"], figures["pyright"]
    return [
        *machine(),
        f"- {figures['document']}: {figures['operations']} operations; bytecode compiled before.",
        "",
        "| what | measured | budget |",
        "|---|--:|--:|",
        f"| `import` of the package ÷ `import httpx` | {alone['ratio']} ({alone['seconds'] * 1e3:.0f} ms) | 0.25 |",
        f"| with a client made ÷ the same of httpx | {client['ratio']} ({client['seconds'] * 1000:.0f} ms) | 1.3 |",
        f"| modules of its own loaded then | {figures['modules']} | 25 |",
        f"| pyright over a file of ten lines that uses it | {checked['uses']:.1f} s | |",
        f"| pyright over a file of one line that doesn't | {checked['nothing']:.1f} s | |",
        "",
        "| lines to read, folder of the package | lines | ÷ operation of the document |",
        "|---|--:|--:|",
        *(f"| `{part}` | {n} | {n / figures['operations']:.1f} |" for part, n in figures["lines"].items()),
        "",
        "| wheel | KiB | files | unpacked KiB | bytes ÷ operation of the document |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {name} | {size['bytes'] / 1024:.0f} | {size['files']} | {size['unpacked'] / 1024:.0f} "
            f"| {size['bytes'] / figures['operations']:.0f} |"
            for name, size in figures["wheels"].items()
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
