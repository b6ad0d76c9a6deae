"""Docstrings of methods: summary, request line, description, arguments, scopes, errors, example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trueline.codegen.facts import OperationFact, ResponseFact
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


def method_doc(fact: OperationFact, args: Sequence[ArgPlan], failures: Iterable[ResponseFact], links: str = "") -> str:
    """The text between the quotes, escaped and wrapped."""
    summary = one_line(fact.summary) or f"{fact.method} {one_line(fact.path)}"
    parts = [summary, f"``{fact.method} {one_line(fact.path)}``"]
    if fact.description.strip() and one_line(fact.description) != summary:
        parts.append(visible(fact.description).strip())
    if fact.deprecated:
        parts.append(f"Deprecated: {deprecation(fact)}")
    parts += _sections(fact, args, failures)
    parts += [links] if links else []
    return docstring("\n\n".join(parts))


def _sections(fact: OperationFact, args: Sequence[ArgPlan], failures: Iterable[ResponseFact]) -> list[str]:
    sections: list[str] = []
    lines = [f"    {arg.name}: {arg.doc}" for arg in args if arg.doc]
    if lines:
        sections.append("\n".join(["Args:", *lines]))
    if required_scopes(fact):
        sections.append("Scopes: " + ", ".join(f"``{one_line(scope)}``" for scope in required_scopes(fact)))
    raises = [f"    {error_name(r.status)}: {r.status}. {_first_sentence(r.description)}".rstrip() for r in failures]
    if raises:
        sections.append("\n".join(["Raises:", *raises]))
    return sections


def _first_sentence(text: str) -> str:
    line = one_line(text)
    return line.split(". ")[0].rstrip(".") + "." if line else ""


def deprecation(fact: OperationFact) -> str:
    """What a deprecated operation warns with: the spec's own words for what replaces it, where it has some."""
    stated = fact.extensions.get("x-deprecated") or fact.extensions.get("x-deprecation-reason")
    if isinstance(stated, str) and stated:
        return one_line(stated)
    return f"{fact.method} {one_line(fact.path)} is deprecated."
