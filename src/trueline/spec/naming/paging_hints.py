"""Other generators' pagination as ``x-pagination``: an object, ``False`` for one page, ``{}`` where nothing
can be made of it, or text that says what to write."""

from __future__ import annotations

from typing import Any, Literal

from trueline.spec.document import Json, is_array, is_object

Hint = Json | str | Literal[False]


def speakeasy(stated: Any) -> Json | str:
    """``x-speakeasy-pagination``: ``type``, ``inputs`` and ``outputs`` with JSONPaths."""
    if not is_object(stated) or stated.get("type") not in ("offsetLimit", "cursor", "url"):
        return "Write an object whose `type` is offsetLimit, cursor or url."
    inputs, outputs = stated.get("inputs", []), stated.get("outputs", {})
    if not is_array(inputs) or not all(is_object(each) and isinstance(each.get("name"), str) for each in inputs):
        return "Write `inputs` as a list of `{name, in, type}`."
    if not is_object(outputs) or not all(isinstance(path, str) and path.startswith("$") for path in outputs.values()):
        return "Write `outputs` as an object of JSONPaths that begin with $."
    if "results" not in outputs:
        return {}
    names = {str(each.get("type", each["name"])): each["name"] for each in inputs}
    found: Json = {"items": _steps(outputs["results"])}
    if "limit" in names:
        found["limit"] = names["limit"]
    if stated["type"] == "url":
        return {**found, "type": "url", "next": _steps(outputs["nextUrl"])} if "nextUrl" in outputs else {}
    if stated["type"] == "offsetLimit":
        kind = next((kind for kind in ("page", "offset") if kind in names), "")
        return {**found, "type": kind, "request": names[kind]} if kind else {}
    if "cursor" not in names or "nextCursor" not in outputs:
        return "A cursor needs an input of the type cursor and the output nextCursor."
    return {**found, "request": names["cursor"], **_cursor(outputs["nextCursor"], outputs["results"])}


def _cursor(path: str, results: str) -> Json:
    """``$.data[-1].id`` is a property of the last item; anything else a property of the page."""
    head, mark, tail = path.partition("[-1].")
    if mark and head == results.removesuffix("[*]"):
        return {"type": "cursor_item", "next": tail}
    return {"type": "cursor", "next": _steps(path)}


def _steps(path: str) -> str:
    """``$.page.items`` → ``page.items``."""
    return path.removeprefix("$").removesuffix("[*]").strip(".")


def fern(stated: Any) -> Hint:
    """``x-fern-pagination``: a cursor or an offset, and the results, as ``$request.`` and ``$response.`` paths."""
    if stated is False:
        return False
    if not is_object(stated) or not all(isinstance(v, str) for k, v in stated.items() if k != "type"):
        return "Write an object of paths that begin with $request. or $response., or true."
    if "results" not in stated:
        return "Add `results: $response.<property>`."
    found: Json = {"items": _of(stated["results"])}
    if "cursor" in stated and "next_cursor" in stated:
        return {**found, "type": "cursor", "request": _of(stated["cursor"]), "next": _of(stated["next_cursor"])}
    if "offset" in stated:
        kind = "offset" if "step" in stated else "page"
        more = {"has_more": _of(stated["has-next-page"])} if "has-next-page" in stated else {}
        return {**found, "type": kind, "request": _of(stated["offset"]), **more}
    if "next_uri" in stated:
        return {**found, "type": "url", "next": _of(stated["next_uri"])}
    return "Add `cursor` and `next_cursor`, or `offset`."


def _of(path: str) -> str:
    return path.removeprefix("$request").removeprefix("$response").strip(".")


def microsoft(stated: Any) -> Hint:
    """``x-ms-pageable``: ``nextLinkName`` (null or not there: one page) and ``itemName``, by default ``value``."""
    if not is_object(stated):
        return "Write an object with nextLinkName, which may be null."
    link, items = stated.get("nextLinkName"), stated.get("itemName", "value")
    if is_object(link) and "$ref" in link:
        return {}  # a reference inside an extension has no meaning that anybody has written down
    if not isinstance(items, str) or (link and not isinstance(link, str)):
        return "nextLinkName and itemName are names of properties."
    return {"type": "url", "items": items, "next": link} if link else False
