"""What a path says: the things it nests, whether it ends at one of them, and what it does there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from trueline import words

Words = tuple[str, ...]
VERSION = re.compile(r"v?\d+(?:[._-]\d+)*(?:(?:alpha|beta|rc)\d*)?|latest", re.IGNORECASE)
_NOISE = frozenset({"api", "apis", "rest"})
_SUFFIX = re.compile(r"\.(?:json|xml|csv|html?|php|aspx?|txt|ya?ml)$", re.IGNORECASE)
_PARAMETER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A static part of a path as words, or a parameter's. ``verb`` is the custom verb behind a colon."""

    text: str
    words: Words
    is_parameter: bool
    verb: Words = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A path as a client sees it. ``qualifier`` is what a segment like ``by-name`` adds to the method's name."""

    nouns: tuple[Segment, ...]
    item: bool
    action: Words
    qualifier: Words
    parameters: frozenset[str]
    last: Words
    version: str


def segments(path: str) -> list[Segment]:
    """The parts of a path that have words. What follows a ``?`` or a ``#`` is not a path."""
    found: list[Segment] = []
    for raw in re.split(r"[?#]", path, maxsplit=1)[0].split("/"):
        found += _segment(_SUFFIX.sub("", raw))
    return [part for part in found if part.words]


def _segment(raw: str) -> list[Segment]:
    head, colon, tail = raw.rpartition(":") if re.search(r"[}\w]:[A-Za-z]\w*$", raw) else (raw, "", "")
    verb = tuple(words.split(tail)) if colon else ()
    parameters = _PARAMETER.findall(head)
    static = _PARAMETER.sub(" ", head.partition("(")[0])
    if parameters and not static.strip(" .-_~$@+='\"&,;"):
        return [Segment("", tuple(words.split(" ".join(parameters))), True, verb)]
    pieces = [static] if VERSION.fullmatch(static) else static.split(".")
    made = [Segment(piece, tuple(words.split(piece)), False) for piece in pieces]
    made += [Segment("", tuple(words.split(" ".join(parameters))), True)] if parameters else []
    return [*made[:-1], Segment(made[-1].text, made[-1].words, made[-1].is_parameter, verb)] if made else []


def shape(path: str, method: str, id_words: list[str], prefix: str) -> Shape:
    """The shape of a path. ``id_words`` are those of the operationId; ``prefix`` is noise that all paths begin with."""
    parts = segments(path)
    version = next((p.text for p in parts if not p.is_parameter and VERSION.fullmatch(p.text)), "")
    parts = _without_noise(parts, prefix)
    last = parts[-1] if parts else None
    action: Words = last.verb if last else ()
    if last and not last.is_parameter and not action and _acts(parts, method, id_words):
        action, parts = last.words, parts[:-1]
        last = parts[-1] if parts else None
    qualifiers = [p for p in parts if not p.is_parameter and len(p.words) > 1 and words.leads(p.words[0])]
    statics = [p for p in parts if not p.is_parameter and p not in qualifiers]
    return Shape(
        nouns=_once(statics),
        item=bool(last and last.is_parameter) and not _asks_for(statics),
        action=action,
        qualifier=tuple(word for p in qualifiers for word in p.words),
        parameters=frozenset(words.singular(word) for p in parts if p.is_parameter for word in p.words),
        last=last.words if last else (),
        version=version,
    )


def _asks_for(statics: list[Segment]) -> bool:
    """``stops-for-route/{id}``: the parameter says whose stops, and names none of them."""
    last = statics[-1].words if statics else ()
    return any(words.leads(word) for word in last[1:]) and words.is_plural(_head(last))


def _head(noun: Words) -> str:
    return next((word for n, word in enumerate(noun) if n + 1 < len(noun) and words.leads(noun[n + 1])), noun[-1])


def is_many(noun: Words) -> bool:
    """Whether a noun means several: ``stops``, ``stops-for-route``."""
    return bool(noun) and words.is_plural(_head(noun))


def _without_noise(parts: list[Segment], prefix: str) -> list[Segment]:
    """Without versions, and without ``api`` and the common prefix where a path begins; never without everything."""
    kept = [part for part in parts if part.is_parameter or not VERSION.fullmatch(part.text)]
    while len(kept) > 1 and not kept[0].is_parameter and (kept[0].text.lower() in _NOISE or kept[0].text == prefix):
        kept = kept[1:]
    return kept


def _acts(parts: list[Segment], method: str, id_words: list[str]) -> bool:
    """Whether the last segment, a static one, is something to do with what stands before it."""
    last: list[str] = list(parts[-1].words)
    nouns_before = any(not part.is_parameter for part in parts[:-1])
    if (
        id_words
        and id_words[0] == last[0]
        and nouns_before
        and not words.is_plural(last[-1])
        and id_words[0] not in words.CRUD
    ):
        return not (len(last) == 1 and words.is_plural(last[0]))
    if len(last) > 1 and words.is_plural(last[-1]) and not words.is_only_verb(last[0]):
        return False  # login-links
    if len(last) > 1:
        return words.is_verb(last[0]) and (method != "GET" or last[0] in words.READ | words.ANSWERS)
    if (
        id_words
        and id_words[0] in words.CREATE - {"post"}
        and any(words.singular(word) == words.singular(last[0]) for word in id_words[1:])
    ):
        return False  # createTransfer: a transfer is made, nothing is transferred
    return words.is_action(last[0], method)


def _once(parts: list[Segment]) -> tuple[Segment, ...]:
    kept: list[Segment] = []
    for part in parts:
        if not kept or not words.same(kept[-1].words, part.words):
            kept.append(part)
    return tuple(kept)


def common_prefix(paths: Iterable[str]) -> str:
    """The first noun of nearly all paths, where it only holds others together: ``where`` in ``/api/where/stops``.

    It has to stand before at least three different nouns in two thirds of the paths, and to be nowhere a thing of its
    own: the end of a path, or followed by a parameter. One more operation hardly ever changes that.
    """
    followers: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    total = 0
    owners: set[str] = set()
    for path in paths:
        parts = _without_noise(segments(path), "")
        total += 1
        if not parts or parts[0].is_parameter:
            continue
        counts[parts[0].text] += 1
        acts = len(parts) == 2 and len(parts[1].words) == 1 and words.is_verb(" ".join(parts[1].words))
        if len(parts) == 1 or parts[1].is_parameter or acts:
            owners.add(parts[0].text)
        else:
            followers.setdefault(parts[0].text, set()).add(parts[1].text)
    name, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    holds = name not in owners and len(followers.get(name, ())) >= 3 and count * 3 >= total * 2
    return name if holds else ""
