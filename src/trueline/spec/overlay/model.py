"""An overlay as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from jsonpath_rfc9535 import JSONPathQuery

from trueline.errors import Where
from trueline.spec.load.value import Value


@dataclass(frozen=True, slots=True)
class Action:
    """One correction. ``change`` is ``update``, ``copy`` or ``remove``; ``value`` is the JSON value to merge.

    ``query`` and ``source`` are the compiled ``target`` and ``copy``. ``primitives`` says whether scalars may be
    targets (Overlay 1.1).
    """

    target: str
    description: str
    change: str
    where: Where
    primitives: bool
    query: JSONPathQuery = field(compare=False, repr=False)
    value: Value = None
    source: JSONPathQuery | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A loaded overlay document. ``extends`` is ``""`` when it names no document; ``sha256`` is of the file's bytes."""

    name: str
    title: str
    version: str
    extends: str
    actions: tuple[Action, ...]
    sha256: str
