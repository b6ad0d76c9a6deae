"""Compares both readings of the engine with the facts and the plan. Raises at the first that disagrees."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.codegen.facts import Facts
from trueline.codegen.plan.values import Sdk
from trueline.engine.form import bytes_of, engine_form
from trueline.engine.reading import Reading, read
from trueline.errors import InternalError
from trueline.second_reader.canonical import canonical_differences
from trueline.second_reader.loaded import loaded_differences
from trueline.spec.document import Json

_SHOWN = 5


def agree(loaded: Json, canonical: Json, facts: Facts, sdk: Sdk) -> None:
    """Read both documents and compare. Raises ``InternalError`` with the first differences."""
    found = list(differences(loaded, canonical, facts, sdk))
    if found:
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise InternalError(
            "the second reader read something else: " + "; ".join(found[:_SHOWN]) + more,
            cure="This is a bug in Trueline, or a part of the document with two meanings: please report it.",
        )


def differences(loaded: Json, canonical: Json, facts: Facts, sdk: Sdk) -> Iterator[str]:
    """Where a reading of the engine's is not what the facts and the plan say."""
    form = engine_form(canonical)
    yield from canonical_differences(read(form, bytes_of(form)), facts, sdk)
    yield from loaded_differences(_own(loaded), facts)


def _own(loaded: Json) -> Reading:
    return read(loaded)
