"""Rules about what is sent: parameters, bodies, and the properties of bodies."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_parameter = partial(Rule, area="Parameters", direction="request")
_body = partial(Rule, area="Request bodies", direction="request")

RULES = (
    _parameter(
        "parameter-required-added",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} needs the new {where} parameter `{name}`.",
        many="{place} needs the new {where} parameters {names}.",
    ),
    _parameter(
        "parameter-optional-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} takes the new {where} parameter `{name}`.",
        many="{place} takes the new {where} parameters {names}.",
    ),
    _parameter(
        "parameter-removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="{place} does not take the {where} parameter `{name}` any more.",
        why="Most servers ignore what they do not know; the keyword vanishes.",
        many="{place} does not take the {where} parameters {names} any more.",
    ),
    _parameter(
        "deprecated-parameter-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place} does not take the {where} parameter `{name}`, which was deprecated, any more.",
        why="The keyword vanishes.",
        many="{place} does not take the {where} parameters {names}, which were deprecated, any more.",
    ),
    _parameter(
        "parameter-became-required",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} needs the {where} parameter `{name}` now.",
        many="{place} needs the {where} parameters {names} now.",
    ),
    _parameter(
        "parameter-became-optional",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} does not need the {where} parameter `{name}` any more.",
        many="{place} does not need the {where} parameters {names} any more.",
    ),
    _parameter(
        "parameter-moved",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place} sends `{name}` in the {new} now; it was in the {old}.",
        why="The keyword stays; older versions of the SDK send it where nobody looks.",
    ),
    _parameter(
        "path-parameter-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place}: the path parameter `{old}` is called `{new}` now.",
        why="The wire has its value alone; calls that give it by keyword break.",
    ),
    _parameter(
        "argument-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place}: the argument `{old}` is called `{new}` now.",
        why="`x-sdk-name`, or a clash with another name, decides what an argument is called.",
    ),
    _parameter(
        "argument-order-changed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place} takes its arguments by position in the order {new} now; it was {old}.",
    ),
    _parameter(
        "parameter-style-changed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place}: the {where} parameter `{name}` is written as {new} now; it was {old}.",
        why="The SDK writes it; older versions write what the server does not read any more.",
    ),
    _parameter(
        "parameter-deprecated",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place}: the {where} parameter `{name}` is deprecated.",
        many="{place}: the {where} parameters {names} are deprecated.",
    ),
    _parameter(
        "parameter-reactivated",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: the {where} parameter `{name}` is not deprecated any more.",
    ),
    _body("request-body-required-added", wire=Wire.ERROR, sdk=Level.MAJOR, sentence="{place} needs a body now."),
    _body("request-body-optional-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place} takes a body now."),
    _body("request-body-removed", wire=Wire.ERROR, sdk=Level.MAJOR, sentence="{place} takes no body any more."),
    _body(
        "request-body-became-required",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} needs its body now.",
    ),
    _body(
        "request-body-became-optional",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} does not need its body any more.",
    ),
    _body(
        "request-arguments-changed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place} takes its body as {new} now; it was {old}.",
        why="A body is given by keywords where its shape allows that, else whole, as `body`.",
    ),
    _body(
        "request-media-type-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} takes a body of type {name} too.",
        many="{place} takes bodies of the types {names} too.",
    ),
    _body(
        "request-media-type-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} does not take a body of type {name} any more.",
        many="{place} does not take bodies of the types {names} any more.",
    ),
    _body(
        "request-encoding-changed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place}: the part `{name}` of a body of type {media} is written in another way.",
    ),
    _body(
        "request-required-property-added",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} needs the new property `{name}`.",
        many="{place} needs the new properties {names}.",
    ),
    _body(
        "request-required-property-with-default-added",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place} needs the new property `{name}`, which has a default.",
        why="The server can fill in the default; the keyword is required.",
    ),
    _body(
        "request-optional-property-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} takes the new property `{name}`.",
        many="{place} takes the new properties {names}.",
    ),
    _body(
        "request-property-removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="{place} does not take the property `{name}` any more.",
        why="Most servers ignore what they do not know; the keyword vanishes.",
        many="{place} does not take the properties {names} any more.",
    ),
    _body(
        "request-property-became-read-only",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place}: the property `{name}` is read-only now, so that requests do not take it.",
        why="Servers ignore a read-only property in a request; the keyword vanishes.",
        many="{place}: the properties {names} are read-only now, so that requests do not take them.",
    ),
    _body(
        "request-property-became-required",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} needs the property `{name}` now.",
        many="{place} needs the properties {names} now.",
    ),
    _body(
        "request-property-with-default-became-required",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place} needs the property `{name}` now, which has a default.",
        why="The server can fill in the default; the keyword is required.",
    ),
    _body(
        "request-property-became-optional",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} does not need the property `{name}` any more.",
        many="{place} does not need the properties {names} any more.",
    ),
    _body(
        "request-additional-properties-forbidden",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="{place} takes no properties but the described ones any more.",
        why="`additional_properties` stays: what it may hold is for the server to say.",
    ),
    _body(
        "request-additional-properties-allowed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} takes properties of any name.",
    ),
)
