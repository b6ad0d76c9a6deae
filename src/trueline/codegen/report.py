"""What went in, what came out, what was lost: counted, not claimed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from trueline.codegen.census import Counts
from trueline.codegen.facts import Facts
from trueline.codegen.plan.values import Sdk
from trueline.codegen.swagger_census import take_census
from trueline.errors import ExitCode, TruelineError, Where
from trueline.spec.document import Document
from trueline.spec.normalise.report import Loss, Normalised, Repair


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A part of the document that openapi-python-client was given in another form; names can differ from stock's."""

    pointer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one generation. ``lost`` holds what nobody allowed; ``allowed`` what was lost by name.

    ``limits`` is what a layout that is not ours has no word for, ``rewritten`` what it could only be given otherwise.
    """

    in_spec: Counts
    in_sdk: Counts
    lost: tuple[Loss, ...]
    allowed: tuple[Loss, ...]
    repairs: tuple[Repair, ...]
    seconds: Mapping[str, float]
    limits: tuple[Loss, ...] = ()
    rewritten: tuple[Rewrite, ...] = ()

    def to_json(self) -> str:
        """The report as indented JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


def report_of(text: str) -> Report:
    """The report that ``to_json`` wrote. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for other texts."""
    body = json.loads(text)
    lost, allowed = (tuple(Loss(**loss) for loss in body[key]) for key in ("lost", "allowed"))
    repairs = tuple(Repair(**repair) for repair in body["repairs"])
    limits = tuple(Loss(**limit) for limit in body["limits"])
    rewritten = tuple(Rewrite(**each) for each in body["rewritten"])
    counts = (Counts(**body["in_spec"]), Counts(**body["in_sdk"]))
    return Report(*counts, lost, allowed, repairs, body["seconds"], limits, rewritten)


class LossError(TruelineError):
    """Part of the document would be missing from the SDK."""

    exit_code = ExitCode.LOSS

    def __init__(self, report: Report, source: str) -> None:
        first = report.lost[0]
        more = f" (and {len(report.lost) - 1} more; --report FILE.json lists all)" if len(report.lost) > 1 else ""
        cure = f"{first.cure} To go on without it: --allow-loss '{first.pointer}'."
        super().__init__(f"{first.reason}{more}", where=Where(source, first.pointer), cure=cure)
        self.report = report


@dataclass(frozen=True, slots=True)
class Counted:
    """How a document and the facts compare: what a report needs of the document, which is far larger."""

    in_spec: Counts
    in_sdk: Counts
    losses: tuple[Loss, ...]


def count(document: Document, facts: Facts) -> Counted:
    """Count the loaded document against the facts."""
    census = take_census(document.value, facts)
    return Counted(census.in_spec, census.in_sdk, tuple(census.losses))


def make_report(
    normal: Normalised, missing: Iterable[Loss], allowed: Iterable[str], census: Counted, seconds: Mapping[str, float]
) -> Report:
    """What is in the document and neither in the facts nor in the plan is a loss."""
    names = set(allowed)
    named = {loss.pointer for loss in normal.losses}  # normalising knows the reason, the census only the absence
    losses = [*normal.losses, *(loss for loss in census.losses if loss.pointer not in named), *missing]
    return Report(
        in_spec=census.in_spec,
        in_sdk=census.in_sdk,
        lost=tuple(loss for loss in losses if loss.pointer not in names),
        allowed=tuple(loss for loss in losses if loss.pointer in names),
        repairs=normal.repairs,
        seconds=dict(seconds),
    )


def unplanned(facts: Facts, sdk: Sdk) -> tuple[Loss, ...]:
    """Facts that no method and no module of the plan stands for."""
    return tuple(_unplanned(facts, sdk))


def _unplanned(facts: Facts, sdk: Sdk) -> Iterator[Loss]:
    methods = sum(len(resource.methods) for resource in (sdk.client.root, *sdk.resources))
    if methods != len(facts.operations):
        yield Loss("/paths", f"{len(facts.operations)} operations made {methods} methods", "This is a bug; report it.")
    called = len(sdk.callbacks.entries) if sdk.callbacks else 0
    if called != len(facts.callbacks):
        yield Loss("/paths", f"{len(facts.callbacks)} callbacks made {called} entries", "This is a bug; report it.")
    exported = {name for names in sdk.exports.values() for name in names}
    for name in {**facts.models, **facts.enums, **facts.aliases}:
        if name not in exported:
            yield Loss("/components/schemas", f"the type {name} is not exported", "This is a bug; report it.")
