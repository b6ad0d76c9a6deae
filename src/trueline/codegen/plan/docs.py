"""Docstrings of methods: summary, request line, description, arguments, scopes, errors, example."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trueline import names, reserved
from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.answers import failures
from trueline.codegen.plan.extensions import required_scopes
from trueline.codegen.plan.literals import FIRST_LINE, LINE, docstring, one_line, visible
from trueline.codegen.plan.values import ArgPlan

#: The exception of each status. A status that is not here raises its family's, or ``APIStatusError``.
STATUS_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "408": "RequestTimeoutError",
    "409": "ConflictError",
    "410": "GoneError",
    "412": "PreconditionFailedError",
    "413": "PayloadTooLargeError",
    "415": "UnsupportedMediaTypeError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


#: As many methods have to have an argument before its text is said once.
_SEVERAL = 5
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})
#: Words that say again what a part of an argument's name says, without an ``s`` at the end, and those that say nothing.
_AGAIN = {
    "id": {"unique", "identifier", "identifie"},
    "number": {"unique", "identifier", "identifie"},
    "": _ARTICLES | {"of", "for", "that", "which"},
}
_DEFAULT = re.compile(r" Default: ``[^`]*``\.$")
#: Up to a full stop that ends a sentence; one that only shortens a word does not.
_SENTENCE = re.compile(r".+?(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)\.(?= [A-Z*`\"])")


def error_name(status: str) -> str:
    """The exception class that a documented status raises."""
    if status in STATUS_ERRORS:
        return STATUS_ERRORS[status]
    return "InternalServerError" if status.startswith("5") else "APIStatusError"


@dataclass(frozen=True, slots=True)
class SaidOnce:
    """What the client says for all methods: what statuses mean, and all that several of them say of an argument."""

    meanings: Mapping[str, str]
    #: Name and text of an argument that several methods have, and the beginning of the text.
    arguments: Mapping[tuple[str, str], str]

    @property
    def text(self) -> str:
        """The sections of the client's docstring."""
        arguments = [f"    {name}: {text}" for name, text in self.arguments]
        shared = ["\n".join(["Arguments of several methods:", *arguments])] if arguments else []
        return "\n\n".join([*shared, *filter(None, [raises_doc(self.meanings)])])


def said_once(operations: Iterable[OperationFact]) -> SaidOnce:
    """What need not be repeated."""
    found = list(operations)
    return SaidOnce(usual_meanings(found), _shared_arguments(found))


def _shared_arguments(operations: Iterable[OperationFact]) -> dict[tuple[str, str], str]:
    """Texts of more than a line that as many methods have as make it worth while, each with its first sentence."""
    uses = Counter(
        (names.argument(p.label or p.name, reserved.ARGUMENTS), argument_doc(p.description, p.default))
        for fact in operations
        for p in fact.parameters
    )
    known = {key: key[1] if count < _SEVERAL else _beginning(*key) for key, count in uses.items()}
    return {key: short for key, short in known.items() if short != key[1]}


def _beginning(name: str, text: str) -> str:
    """The first sentence and the default, if that is a line less and no bracket or quote is left open."""
    stated, default = (text, "") if not (found := _DEFAULT.search(text)) else (text[: found.start()], found[0])
    first = _SENTENCE.match(stated)
    short = f"{first[0]}{default}" if first else text
    is_whole = all(short.count(a) == short.count(b) for a, b in ("()", "[]", "{}")) and short.count("`") % 2 == 0
    return short if is_whole and _lines(name, short) < _lines(name, text) else text


