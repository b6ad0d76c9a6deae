from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..encoding import encode
from ..guards import is_object
from ..operation import Pagination
from ..unset import UNSET, Unset
from .check import Decoder, problem


def page(
    how: Pagination, decoder: Decoder, shape: Any, items: list[Any] | None, number: int, url: str, *, last: bool
) -> tuple[Any, Mapping[str, str]]:
    sent = None if items is None else [encode(item) for item in items]
    token = f"page-{number + 1}"
    following = f"{url.partition('?')[0]}?page={token}"
    headers = {"Link": f'<{following}>; rel="next"'} if how.type == "link" and not last else {}
    if not how.items:
        return shape if sent is None else sent, headers
    body = decoder(shape)
    if sent is not None:
        put(body, how.items, sent)
    if how.has_more:
        put(body, how.has_more, not last)
    if how.type in {"cursor", "url"}:
        _lead_on(how, decoder, body, "" if last else token if how.type == "cursor" else following)
    return encode(body), headers


def _lead_on(how: Pagination, decoder: Decoder, body: Any, following: str) -> None:
    for value in (following,) if following else (None, UNSET, ""):
        put(body, how.next, value)
        if not problem(decoder, encode(body)):
            return


def put(body: Any, path: str, value: Any) -> None:
    *way, name = path.split(".")
    for step in way:
        body = body.get(step) if is_object(body) else getattr(body, step, None)
    if is_object(body):
        body[name] = value
    elif body is not None and not isinstance(body, Unset):
        setattr(body, name, value)
