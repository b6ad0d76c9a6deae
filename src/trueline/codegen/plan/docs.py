"""Docstrings of methods: summary, request line, description, arguments, scopes, errors, example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.answers import failures
from trueline.codegen.plan.extensions import required_scopes
from trueline.codegen.plan.literals import docstring, one_line, visible
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


def error_name(status: str) -> str:
    """The exception class that a documented status raises."""
    if status in STATUS_ERRORS:
        return STATUS_ERRORS[status]
    return "InternalServerError" if status.startswith("5") else "APIStatusError"


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


def method_doc(fact: OperationFact, args: Sequence[ArgPlan], meanings: Mapping[str, str], links: str = "") -> str:
    """The text between the quotes, escaped and wrapped. What the client says of a status (``meanings``) is not said."""
    summary = one_line(fact.summary) or f"{fact.method} {one_line(fact.path)}"
    parts = [summary, f"``{fact.method} {one_line(fact.path)}``"]
    if fact.description.strip() and one_line(fact.description) != summary:
        parts.append(visible(fact.description).strip())
    if fact.deprecated:
        parts.append(f"Deprecated: {deprecation(fact)}")
    parts += _sections(fact, args, meanings)
    parts += [links] if links else []
    return docstring("\n\n".join(parts))


def _sections(fact: OperationFact, args: Sequence[ArgPlan], meanings: Mapping[str, str]) -> list[str]:
    sections: list[str] = []
    lines = [f"    {arg.name}: {arg.doc}" for arg in args if arg.doc]
    if lines:
        sections.append("\n".join(["Args:", *lines]))
    if required_scopes(fact):
        sections.append("Scopes: " + ", ".join(f"``{one_line(scope)}``" for scope in required_scopes(fact)))
    raises = _raises(fact, meanings)
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
