"""Names, groups and pagination that a document states for other generators, in this generator's own words.

Read are the extensions that their makers document: ``x-speakeasy-name-override``, ``x-speakeasy-group``,
``x-speakeasy-ignore``, ``x-speakeasy-pagination``; ``x-fern-sdk-method-name``, ``x-fern-sdk-group-name``,
``x-fern-ignore``, ``x-fern-pagination``; ``x-stainless-method``, ``x-stainless-skip``; ``x-ms-pageable``.
What they say gives way to ``x-sdk-name`` and ``x-pagination``. A hint of the wrong shape is an error: it was meant to
say something.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, NoReturn

from trueline.errors import DocumentError, Where, printable
from trueline.spec import extensions
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.naming.paging_hints import Hint, fern, microsoft, speakeasy
from trueline.spec.pointer import join

SKIP, STAINLESS = "x-stainless-skip", "x-stainless-method"
_IGNORES = (extensions.IGNORE, "x-speakeasy-ignore", "x-fern-ignore", SKIP)
_METHODS = (extensions.METHOD, "x-speakeasy-name-override", "x-fern-sdk-method-name")
_GROUPS = (extensions.GROUP, "x-speakeasy-group", "x-fern-sdk-group-name")
_RULE = re.compile(r"(\^?)([\w\-/ ]*)((?:\.\*)?)([\w\-/ ]*)(\$?)")
WhereOf = Callable[[str], Where]


class Hints:
    """The hints of one document."""

    def __init__(self, root: Json, locate: WhereOf) -> None:
        self._where = locate
        self._rules = [self._rule(rule, index) for index, rule in enumerate(self._root_rules(root))]
        self._fern = root.get("x-fern-pagination")

    def ignored(self, operation: Json, pointer: str) -> str:
        """The extension that keeps an operation out of SDKs; empty where none does."""
        for key in _IGNORES:
            stated = operation.get(key, False)
            if key == SKIP and is_array(stated):
                stated = "python" in stated
            if not isinstance(stated, bool):
                self._refuse(join(pointer, key), f"{key} is not true or false", "Write `true`, or take it out.")
            if stated:
                return key
        return ""

    def of(self, operation: Json, pointer: str) -> Json:
        """What is to be added to an operation, in this generator's words."""
        added: Json = {}
        if extensions.NAME not in operation and STAINLESS in operation:
            added |= {extensions.NAME: self._place(operation[STAINLESS], pointer)}
        elif extensions.NAME not in operation:
            method = self._method(operation, pointer)
            group = self._group(operation, pointer)
            added |= {extensions.METHOD: method} if method else {}
            added |= {extensions.GROUP: group} if group else {}
        if extensions.PAGINATION not in operation:
            pages = self._pages(operation, pointer)
            added |= {extensions.PAGINATION: pages} if pages is not None else {}
        return added

    def _place(self, stated: Any, pointer: str) -> str:
        """``accounts.list``; for a method of the client ``$client.me``, which is ``me`` here."""
        found = stated.get("path") if is_object(stated) else stated
        if not isinstance(found, str) or not found.strip():
            self._refuse(join(pointer, STAINLESS), f"{STAINLESS} is not a method", "Write `accounts.list`.")
        return found.removeprefix("$client.")

    def _method(self, operation: Json, pointer: str) -> str:
        for key in _METHODS:
            if key in operation:
                found = operation[key]
                if not isinstance(found, str) or not found.strip():
                    self._refuse(join(pointer, key), f"{key} is not a name", "Write the method's name: `create`.")
                return found
        id_ = str(operation.get("operationId", ""))
        return next((name for matches, name in self._rules if id_ and matches(id_)), "")

    def _group(self, operation: Json, pointer: str) -> str:
        for key in _GROUPS:
            if key in operation:
                found = operation[key]
                parts = found if is_array(found) else found.split(".") if isinstance(found, str) else []
                if not parts or not all(isinstance(part, str) and part.strip() for part in parts):
                    cure = "Write a name with dots between, or a list of names."
                    self._refuse(join(pointer, key), f"{key} is not the name of a group", cure)
                return ".".join(part.replace(".", "_") for part in parts)
        return ""

    def _pages(self, operation: Json, pointer: str) -> Json | Literal[False] | None:
        for key, read in (("x-speakeasy-pagination", speakeasy), ("x-ms-pageable", microsoft)):
            if key in operation:
                return self._translated(read(operation[key]), key, pointer)
        stated = operation.get("x-fern-pagination")
        if stated is None:
            return None
        if stated is True and self._fern is None:
            self._refuse(
                join(pointer, "x-fern-pagination"), "the document has no x-fern-pagination", "Add it at the root."
            )
        return self._translated(fern(self._fern if stated is True else stated), "x-fern-pagination", pointer)

    def _translated(self, hint: Hint, key: str, pointer: str) -> Json | Literal[False] | None:
        if isinstance(hint, str):
            self._refuse(join(pointer, key), f"{key} has the wrong shape", hint)
        if hint is False:
            return False
        return {**hint, "hint": key} if hint else None

    def _root_rules(self, root: Json) -> list[Json]:
        rules = root.get("x-speakeasy-name-override", [])
        if not is_array(rules) or not all(is_object(rule) for rule in rules):
            cure = "Write a list of `{operationId: pattern, methodNameOverride: name}`."
            self._refuse("/x-speakeasy-name-override", "this is not a list of rules", cure)
        return rules

    def _rule(self, rule: Json, index: int) -> tuple[Callable[[str], bool], str]:
        """Only patterns of literal text and one ``.*`` are read: another one could take for ever."""
        pointer = f"/x-speakeasy-name-override/{index}"
        pattern, name = rule.get("operationId"), rule.get("methodNameOverride")
        found = _RULE.fullmatch(pattern) if isinstance(pattern, str) else None
        if found is None or not isinstance(name, str) or not name.strip():
            cure = "Put x-speakeasy-name-override on the operations that it means."
            self._refuse(pointer, f"this rule is not read: {printable(str(pattern), 80)}", cure)
        start, head, _, tail, end = found.groups()

        def matches(id_: str) -> bool:
            at = 0 if start else max(id_.find(head), 0)
            if not id_.startswith(head, at):
                return False
            rest = id_[at + len(head) :]
            exact = not found[3] and not tail
            return (not rest if end else True) if exact else rest.endswith(tail) if end else tail in rest

        return matches, name

    def _refuse(self, pointer: str, what: str, cure: str) -> NoReturn:
        raise DocumentError(what, where=self._where(pointer), cure=cure)
