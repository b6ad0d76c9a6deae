"""What the layout of openapi-python-client can't express of a document, by pointer. Nothing here is lost silently."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.codegen.facts import Facts, OperationFact
from trueline.engine.form import METHODS, has_parameters_in, is_json
from trueline.spec.normalise.report import Loss
from trueline.spec.types import Ref, Union
from trueline.stock_layout.settings import Settings

_CURE = "Trueline's own layout has it: generate without --layout."
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def limits(facts: Facts, settings: Settings) -> tuple[Loss, ...]:
    """Each part of the document that the layout has no word for, with the reason."""
    found = [*_whole(facts), *(each for fact in facts.operations.values() for each in _operation(fact))]
    hooks = [Loss("/post_hooks", "no hook of the engine's configuration is run", "The output is formatted already.")]
    return (
        *(hooks if settings.file.post_hooks else ()),
        *(Loss(pointer, reason, _CURE) for pointer, reason in dict.fromkeys(found)),
    )


def _whole(facts: Facts) -> Iterator[tuple[str, str]]:
    for scheme in facts.api.schemes:
        if scheme.type != "http" or scheme.scheme.lower() != "bearer":
            pointer = f"/components/securitySchemes/{scheme.id.replace('~', '~0').replace('/', '~1')}"
            yield pointer, "the layout has one token for every operation; set headers or cookies yourself"
    if facts.api.servers:
        yield "/servers", "the layout knows no server: base_url is given to the client"
    for webhook in facts.webhooks:
        yield webhook.pointer, "the layout has no webhooks"
    for callback in facts.callbacks:
        yield callback.operation.pointer, "the layout has no callbacks"
    for alias in facts.aliases.values():
        if isinstance(alias.type, Union) and alias.type.discriminator:
            yield alias.pointer, "the layout tries the members of a union in order and reads no discriminator"
    for enum in facts.enums.values():
        if enum.base == "number":
            yield enum.pointer, "the layout has no enum of numbers with fractions: values are floats"


def _operation(fact: OperationFact) -> Iterator[tuple[str, str]]:
    if fact.method.lower() not in METHODS:
        yield fact.pointer, f"the layout has no operation with the method {fact.method}"
        return
    for parameter in fact.parameters:
        usual = _STYLES.get(parameter.location)
        if not has_parameters_in(parameter.location):
            yield parameter.pointer, f"the layout has no parameter in {parameter.location}"
        elif parameter.media_type:
            yield parameter.pointer, f"the layout sends it as given: write it as {parameter.media_type} yourself"
        elif parameter.style != usual:
            yield parameter.pointer, f"the layout sends it as {usual}, not as {parameter.style}"
        elif parameter.location == "query" and not parameter.explode and not _is_plain(parameter.type):
            yield parameter.pointer, "the layout repeats the name of a list for each item, whatever explode says"
    yield from _messages(fact)


def _is_plain(type_: object) -> bool:
    return type(type_).__name__ in {"Scalar", "Constant"} or isinstance(type_, Ref)


def _messages(fact: OperationFact) -> Iterator[tuple[str, str]]:
    for media in fact.body.media if fact.body else ():
        if not is_json(media.media_type) and media.media_type.partition(";")[0].lower() not in _FORMS:
            pointer = f"{fact.pointer}/requestBody/content/{_token(media.media_type)}"
            yield pointer, f"the layout sends {media.media_type} as bytes that you encode"
    for response in fact.responses:
        pointer = f"{fact.pointer}/responses/{response.status}"
        if len(response.media) > 1:
            yield f"{pointer}/content", "the layout reads one media type of an answer, JSON where there is one"
        if response.media and not any(is_json(media.media_type) for media in response.media):
            yield f"{pointer}/content", "the layout gives an answer that is not JSON as text or as a file"
        if response.headers:
            yield f"{pointer}/headers", "the layout has headers without types: those of the detailed functions"
        if response.links:
            yield f"{pointer}/links", "the layout has no links"


def _token(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")
