"""Everything that the canonical document says, as frozen values: what the plan is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from trueline.spec.types import MapOf, Type

Extensions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PropertyFact:
    """One property of an object schema."""

    name: str
    pointer: str
    type: Type
    required: bool
    description: str = ""
    default: str | None = None
    deprecated: bool = False
    sensitive: bool = False
    example: str | None = None
    #: The Python name that the document asks for; empty where it leaves that to us.
    label: str = ""
    #: What unions tell the model by, as JSON text, where that is one value of this property.
    tag: str | None = None
    minimum: float | None = None


@dataclass(frozen=True, slots=True)
class ModelFact:
    """An object schema. ``extra`` is the type of undeclared properties; ``None`` where the schema forbids them.

    ``patterns`` are the types of properties whose names match.
    """

    name: str
    pointer: str
    description: str
    deprecated: bool
    properties: tuple[PropertyFact, ...]
    extra: Type | None
    extra_declared: bool
    example: str | None = None
    patterns: tuple[tuple[str, Type], ...] = ()

    @property
    def extras(self) -> tuple[Type, ...]:
        """All types that properties without a name may have."""
        return MapOf(self.extra, self.patterns).values if self.extra else tuple(type_ for _, type_ in self.patterns)


@dataclass(frozen=True, slots=True)
class MemberFact:
    """A value of an enumeration. ``name`` is what Python calls it."""

    name: str
    value: str | int | float
    description: str


@dataclass(frozen=True, slots=True)
class EnumFact:
    """An enumeration."""

    name: str
    pointer: str
    description: str
    base: Literal["string", "integer", "number"]
    members: tuple[MemberFact, ...]
    #: Whether the document announces more values (``x-extensible-enum``).
    extensible: bool = False


@dataclass(frozen=True, slots=True)
class AliasFact:
    """A named type that is neither a model nor an enum: a union, a list, a map, a scalar, another name."""

    name: str
    pointer: str
    description: str
    type: Type


@dataclass(frozen=True, slots=True)
class PartHeaderFact:
    """A header of one part of a multipart body. ``default`` is JSON text: the only value, where the schema has one."""

    name: str
    required: bool
    default: str | None


@dataclass(frozen=True, slots=True)
class EncodingFact:
    """How one part of a form or multipart body is sent. ``style`` is empty where the document says nothing of it."""

    name: str
    content_type: str | None
    style: str
    explode: bool
    allow_reserved: bool
    headers: tuple[PartHeaderFact, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaFact:
    """One media type of a body or a response. ``event`` is the type inside a stream's events, where there is one."""

    media_type: str
    type: Type
    encodings: tuple[EncodingFact, ...] = ()
    example: str | None = None
    event: Type | None = None


@dataclass(frozen=True, slots=True)
class ParameterFact:
    """A parameter outside the body. Examples and defaults are JSON text."""

    name: str
    location: Literal["path", "query", "querystring", "header", "cookie"]
    pointer: str
    type: Type
    required: bool
    style: str
    explode: bool
    allow_reserved: bool
    allow_empty: bool
    media_type: str | None
    description: str = ""
    default: str | None = None
    deprecated: bool = False
    example: str | None = None
    label: str = ""
    minimum: float | None = None


@dataclass(frozen=True, slots=True)
class LinkParameterFact:
    """An argument of a link's operation as JSON text; ``name`` is that of its parameter, maybe as ``path.id``."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class LinkFact:
    """What a response leads to: an operation by id or reference, and its arguments."""

    name: str
    operation_id: str
    operation_ref: str
    parameters: tuple[LinkParameterFact, ...]
    body: str | None
    description: str


@dataclass(frozen=True, slots=True)
class ResponseFact:
    """One documented response; ``status`` is ``200``, ``2XX`` or ``default``."""

    status: str
    description: str
    media: tuple[MediaFact, ...]
    headers: tuple[str, ...] = ()
    links: tuple[LinkFact, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyFact:
    """A request body."""

    required: bool
    description: str
    media: tuple[MediaFact, ...]


@dataclass(frozen=True, slots=True)
class VariableFact:
    """A variable of a server's URL; ``allowed`` is empty where any value is."""

    name: str
    default: str
    allowed: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class ServerFact:
    """Where an API is served. ``url`` may hold ``{variables}``."""

    url: str
    name: str = ""
    description: str = ""
    variables: tuple[VariableFact, ...] = ()

    @property
    def address(self) -> str:
        """The URL with every variable at its default."""
        url = self.url
        for variable in self.variables:
            url = url.replace("{" + variable.name + "}", variable.default)
        return url


@dataclass(frozen=True, slots=True)
class OperationFact:
    """One operation. ``security`` is a choice of sets of scheme names that are needed together."""

    key: str
    pointer: str
    method: str
    path: str
    operation_id: str | None
    summary: str
    description: str
    tags: tuple[str, ...]
    deprecated: bool
    parameters: tuple[ParameterFact, ...]
    body: BodyFact | None
    responses: tuple[ResponseFact, ...]
    security: tuple[tuple[str, ...], ...]
    servers: tuple[ServerFact, ...]
    extensions: Extensions


@dataclass(frozen=True, slots=True)
class CallbackFact:
    """A request that the API sends because of the operation ``owner`` (a key), to where its expression says."""

    name: str
    owner: str
    operation: OperationFact


@dataclass(frozen=True, slots=True)
class SchemeFact:
    """A security scheme as the document declares it."""

    id: str
    type: str
    scheme: str
    name: str
    location: str
    token_url: str
    scopes: tuple[str, ...]
    has_client_credentials: bool
    #: Whether there is another OAuth 2 flow, whose tokens the caller brings along.
    has_other_flows: bool
    #: The constructor's argument and the environment variable that the document asks for.
    arg: str = ""
    env: str = ""
    #: How a client shows at ``token_url`` who it is; empty where the document does not say.
    client_auth: str = ""


@dataclass(frozen=True, slots=True)
class AboutFact:
    """Who is behind the API, by what licence, and where more is said of it. All is text of the document."""

    summary: str = ""
    license_name: str = ""
    license_url: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_url: str = ""
    terms_url: str = ""
    docs_url: str = ""


@dataclass(frozen=True, slots=True)
class ApiFact:
    """What the document says of the API as a whole."""

    title: str
    version: str
    description: str
    #: An SPDX expression.
    license: str
    servers: tuple[ServerFact, ...]
    tags: Mapping[str, str]
    schemes: tuple[SchemeFact, ...]
    #: What an operation needs that says nothing else.
    security: tuple[tuple[str, ...], ...]
    extensions: Extensions
    about: AboutFact = AboutFact()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything, keyed: components by class name, operations by a number of their own."""

    api: ApiFact
    models: Mapping[str, ModelFact]
    enums: Mapping[str, EnumFact]
    aliases: Mapping[str, AliasFact]
    operations: Mapping[str, OperationFact]
    webhooks: tuple[OperationFact, ...] = ()
    callbacks: tuple[CallbackFact, ...] = field(default=())
