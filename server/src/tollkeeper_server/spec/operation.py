"""One operation of the document as facts: what the server decides about a request before its handler runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tollkeeper_server.errors import StartError
from tollkeeper_server.spec.answers import AnswerCheck, bind_answer
from tollkeeper_server.spec.body import Body, bind_body
from tollkeeper_server.spec.parameters import Parameter, bind_parameter
from tollkeeper_server.spec.refs import Refs


@dataclass(frozen=True, slots=True)
class Operation:
    """``answers`` maps documented statuses to how an answer is checked. ``success`` is the one 2xx."""

    id: str
    method: str
    path: str
    public: bool
    required_scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Body | None
    answers: Mapping[int, AnswerCheck]
    success: int
    idempotent: bool
    streaming: bool
    sensitive: bool

    @property
    def path_parameters(self) -> tuple[Parameter, ...]:
        """Those in the path."""
        return tuple(parameter for parameter in self.parameters if parameter.place == "path")

    @property
    def writes(self) -> bool:
        """Whether its transaction may change something: it needs a scope that says so."""
        return any(scope.endswith(":write") for scope in self.required_scopes)


def bind_operation(method: str, path: str, node: Mapping[str, Any], shared: Sequence[Any], refs: Refs) -> Operation:
    """Read an operation. Raises ``StartError`` where it says something that the server can't do."""
    name: str = node["operationId"]
    answers = {int(status): bind_answer(refs.follow(answer), refs) for status, answer in node["responses"].items()}
    successes = [status for status in answers if status < 300]
    if len(successes) != 1:
        raise StartError(f"{name} has {len(successes)} success statuses; this server answers with one")
    public = node.get("security") == []
    if public and node["x-required-scopes"]:
        raise StartError(f"{name} needs scopes but no key")
    parameters = [bind_parameter(refs.follow(item), refs) for item in (*shared, *node.get("parameters", []))]
    return Operation(
        id=name,
        method=method,
        path=path,
        public=public,
        required_scopes=tuple(node["x-required-scopes"]),
        parameters=tuple(parameters),
        body=bind_body(refs.follow(node["requestBody"]), refs) if "requestBody" in node else None,
        answers=answers,
        success=successes[0],
        idempotent="x-idempotent" in node,
        streaming="x-streaming" in node,
        sensitive=answers[successes[0]].sensitive,
    )
