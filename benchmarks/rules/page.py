"""``docs/rules.md``, written from the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.rules.differences import DIFFERENCES
from benchmarks.rules.oasdiff import counterpart
from trueline.diff.rules import RULES, Rule

_HEAD = """\
<!-- Written by `make rules` from src/trueline/diff/rules. -->
# Rules of the diff

`trueline diff` compares two documents as the pipeline sees them: in the canonical form that an SDK is generated from,
and in the names that the plan gives to resources, methods, arguments, classes and attributes. Each change falls under
one rule.

- **Wire** is what the change means to a client that stays as it is: `error` breaks it, `warning` may break it, `info`
  does not, `none` can't be seen.
- **SDK** is what the change asks of the next version of the SDK: `major` breaks code or its types, `minor` is new or
  worth a look, `patch` changes texts. The highest of all changes is the level of the diff.
- A change of a shared schema is told of once for each way that it goes (in requests, in responses), not once for each
  operation.
- `info.version` is not a change: it is what the diff decides. Below 1.0, a release treats `major` as `minor`.
"""

_PYTHON = """
The rules of the area *Python surface* compare two generated packages rather than two documents, so that a change of
generator, templates or runtime is seen as well.
"""

_OASDIFF = """
## oasdiff's rules

Each of the {count} rules that oasdiff 1.15.0 lists (`oasdiff checks`), and what it is here.

| oasdiff | level there | here |
|---|---|---|
"""

_DIFFERENCES = """
## Where other tools say something else

Tests apply edits to copies of real documents and compare what other tools say with what Trueline says: whether the wire
breaks, may break, or does not. They agree except here.

| edit | tool | why |
|---|---|---|
"""


def page(checks: Iterable[tuple[str, str]]) -> str:
    """The whole page. ``checks`` are oasdiff's rules and their levels, in its order."""
    return "".join([_HEAD, *_areas(), _PYTHON, *_peers(list(checks)), *_differences()])


def _areas() -> Iterator[str]:
    for area in dict.fromkeys(rule.area for rule in RULES.values()):
        yield f"\n## {area}\n\n| rule | way | wire | SDK | says | why |\n|---|---|---|---|---|---|\n"
        yield from (_row(rule) for rule in RULES.values() if rule.area == area)


def _row(rule: Rule) -> str:
    way = "" if rule.direction == "both" else rule.direction
    says = rule.sentence.replace("`{", "{").replace("}`", "}")
    cells = (f"`{rule.id}`", way, rule.wire.value, rule.sdk.word, says, rule.why)
    return "| " + " | ".join(cells) + " |\n"


def _peers(checks: list[tuple[str, str]]) -> Iterator[str]:
    yield _OASDIFF.format(count=len(checks))
    for check, level in checks:
        found = counterpart(check)
        assert found is not None, f"no pattern knows {check}"
        here = ", ".join(f"`{rule}`" for rule in found.ours) or f"not felt: {found.reason}"
        yield f"| `{check}` | {level} | {here} |\n"


def _differences() -> Iterator[str]:
    yield _DIFFERENCES
    for difference in DIFFERENCES:
        yield f"| {difference.edit} | {difference.tool} | {difference.why} |\n"