def _lines(name: str, text: str) -> int:
    return -(-len(f"    {name}: {text}") // LINE)


def argument_doc(description: str, default: str | None) -> str:
    """What is said of an argument: the document's words, and what the server takes where nothing is given."""
    text = one_line(description)
    return text if default is None else f"{text} Default: ``{one_line(default)}``.".strip()


def usual_meanings(operations: Iterable[OperationFact]) -> dict[str, str]:
    """What each status that is an error means in most operations that have it; only what two of them say."""
    counts: dict[str, Counter[str]] = {}
    for fact in operations:
        for response in failures(fact):
            counts.setdefault(response.status, Counter())[_first_sentence(response.description)] += 1
    most = {status: counter.most_common(1)[0] for status, counter in sorted(counts.items())}
    return {status: meaning for status, (meaning, count) in most.items() if meaning and count > 1}


def raises_doc(meanings: Mapping[str, str]) -> str:
    """The section of the client that says once what these statuses mean; empty where there are none."""
    lines = [f"    {error_name(status)}: {status}. {meaning}" for status, meaning in meanings.items()]
    return "\n".join(["Raises:", *lines]) if lines else ""


def method_doc(fact: OperationFact, args: Sequence[ArgPlan], shared: SaidOnce, links: str = "") -> str:
    """The text between the quotes, escaped and wrapped. What is ``shared`` (the client says it) is shortened."""
    parts: list[str] = []
    if _words(fact.description) != _words(fact.summary):
        parts.append(visible(fact.description).strip())
    if fact.deprecated:
        parts.append(f"Deprecated: {deprecation(fact)}")
    parts += _sections(fact, args, shared)
    parts.append(links)
    return "\n\n".join(filter(None, [_title(fact), docstring("\n\n".join(filter(None, parts)))]))


def _title(fact: OperationFact) -> str:
    """The summary and the request, below it where both are too long for a line."""
    summary, request = one_line(fact.summary), f"``{fact.method} {one_line(fact.path)}``"
    if not summary:
        return docstring(request)
    between = " " if len(summary) + len(request) + len(" ()") <= FIRST_LINE else "\n"
    return f"{docstring(summary)}{between}{docstring(f'({request})')}"


def _words(text: str) -> list[str]:
    """What a sentence says, whether it begins with ``List`` or with ``Lists``."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _ARTICLES]
    return [word.removesuffix("s") for word in words[:1]] + words[1:]


def _says_more(name: str, text: str) -> bool:
    """Whether a text says more of an argument than its name: ``The identifier of the pet.`` does not of ``pet_id``."""
    parts = {*name.split("_"), ""}
    said = {word.removesuffix("s") for word in _WORD.findall(text.lower())}
    return not said <= parts.union(*(_AGAIN.get(part, ()) for part in parts))


def _sections(fact: OperationFact, args: Sequence[ArgPlan], shared: SaidOnce) -> list[str]:
    sections: list[str] = []
    said = [(arg.name, arg.doc) for arg in args if _says_more(arg.name, arg.doc)]
    lines = [f"    {name}: {shared.arguments.get((name, text), text)}" for name, text in said]
    if lines:
        sections.append("\n".join(["Args:", *lines]))
    if required_scopes(fact):
        sections.append("Scopes: " + ", ".join(f"``{one_line(scope)}``" for scope in required_scopes(fact)))
    raises = _raises(fact, shared.meanings)
    if raises:
        sections.append(raises)
    return sections


def _raises(fact: OperationFact, meanings: Mapping[str, str]) -> str:
    """The exceptions that need no word here in one line, then each of the others with its meaning."""
    said = [(r.status, _first_sentence(r.description)) for r in failures(fact)]
    usual = dict.fromkeys(error_name(status) for status, text in said if text in {"", meanings.get(status)})
    own = [
        f"    {error_name(status)}: {status}. {text}" for status, text in said if text not in {"", meanings.get(status)}
    ]
    if not own:
        return f"Raises: {', '.join(usual)}" if usual else ""
    return "\n".join(["Raises:", *([f"    {', '.join(usual)}"] if usual else []), *own])


def _first_sentence(text: str) -> str:
    line = one_line(text)
    return line.split(". ")[0].rstrip(".") + "." if line else ""


def deprecation(fact: OperationFact) -> str:
    """What a deprecated operation warns with: the spec's own words for what replaces it, where it has some."""
    stated = fact.extensions.get("x-deprecated") or fact.extensions.get("x-deprecation-reason")
    if isinstance(stated, str) and stated:
        return one_line(stated)
    return f"{fact.method} {one_line(fact.path)} is deprecated."
