"""The files in ``steps``: what somebody who adds an endpoint writes, part by part, each with the place where it goes.

A part begins with a comment that names its file and one of four places::

    # openapi/v1.yaml, at the end of /components/schemas      below the last entry that this JSON pointer has
    # tests/spec/test_v1.py, after: IDEMPOTENT = {            below the one line that reads so
    # server/.../ids.py, instead of: Prefix = ...             in the place of the one line that reads so
    # server/.../handlers/plans.py, new                       a file that is not there yet
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

STEPS = Path(__file__).parent / "steps"
_HEAD = re.compile(
    r"^# (?P<file>\S+), (?P<place>new|at the end(?: of (?P<pointer>/\S+))?|(?:after|instead of): (?P<line>.+))$"
)


@dataclass(frozen=True)
class Part:
    """A text and where it goes. ``shown`` is the part as it stands in the step's file."""

    file: str
    place: str
    pointer: str | None
    line: str | None
    text: str
    shown: str


def parts(step: str) -> list[Part]:
    """The parts of a step, in order."""
    heads: list[tuple[re.Match[str], list[str]]] = []
    for line in (STEPS / step).read_text("utf-8").splitlines():
        head = _HEAD.match(line)
        if head:
            heads.append((head, []))
        else:
            assert heads, f"{step} does not begin with a place"
            heads[-1][1].append(line)
    return [_part(head, body) for head, body in heads]


def _part(head: re.Match[str], body: list[str]) -> Part:
    while not body[-1]:
        body.pop()
    text = "".join(f"{line}\n" for line in body)
    return Part(head["file"], head["place"], head["pointer"], head["line"], text, f"{head[0]}\n{text}")


def apply(step: str, root: Path) -> None:
    """Write a step's parts into a checkout. A place that is not there, or there twice, is an error."""
    for part in parts(step):
        path = root / part.file
        if part.place == "new":
            assert not path.exists(), f"{part.file} is there already"
            path.write_text(part.text, "utf-8")
            continue
        lines = path.read_text("utf-8").splitlines(keepends=True)
        start, end = _span(part, lines)
        path.write_text("".join([*lines[:start], part.text, *lines[end:]]), "utf-8")


def _span(part: Part, lines: list[str]) -> tuple[int, int]:
    """The lines that the text takes the place of: from, to."""
    if part.pointer is not None:
        end = _end_of(part.pointer, part.file, lines)
        return end, end
    if part.line is None:
        return len(lines), len(lines)
    found = [number for number, line in enumerate(lines) if line.strip() == part.line]
    assert len(found) == 1, f"{part.file} has {len(found)} lines that read {part.line!r}"
    return (found[0], found[0] + 1) if part.place.startswith("instead") else (found[0] + 1, found[0] + 1)


def _end_of(pointer: str, file: str, lines: list[str]) -> int:
    """The number of the first line below a node, before the blank lines and comments that lead to the next one."""
    whole = yaml.compose("".join(lines), yaml.CSafeLoader)
    assert whole is not None, f"{file} is empty"
    node = whole
    for name in pointer.removeprefix("/").split("/"):
        found = [value for key, value in node.value if key.value == name] if isinstance(node, yaml.MappingNode) else []
        assert found, f"{pointer} is not in {file}"
        node = found[0]
    node = _last(node)
    end = node.end_mark.line + (1 if node.end_mark.column else 0)
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _last(node: yaml.Node) -> yaml.Node:
    """The last value inside a node: where a collection itself ends, parsers do not agree."""
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node
