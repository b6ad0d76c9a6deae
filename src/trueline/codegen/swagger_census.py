"""The count of a Swagger 2.0 document, made on that document and not on what it was converted to."""

from __future__ import annotations

from typing import Any

from trueline.codegen.census import Census
from trueline.codegen.facts import Facts, OperationFact
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.types import Ref

_FORM = ("multipart/form-data", "application/x-www-form-urlencoded")


def take_census(document: Json, facts: Facts) -> Census:
    """The count of a loaded document of any version against the facts."""
    return (SwaggerCensus if "openapi" not in document and "swagger" in document else Census)(document, facts)


class SwaggerCensus(Census):
    """A body or form parameter counts as a parameter; each media type that an operation consumes or produces as one."""

    def _described(self) -> tuple[str, Json]:
        found = self._document.get("definitions")
        return "/definitions", found if is_object(found) else {}

    def _operation(self, item: Json, source: Json, fact: OperationFact, pointer: str) -> None:
        in_body = self._in_body(fact)
        have = {(p.location, p.name.lower()) for p in fact.parameters}
        named = [(where, p) for where, p in self._parameters(item, source, pointer) if not self.is_ignored(p)]
        has_form = any(parameter.get("in") == "formData" for _, parameter in named)
        for where, parameter in named:
            name, place = str(parameter.get("name")), str(parameter.get("in"))
            if place == "path" and f"{{{name}}}" not in fact.path:
                continue  # it has no place to be sent in
            found = (place, name.lower()) in have
            if place == "body":
                found = fact.body is not None
                self._consumed(source, fact, where)
            elif place == "formData":
                found = name in in_body
            self._tally("parameters", found, where, f"the {place} parameter {name!r}")
        if has_form:
            found = bool(fact.body and any(m.media_type.partition(";")[0] in _FORM for m in fact.body.media))
            self._tally("media_types", found, pointer, "the form")
        self._check_template(fact, pointer, have)
        self._responses(source, fact, pointer)

    def _in_body(self, fact: OperationFact) -> set[str]:
        """The fields of a body that is an object."""
        types = [media.type for media in fact.body.media] if fact.body else []
        return self._property_names({type_.name for type_ in types if isinstance(type_, Ref)})

    def _consumed(self, source: Json, fact: OperationFact, pointer: str) -> None:
        have = {media.media_type for media in fact.body.media} if fact.body else set[str]()
        for media_type in self._stated("consumes", source):
            self._tally("media_types", media_type in have, pointer, f"the media type {media_type}")

    def _response_media(self, operation: Json, response: Any, have: set[str], pointer: str) -> None:
        if not is_object(response) or response.get("schema") is None:
            return
        for media_type in self._stated("produces", operation):
            self._tally("media_types", media_type in have, pointer, f"the media type {media_type}")

    def _stated(self, key: str, operation: Json) -> list[str]:
        """The media types of an operation, else of the document, as *normalise* spells them."""
        found = operation.get(key) if operation.get(key) is not None else self._document.get(key)
        listed = [found] if isinstance(found, str) else found
        return [each.strip() for each in listed if "/" in str(each)] if is_array(listed) else []
