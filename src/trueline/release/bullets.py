"""Typed changes as the bullets of a changelog: each thing said once, and what is alike said together.

A diff tells of every change at its own place, for machines and for whoever owns the document. Whoever reads a changelog
uses one package: what is sent and what comes back is one class to them, and thirty new properties are one sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trueline.diff import Change, Level
from trueline.diff.rules import RULES

#: Two rules that tell readers of Python the same about one property: the first one is left out beside the second.
_ECHOES = {
    "request-optional-property-added": ("response-property-added",),
    "response-property-added": ("request-required-property-added", "request-required-property-with-default-added"),
    "request-property-removed": ("response-optional-property-removed", "response-required-property-removed"),
}
#: Rules about whole classes, and how many of them are one matter.
_CLASSES = frozenset({"schema-added", "schema-removed", "schema-renamed"})
_MANY_CLASSES = 4
#: More names in one sentence are a list that nobody reads to its end; the code below it has all of them.
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Bullet:
    """One entry: a sentence, and for a breaking one the lines of code before and after."""

    group: str
    sentence: str
    breaking: bool
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def distinct(changes: Iterable[Change]) -> list[Change]:
    """Each sentence once: what is sent and what comes back are two changes on the wire, and one to a reader."""
    kept = {(c.group, c.sentence, c.before, c.after): c for c in reversed(tuple(changes))}
    distinct_changes = list(kept.values())[::-1]
    told = {(change.rule, *_property(change)) for change in distinct_changes}
    return [
        change
        for change in distinct_changes
        if not any((rule, *_property(change)) in told for rule in _ECHOES.get(change.rule, ()))
    ]


def with_classes_together(changes: Sequence[Change]) -> list[Change]:
    """Many classes that come, go, or are renamed as one matter, not one for each schema."""
    counts = Counter(change.rule for change in changes)
    return [
        replace(change, group="types") if change.rule in _CLASSES and counts[change.rule] >= _MANY_CLASSES else change
        for change in changes
    ]


def bullets(changes: Sequence[Change]) -> list[Bullet]:
    """Changes of one group as bullets, in their order: those that differ in a name alone become one."""
    together: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        together.setdefault(_key(change), []).append(change)
    return [_bullet(alike) for alike in together.values()]


def _property(change: Change) -> tuple[str, str, str]:
    words = dict(change.words)
    return change.group, words.get("place", ""), words.get("name", "")


def _key(change: Change) -> tuple[object, ...]:
    """Equal for changes that one sentence can tell; the change itself where it is told alone."""
    rule = RULES.get(change.rule)
    if rule is None or not rule.many:
        return (change,)
    shared_words = tuple((name, word) for name, word in change.words if name != "name" and f"{{{name}}}" in rule.many)
    return rule.many, change.sdk, shared_words


def _bullet(changes: Sequence[Change]) -> Bullet:
    first, breaking = changes[0], changes[0].sdk is Level.MAJOR
    before, after = ((each.before for each in changes), (each.after for each in changes)) if breaking else ((), ())
    sentence = first.sentence if len(changes) == 1 else _together(changes)
    return Bullet(first.group, sentence, breaking, _lines(before), _lines(after))


def _lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for line in lines if line))


def _together(changes: Sequence[Change]) -> str:
    rule, words = RULES[changes[0].rule], dict(changes[0].words)
    field = next(field for field in ("name", "old", "place") if field in words)
    quoted = f"`{{{field}}}`" in rule.sentence
    names = [f"`{dict(change.words)[field]}`" if quoted else dict(change.words)[field] for change in changes]
    return rule.many.format(**{**words, "names": _listed(names, "and"), "any": _listed(names, "or")})


def _listed(names: Sequence[str], last: str) -> str:
    rest = len(names) - _MOST_NAMES
    if rest > 1:
        return f"{', '.join(names[:_MOST_NAMES])} {last} {rest} others"
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
