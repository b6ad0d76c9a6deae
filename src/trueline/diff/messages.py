"""Request bodies and responses of an operation: statuses, media types, headers, links."""

from __future__ import annotations

from dataclasses import replace

from trueline.diff.changes import Changes, Spot
from trueline.diff.operations import Pair, spot
from trueline.diff.values import Values
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER

_ENCODING = ("contentType", "style", "explode", "allowReserved", "headers")


def compare_body(pair: Pair, values: Values, changes: Changes, *, by_keywords: bool) -> None:
    """The body that an operation takes. ``by_keywords`` says whether both sides take its properties one by one."""
    a, b = (operation.source.get("requestBody") for operation in pair)
    at = _beside(spot(*pair), "requestBody", a, b)
    if a is None or b is None:
        if a is not b:
            rule = "request-body-removed"
            if b is not None:
                rule = "request-body-required-added" if b.get("required") else "request-body-optional-added"
            changes.add(rule, at, before=f"{at.code}(...)")
        return
    if bool(a.get("required")) != bool(b.get("required")):
        rule = "request-body-became-required" if b.get("required") else "request-body-became-optional"
        changes.add(rule, at, before=f"{at.code}()", after=f"{at.code}(...)")
    if a.get("description") != b.get("description"):
        changes.text("description-changed", at)
    _contents(a["content"], b["content"], replace(at, by_keywords=by_keywords), values, changes)


def _contents(old: Json, new: Json, at: Spot, values: Values, changes: Changes) -> None:
    """The media types of a request body."""
    for name, x in old.items():
        if name not in new:
            changes.add("request-media-type-removed", at, name=name, before=f'{at.code}(content_type="{name}")')
        elif x != new[name]:
            here = Spot(
                at.group,
                f"the body of {at.place}",
                at.old,
                at.new,
                "request",
                f"{at.code}(body)",
                by_keywords=at.by_keywords,
            )
            values.compare(x["schema"], new[name]["schema"], here)
            _encodings(name, x.get("encoding", {}), new[name].get("encoding", {}), at, changes)
            _examples(x, new[name], at, changes)
    for name in new:
        if name not in old:
            changes.add("request-media-type-added", at, name=name)


def _encodings(media: str, old: Json, new: Json, at: Spot, changes: Changes) -> None:
    for name in dict.fromkeys([*old, *new]):
        x, y = ({key: each.get(name, {}).get(key) for key in _ENCODING} for each in (old, new))
        if x != y:
            changes.add("request-encoding-changed", at, name=name, media=media)


def compare_responses(pair: Pair, values: Values, changes: Changes) -> None:
    """Everything that may come back."""
    a, b = pair
    at = spot(a, b)
    was, is_ = a.source["responses"], b.source["responses"]
    for status, response in was.items():
        if status not in is_:
            rule = "response-success-removed" if _is_success(status) else "response-error-removed"
            here = Spot(at.group, at.place, response.get(POINTER, at.old), at.new, code=at.code)
            changes.add(rule, here, name=status, before=f"{at.code}(...)  # {status}")
        elif response != is_[status]:
            here = _beside(at, "", response, is_[status])
            _response(status, response, is_[status], here, values, changes)
    for status, response in is_.items():
        if status not in was:
            rule = "response-success-added" if _is_success(status) else "response-error-added"
            changes.add(rule, Spot(at.group, at.place, at.old, response.get(POINTER, at.new)), name=status)


def _response(status: str, a: Json, b: Json, at: Spot, values: Values, changes: Changes) -> None:
    old, new = a.get("content", {}), b.get("content", {})
    for name, x in old.items():
        if name not in new:
            changes.add("response-media-type-removed", at, name=name, status=status, before=f"{at.code}(...)  # {name}")
        elif x != new[name]:
            here = Spot(at.group, f"the answer {status} of {at.place}", at.old, at.new, "response", f"{at.code}(...)")
            values.compare(x["schema"], new[name]["schema"], here)
            events = replace(here, place=f"an event of {here.place}")
            values.compare(x.get("itemSchema", {}), new[name].get("itemSchema", {}), events)
            _examples(x, new[name], at, changes)
    for name in new:
        if name not in old:
            changes.add("response-media-type-added", at, name=name, status=status)
    if a.get("description") != b.get("description"):
        changes.text("description-changed", at)
    _headers(status, a.get("headers", {}), b.get("headers", {}), at, values, changes)
    _links(a.get("links", {}), b.get("links", {}), at, changes)


def _headers(status: str, old: Json, new: Json, at: Spot, values: Values, changes: Changes) -> None:
    was, is_ = ({name.lower(): (name, header) for name, header in headers.items()} for headers in (old, new))
    for key, (name, x) in was.items():
        if key not in is_:
            rule = "response-header-removed" if x["required"] else "response-optional-header-removed"
            changes.add(rule, replace(at, old=x.get(POINTER, at.old)), name=name, status=status)
            continue
        _, y = is_[key]
        here = replace(at, old=x.get(POINTER, at.old), new=y.get(POINTER, at.new))
        if x["required"] != y["required"]:
            rule = "response-header-became-required" if y["required"] else "response-header-became-optional"
            changes.add(rule, here, name=name, status=status)
        if x.get("description") != y.get("description"):
            changes.text("description-changed", here)
        if "schema" in x and "schema" in y:
            place = f"the header `{name}` of the answer {status} of {at.place}"
            values.compare(x["schema"], y["schema"], Spot(at.group, place, here.old, here.new, "response"))
    for key, (name, header) in is_.items():
        if key not in was:
            changes.add("response-header-added", replace(at, new=header.get(POINTER, at.new)), name=name, status=status)


def _links(old: Json, new: Json, at: Spot, changes: Changes) -> None:
    for name in old:
        if name not in new:
            changes.add("link-removed", at, name=name, before=f"link {name}")
        elif old[name] != new[name]:
            changes.add("link-changed", at, name=name)
    for name in new:
        if name not in old:
            changes.add("link-added", at, name=name)


def _examples(a: Json, b: Json, at: Spot, changes: Changes) -> None:
    if any(a.get(key) != b.get(key) for key in ("example", "examples")):
        changes.text("example-changed", at)


def _is_success(status: str) -> bool:
    return status[:1] in {"2", "3"} or status == "default"


def _beside(at: Spot, key: str, a: Json | None, b: Json | None) -> Spot:
    """The operation as the place, and the pointers of its part, or of what that stood for."""
    old, new = (((each or {}).get(POINTER) or pointer) for each, pointer in ((a, at.old), (b, at.new)))
    tail = f"/{key}" if key else ""
    old = f"{at.old}{tail}" if a is not None and old == at.old else old
    new = f"{at.new}{tail}" if b is not None and new == at.new else new
    return Spot(at.group, at.place, old, new, code=at.code)
