"""Two rules that no linter has: steps run make targets, and a job with an identity runs nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import yaml

from trueline.gates.checkout import Checkout
from trueline.gates.result import Problem

#: A make target and constants. Make expands what it is given on its command line, so others stay in ``env``.
_RUN = re.compile(r"make (?P<target>[a-z][a-z-]*)(?: [A-Z][A-Z_]*=[\w./-]+)*")


def steps(checkout: Checkout, files: list[Path]) -> Iterator[Problem]:
    """What is wrong with the steps of these workflows, each of which is known to be YAML."""
    makefile = checkout.root / "Makefile"
    text = makefile.read_text("utf-8") if makefile.is_file() else ""
    targets = set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))
    for file in files:
        root: yaml.Node | None = yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)
        for _, job in _entries(_at(root, "jobs")):
            has_identity = _text(_at(job, "permissions", "id-token")) == "write"
            for step in _items(_at(job, "steps")):
                yield from _step(step, checkout.shown(file), targets, has_identity=has_identity)


def _step(step: yaml.Node, name: str, targets: set[str], *, has_identity: bool) -> Iterator[Problem]:
    command, action = _at(step, "run"), _text(_at(step, "uses"))
    where = f"{name}:{(command or step).start_mark.line + 1}"
    if has_identity and (command is not None or action.startswith("actions/checkout@")):
        cure = "Do it in a separate job, and pass the result on as an artifact."
        yield Problem("a job that can publish runs code or checks out the sources", where, cure)
    if command is None:
        return
    match = _RUN.fullmatch(_text(command).strip())
    if match is None:
        cure = "Run one make target, and pass values from outside through `env:`."
        yield Problem("a step runs something other than a make target", where, cure)
    elif match["target"] not in targets:
        yield Problem(f"there is no make target {match['target']!r}", where, "`make help` lists them.")


def _at(node: yaml.Node | None, *keys: str) -> yaml.Node | None:
    for key in keys:
        node = next((value for name, value in _entries(node) if name == key), None)
    return node


def _entries(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return []
    pairs = cast("list[tuple[yaml.Node, yaml.Node]]", node.value)
    return [(_text(key), value) for key, value in pairs]


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return cast("list[yaml.Node]", node.value) if isinstance(node, yaml.SequenceNode) else []


def _text(node: yaml.Node | None) -> str:
    return str(cast("object", node.value)) if isinstance(node, yaml.ScalarNode) else ""
