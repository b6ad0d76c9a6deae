"""``make bench-peers``: each SDK into an environment of its own, all measured in turn; docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.page import RESULTS, write
from benchmarks.peers.sides import PINNED, SIDES, WHEELS, Side

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache/bench-peers"
DOCUMENT = ROOT / ".cache/corpus/node_modules/@octokit/openapi/generated/api.github.com.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="processes of each side; they take turns")
    parser.add_argument("--only", nargs="*", default=[side.name for side in SIDES])
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and its charts")
    arguments = parser.parse_args()
    sides = [side for side in SIDES if side.name in arguments.only]
    sizes = {side.name: install(side) for side in sides}
    figures = measure(sides, arguments.rounds)
    for name, size in sizes.items():
        figures[name] |= size
    result = {"pinned": PINNED, "rounds": arguments.rounds, "python": sys.version.split()[0], "sides": figures}
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    if arguments.write:
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
        write(result)
        uv("venv", "--quiet", "--clear", "--python", sys.executable, FOLDER / "charts")
        uv("pip", "install", "--quiet", "--python", FOLDER / "charts/bin/python", "matplotlib==3.11.2")
        run(FOLDER / "charts/bin/python", Path(__file__).with_name("charts.py"), RESULTS, ROOT / "docs")
    return 0


def run(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603
    return done.stdout


def uv(*command: str | Path) -> str:
    return run("sh", ROOT / "scripts/bootstrap-uv.sh", *command)


def install(side: Side) -> dict[str, int]:
    """An environment with the side alone; bytes of its wheels, and how many packages are installed."""
    python, wheels = FOLDER / side.name / "bin/python", FOLDER / "wheels" / side.name
    uv("venv", "--quiet", "--clear", "--python", sys.executable, FOLDER / side.name)
    needs: list[str | Path] = [*built(side, wheels), *side.needs]
    uv("pip", "install", "--quiet", "--compile-bytecode", "--python", python, *needs)
    if not side.built:
        named = side.needs[: WHEELS.get(side.name, 1)]
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels, *named)
    packages = json.loads(uv("pip", "list", "--format", "json", "--python", python))
    size = sum(path.stat().st_size for path in wheels.glob("*.whl"))
    return {"wheel": size, "packages": sum(each["name"] != "orjson" for each in packages)}


def built(side: Side, wheels: Path) -> list[Path]:
    """The wheel of an SDK that is generated here."""
    if not side.built:
        return []
    source = FOLDER / f"{side.name}-source"
    if side.name == "stock":
        uv("venv", "--quiet", "--clear", "--python", sys.executable, FOLDER / "generator")
        uv(
            "pip",
            "install",
            "--quiet",
            "--python",
            FOLDER / "generator/bin/python",
            "openapi-python-client==0.29.1",
            "ruff",
        )
        command = (FOLDER / "generator/bin/openapi-python-client", "generate", "--path", ROOT / "openapi/v1.yaml")
        run("env", f"PATH={FOLDER / 'generator/bin'}:/usr/bin:/bin", *command, "--output-path", source, "--overwrite")
    elif side.name == "tollkeeper":
        source = ROOT / "sdks/python"
    else:
        generate = (Path(sys.executable).with_name("trueline"), "generate", DOCUMENT, "--output", source)
        run(*generate, "--package", side.name)
    for old in wheels.glob("*.whl"):
        old.unlink()
    uv("build", "--quiet", "--wheel", "--out-dir", wheels, source)
    return list(wheels.glob("*.whl"))


def measure(sides: Sequence[Side], rounds: int) -> dict[str, dict[str, Any]]:
    """The median over processes of each figure."""
    found: dict[str, list[dict[str, Any]]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            found[side.name].append({**probe(side, "import"), **probe(side, "use")})
    return {name: {key: middle([each[key] for each in runs]) for key in runs[0]} for name, runs in found.items()}


def probe(side: Side, part: str) -> dict[str, Any]:
    script = Path(__file__).with_name("probe")
    found: dict[str, Any] = json.loads(run(FOLDER / side.name / "bin/python", script, side.name, part))
    return found


def middle(values: list[Any]) -> Any:
    return None if None in values else round(statistics.median(values), 4)


if __name__ == "__main__":
    raise SystemExit(main())
