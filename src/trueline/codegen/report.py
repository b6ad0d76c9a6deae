"""What went in, what came out, what was lost: counted, not claimed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from trueline.codegen.facts import Facts, OperationFact
from trueline.codegen.gather import METHODS
from trueline.codegen.plan.values import Sdk
from trueline.errors import ExitCode, TruelineError, Where
from trueline.spec.document import Document, Json
from trueline.spec.normalise.report import Loss, Normalised, Repair
from trueline.spec.pointer import from_fragment, join


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each the document has, or the SDK."""

    operations: int
    schemas: int
    properties: int
    parameters: int
    responses: int
    media_types: int


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one generation. ``lost`` holds what nobody allowed; ``allowed`` what was lost by name."""

    in_spec: Counts
    in_sdk: Counts
    lost: tuple[Loss, ...]
    allowed: tuple[Loss, ...]
    repairs: tuple[Repair, ...]
    seconds: Mapping[str, float]

    def to_json(self) -> str:
        """The report as indented JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


class LossError(TruelineError):
    """Part of the document would be missing from the SDK."""

    exit_code = ExitCode.LOSS

    def __init__(self, report: Report, source: str) -> None:
        first = report.lost[0]
        more = f" (and {len(report.lost) - 1} more; --report FILE.json lists all)" if len(report.lost) > 1 else ""
        cure = f"{first.cure} To go on without it: --allow-loss '{first.pointer}'."
        super().__init__(f"{first.reason}{more}", where=Where(source, first.pointer), cure=cure)
        self.report = report


def make_report(
    document: Document, normal: Normalised, facts: Facts, sdk: Sdk, allowed: Iterable[str], seconds: Mapping[str, float]
) -> Report:
    """Count the loaded document against the plan; anything that is in one and not in the other is a loss."""
    names = set(allowed)
    losses = [*normal.losses, *_missing(document.value, facts, sdk)]
    return Report(
        in_spec=_count_document(document.value),
        in_sdk=_count_facts(facts),
        lost=tuple(loss for loss in losses if loss.pointer not in names),
        allowed=tuple(loss for loss in losses if loss.pointer in names),
        repairs=normal.repairs,
        seconds=dict(seconds),
    )


def _missing(document: Json, facts: Facts, sdk: Sdk) -> Iterator[Loss]:
    """Operations and component schemas that no method and no type stands for."""
    methods = sum(len(r.methods) for r in sdk.resources) + len(sdk.client.root.methods)
    operations = sum(1 for _ in _operations(document))
    if methods != operations:
        yield Loss("/paths", f"{operations} operations went in and {methods} methods came out", "This is a bug; report it.")
    pointers = {each.pointer for group in (facts.models, facts.enums, facts.aliases) for each in group.values()}
    for name in (document.get("components") or {}).get("schemas") or {}:
        pointer = join("/components/schemas", name)
        if pointer not in pointers:
            yield Loss(pointer, "this schema is in no type of the SDK", "This is a bug; report it.")


def _operations(document: Json) -> Iterator[Json]:
    for item in (document.get("paths") or {}).values():
        if isinstance(item, dict):
            yield from (item[method] for method in METHODS if isinstance(item.get(method), dict))


def _count_document(document: Json) -> Counts:
    """Counts of the document as loaded. A ``$ref`` counts as what it stands for, where it is used."""
    schemas = (document.get("components") or {}).get("schemas") or {}
    operations = list(_operations(document))
    responses = [r for o in operations for r in (o.get("responses") or {}).values()]
    return Counts(
        operations=len(operations),
        schemas=len(schemas),
        properties=sum(len(s.get("properties") or {}) for s in schemas.values() if isinstance(s, dict)),
        parameters=sum(len(o.get("parameters") or ()) for o in operations),
        responses=len(responses),
        media_types=sum(len(_content(document, r)) for r in responses)
        + sum(len(_content(document, o["requestBody"])) for o in operations if o.get("requestBody")),
    )


def _content(document: Json, holder: Json) -> Json:
    for _ in range(20):
        if "$ref" not in holder:
            break
        target: Any = document
        for token in from_fragment(str(holder["$ref"]).removeprefix("#")):
            target = target[int(token)] if isinstance(target, list) else target[token]
        holder = target
    content: Json = holder.get("content") or {}
    return content


def _count_facts(facts: Facts) -> Counts:
    operations: list[OperationFact] = list(facts.operations.values())
    return Counts(
        operations=len(operations),
        schemas=len(facts.models) + len(facts.enums) + len(facts.aliases),
        properties=sum(len(model.properties) for model in facts.models.values()),
        parameters=sum(len(o.parameters) for o in operations),
        responses=sum(len(o.responses) for o in operations),
        media_types=sum(len(r.media) for o in operations for r in o.responses)
        + sum(len(o.body.media) for o in operations if o.body),
    )
