"""What a run found, as it is written to JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: No result is larger than its document: of one kind at one place, one disagreement is kept, and this many of all.
_KEPT = 300
_SHOWN = 400


@dataclass
class Result:
    """Counts and disagreements of one document. Every request and answer is in exactly one count."""

    document: str = ""
    version: str = ""
    seconds: float = 0.0
    #: Operations that the document has, that were tried, and that the time or the number allowed did not reach.
    operations: int = 0
    tried: int = 0
    left_out: int = 0
    #: Requests that were sent; those that both judges took; those that only our own could judge, by reason.
    requests: int = 0
    agreed: int = 0
    limits: Counter[str] = field(default_factory=Counter)
    #: Answers that were read; those that were written back without change.
    answers: int = 0
    unchanged: int = 0
    #: What no value could be made for, and what is not JSON: pointer and reason.
    unmade: dict[str, str] = field(default_factory=dict)
    disagreements: list[dict[str, str]] = field(default_factory=list)
    #: Disagreements that were not kept because there were so many.
    more: int = 0
    failed: str = ""

    def disagree(self, kind: str, pointer: str, why: str, ours: Any, theirs: Any) -> None:
        """One thing that the SDK does and the document does not say. ``ours`` is what was sent or written back."""
        known = {(d["kind"], d["pointer"], d["why"][:60]) for d in self.disagreements}
        if (kind, pointer, why[:60]) in known or len(self.disagreements) >= _KEPT:
            self.more += 1
            return
        self.disagreements.append(
            {"kind": kind, "pointer": pointer, "why": shown(why), "ours": shown(ours), "theirs": shown(theirs)}
        )

    def to_json(self) -> str:
        return json.dumps(vars(self), ensure_ascii=False, default=str)


def shown(value: Any) -> str:
    """A value in a report: JSON where it is that, never longer than a few lines."""
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, default=repr)
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}… ({len(value)} characters)"
