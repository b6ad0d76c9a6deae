"""The plan: an SDK as frozen values. Templates see these and nothing else; every text is ready to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trueline.codegen.plan.cli_values import CliCommand, CliPlan
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.servers import ServersPlan

#: How many fields one function decodes at most.
LONG = 40


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One attribute of a model. ``default`` is code or empty; ``decode`` and ``encode`` are whole statements."""

    attr: str
    annotation: str
    default: str
    sensitive: bool
    doc: str
    decode: tuple[str, str]
    encode: str


@dataclass(frozen=True, slots=True)
class DictPlan:
    """The TypedDict of a model for requests: entries pair a wire name literal (or identifier) with an annotation."""

    name: str
    identifiers: bool
    entries: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A module of one model."""

    name: str
    module: str
    doc: str
    imports: ImportBlock
    fields: tuple[FieldPlan, ...]
    extra_annotation: str
    extra_decode: str
    extra_allowed: bool
    keys: tuple[str, ...]
    required_count: int
    optional_attrs: tuple[str, ...]
    hoisted: tuple[tuple[str, str], ...]
    decoders: tuple[str, ...]
    typed_dict: DictPlan | None

    @property
    def parts(self) -> tuple[tuple[FieldPlan, ...], ...]:
        """The fields as one function decodes them: pyright does not follow the branches of very many in one."""
        return tuple(self.fields[n : n + LONG] for n in range(0, len(self.fields), LONG)) or ((),)


@dataclass(frozen=True, slots=True)
class EnumPlan:
    """A module of one enum: members are (name, literal, docstring)."""

    name: str
    module: str
    doc: str
    base: str
    members: tuple[tuple[str, str, str], ...]
    values_name: str
    values_annotation: str


@dataclass(frozen=True, slots=True)
class AliasPlan:
    """A module of one named type. ``input`` is its second name and annotation for requests, where they have one."""

    name: str
    module: str
    doc: str
    imports: ImportBlock
    annotation: str
    decode: str
    input: tuple[str, str] | None
    decoders: tuple[str, ...]
    hoisted: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ArgPlan:
    """An argument of a method. ``default`` is code, empty for a required one."""

    name: str
    annotation: str
    default: str
    positional: bool
    doc: str
    #: Whether decimals in it are JSON numbers; as text they would be another type.
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class OverloadPlan:
    """One way to call a method whose answer or body has several media types."""

    args: tuple[ArgPlan, ...]
    kind: str
    result: str
    async_result: str


@dataclass(frozen=True, slots=True)
class MethodPlan:
    """One operation as a method. ``facts`` are the keyword arguments of its frozen description, as code.

    ``kind`` is ``call``, ``page`` or ``stream``. With ``overloads`` it is that of the first of them: arguments decide.
    """

    name: str
    constant: str
    request: str
    summary: str
    kind: str
    args: tuple[ArgPlan, ...]
    result: str
    async_result: str
    options: str
    doc: str
    deprecated: str
    facts: tuple[tuple[str, str], ...]
    command: CliCommand
    overloads: tuple[OverloadPlan, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether arguments decide what the method returns."""
        return len({(way.kind, way.result) for way in self.overloads}) > 1

    @property
    def item(self) -> str:
        """What the frozen description is generic in."""
        return "Any" if self.varies else self.result


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """A resource below another, or below the client."""

    attr: str
    module: str
    class_name: str
    doc: str


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    """A module of one resource, sync and async."""

    path: tuple[str, ...]
    module: str
    class_name: str
    doc: str
    imports: ImportBlock
    methods: tuple[MethodPlan, ...]
    children: tuple[ChildPlan, ...]
    hoisted: tuple[tuple[str, str], ...]
    decoders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CredentialPlan:
    """A constructor argument that carries a credential."""

    arg: str
    annotation: str
    scheme: str
    env: str
    doc: str


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """The client. ``root`` holds the operations that belong to no resource, and the file's imports."""

    name: str
    doc: str
    base_url: str
    env_prefix: str
    credentials: tuple[CredentialPlan, ...]
    schemes: tuple[tuple[tuple[str, str], ...], ...]
    resources: tuple[ChildPlan, ...]
    root: ResourcePlan
    servers: ServersPlan


@dataclass(frozen=True, slots=True)
class WebhooksPlan:
    """The module that verifies webhooks: the union of all events, and how to decode it."""

    imports: ImportBlock
    annotation: str
    decode: str
    hoisted: tuple[tuple[str, str], ...]
    decoders: tuple[str, ...]
    alias: str


@dataclass(frozen=True, slots=True)
class ParserPlan:
    """A function that reads the payload of callbacks of one name and type."""

    name: str
    annotation: str
    decode: str
    doc: str


@dataclass(frozen=True, slots=True)
class CallbacksPlan:
    """The module ``callbacks.py``: ``entries`` describe every callback, ``parsers`` read those that have a payload."""

    imports: ImportBlock
    entries: tuple[str, ...]
    parsers: tuple[ParserPlan, ...]
    hoisted: tuple[tuple[str, str], ...]
    decoders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A line of the README's table of operations."""

    call: str
    request: str
    summary: str


@dataclass(frozen=True, slots=True)
class Sdk:
    """The whole SDK."""

    package: str
    distribution: str
    version: str
    api_version: str
    title: str
    summary: str
    description: str
    license: str
    source: str
    client: ClientPlan
    resources: tuple[ResourcePlan, ...]
    models: tuple[ModelPlan, ...]
    enums: tuple[EnumPlan, ...]
    aliases: tuple[AliasPlan, ...]
    #: Every public type: name -> module of ``types``.
    exports: Mapping[str, str]
    webhooks: WebhooksPlan | None
    callbacks: CallbacksPlan | None
    #: Public names of the runtime, by module; and the types that the package itself exports.
    public: Mapping[str, tuple[str, ...]]
    top_types: tuple[str, ...]
    quickstart: str
    index: tuple[IndexRow, ...]
    cli: CliPlan
