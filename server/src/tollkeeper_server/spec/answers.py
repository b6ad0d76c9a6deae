"""Answers: checked against the document in tests, and in production where the option is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jsonschema_rs

from tollkeeper_server.exact import load_json
from tollkeeper_server.spec.refs import Refs


class AnswerMismatchError(Exception):
    """The server is about to answer with something that the document does not describe. A bug in the server."""


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """What one status of one operation promises. ``media_type`` is ``None`` for an answer without a body.

    ``validator`` makes what checks a body, which few servers do: for ours, two thirds of all that could be made.
    """

    media_type: str | None
    validator: Callable[[], jsonschema_rs.Draft202012Validator] | None
    required_headers: tuple[str, ...]
    sensitive: bool

    def check(self, body: bytes, media_type: str | None, headers: Mapping[str, str]) -> None:
        """Raises ``AnswerMismatchError`` with the first difference."""
        if media_type != self.media_type:
            raise AnswerMismatchError(f"content type {media_type}, documented {self.media_type}")
        missing = {name.lower() for name in self.required_headers} - {name.lower() for name in headers}
        if missing:
            raise AnswerMismatchError(f"header {min(missing)} is missing")
        if self.validator is not None:
            for error in self.validator().iter_errors(load_json(body)):
                raise AnswerMismatchError(f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}")


def bind_answer(node: Mapping[str, Any], refs: Refs) -> AnswerCheck:
    """Read a response of the document."""
    content: Mapping[str, Any] = node.get("content", {})
    media_type = next(iter(content), None)
    schema = content[media_type].get("schema") if media_type else None
    is_problem = media_type == "application/problem+json"
    is_json = media_type in {"application/json", "application/problem+json"}
    headers = {name: refs.follow(header) for name, header in node.get("headers", {}).items()}
    required = tuple(name for name, header in headers.items() if header.get("required"))
    validator = partial(refs.validator, schema) if is_json and schema is not None else None
    return AnswerCheck(media_type, validator, required, not is_problem and refs.says("x-sensitive", schema))
