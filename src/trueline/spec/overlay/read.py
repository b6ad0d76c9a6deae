"""An overlay file to frozen values, every key checked."""

from __future__ import annotations

import re
from typing import BinaryIO

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathQuery

from trueline.errors import DocumentError, printable
from trueline.spec import pointer as pointers
from trueline.spec.load.files import File, Files
from trueline.spec.load.limits import Limits
from trueline.spec.load.sources import root_location
from trueline.spec.load.value import Value, kind_of
from trueline.spec.overlay.model import Action, Overlay

_VERSION = re.compile(r"1\.([01])\.\d+(?:-.+)?")
_KEYS = {"overlay", "info", "extends", "actions"}
_INFO_KEYS = {"title", "version", "description"}
_ACTION_KEYS = {"target", "description", "update", "remove", "copy"}
_LIMITS = Limits()


class _Environment(JSONPathEnvironment):
    """The descendant segment (``..``) reaches as deep as a document may be; the library stops at 100."""

    max_recursion_depth = _LIMITS.depth + 1


_JSONPATH = _Environment()


def load_overlay(source: str, *, stdin: BinaryIO | None = None, limits: Limits = _LIMITS) -> Overlay:
    """The overlay at ``source`` (a path, an http(s) URL or ``-``). Raises DocumentError."""
    files = Files(limits)
    file = files.open(root_location(source), stdin=stdin)
    root = file.value
    if not isinstance(root, dict):
        raise DocumentError(f"an overlay is an object, this is {kind_of(root)}", where=file.where(""))
    minor = _version(file, root)
    _refuse_unknown(file, root, "", _KEYS)
    info = root.get("info")
    if not isinstance(info, dict):
        raise _not_a(file, root, "info", "", "an object")
    _refuse_unknown(file, info, "/info", _INFO_KEYS if minor else _INFO_KEYS - {"description"})
    actions = root.get("actions")
    if not isinstance(actions, list) or not actions:
        cure = "List at least one action, or leave the overlay out."
        raise DocumentError("actions must be an array with at least one action", where=file.where(""), cure=cure)
    return Overlay(
        name=file.name,
        title=_string(file, info, "title", "/info"),
        version=_string(file, info, "version", "/info"),
        extends=_string(file, root, "extends", "") if "extends" in root else "",
        actions=tuple(_action(file, action, index, minor) for index, action in enumerate(actions)),
        sha256=files.sha256,
    )


def _version(file: File, root: dict[str, Value]) -> int:
    version = root.get("overlay")
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if match:
        return int(match[1])
    found = repr(printable(version, 30)) if isinstance(version, str) else kind_of(version)
    where = file.where("/overlay" if "overlay" in root else "")
    raise DocumentError(
        f"overlay must be a version 1.0.x or 1.1.x, as a string; this is {found}",
        where=where,
        cure='Begin the file with overlay: "1.0.0".',
    )


def _refuse_unknown(file: File, value: dict[str, Value], pointer: str, known: set[str]) -> None:
    for key in value:
        if key not in known and not key.startswith("x-"):
            where = file.where(pointers.join(pointer, key))
            cure = f"Known are {', '.join(sorted(known))} and keys that begin with x-."
            raise DocumentError(f'unknown key "{printable(key, 60)}" in an overlay', where=where, cure=cure)


def _string(file: File, value: dict[str, Value], key: str, pointer: str) -> str:
    found = value.get(key)
    if isinstance(found, str):
        return found
    raise _not_a(file, value, key, pointer, "a string")


def _not_a(file: File, value: dict[str, Value], key: str, pointer: str, named: str) -> DocumentError:
    what = f"{key} must be {named}, this is {kind_of(value[key])}" if key in value else f"{key} is missing"
    where = file.where(pointers.join(pointer, key) if key in value else pointer)
    return DocumentError(what, where=where, cure=f"{key} is required and is {named}; put numbers in quotes")


def _action(file: File, action: Value, index: int, minor: int) -> Action:
    pointer = f"/actions/{index}"
    if not isinstance(action, dict):
        raise DocumentError(f"action {index} must be an object", where=file.where(pointer))
    _refuse_unknown(file, action, pointer, _ACTION_KEYS)
    target = _string(file, action, "target", pointer)
    description = action.get("description")
    if not isinstance(description, str) or not description.strip():
        cure = "Add a description: why is the document corrected here?"
        raise DocumentError(f"action {index} gives no reason", where=file.where(pointer), cure=cure)
    change = _change(file, action, index, minor)
    return Action(
        target=target,
        description=description,
        change=change,
        where=file.where(pointer),
        primitives=minor >= 1,
        query=_compile(file, target, pointers.join(pointer, "target")),
        value=action.get("update"),
        source=_compile(file, _string(file, action, "copy", pointer), pointer + "/copy") if change == "copy" else None,
    )


def _change(file: File, action: dict[str, Value], index: int, minor: int) -> str:
    pointer = f"/actions/{index}"
    if "copy" in action and minor == 0:
        cure = 'Say overlay: "1.1.0" to use it.'
        raise DocumentError("copy is not part of Overlay 1.0", where=file.where(pointer + "/copy"), cure=cure)
    if not isinstance(action.get("remove", False), bool):
        raise DocumentError("remove must be true or false", where=file.where(pointer + "/remove"))
    if action.get("remove"):
        return "remove"
    changes = [key for key in ("update", "copy") if key in action]
    if len(changes) == 1:
        return changes[0]
    what = f"action {index} has both update and copy" if changes else f"action {index} changes nothing"
    raise DocumentError(what, where=file.where(pointer), cure="Give it one of update, copy and remove: true.")


def _compile(file: File, query: str, pointer: str) -> JSONPathQuery:
    try:
        return _JSONPATH.compile(query)
    except (JSONPathError, RecursionError, ValueError) as error:
        reason = printable(str(error), 160) or type(error).__name__
        cure = "See RFC 9535; a key with - or / is written $.paths['/pets']['x-name']."
        raise DocumentError(f"not a JSONPath query: {reason}", where=file.where(pointer), cure=cure) from None
