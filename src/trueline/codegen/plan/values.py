"""The plan: an SDK as frozen values. Templates see these and nothing else; every text is ready to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trueline import reserved
from trueline.codegen.plan.annotation import Annotation
from trueline.codegen.plan.cli_values import CliCommand, CliPlan
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.kinds import MethodKind, SchemeKind
from trueline.codegen.plan.servers import ServersPlan
from trueline.codegen.plan.type_values import AliasPlan, EnumPlan, ModelPlan
from trueline.request import Author, PageLink


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword argument, as code."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class ArgPlan:
    """An argument of a method. ``default`` is code, empty for a required one."""

    name: str
    annotation: Annotation
    default: str
    positional: bool
    doc: str
    #: Whether decimals in it are JSON numbers; as text they would be another type.
    numeric: bool = False
    #: What the runtime calls it, where that is another name: ``body``.
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a method returns: ``annotation`` is the item of a page or a stream, else the whole answer."""

    kind: MethodKind
    annotation: Annotation
    async_annotation: Annotation
    #: What the classes of its pages are called after ``Sync`` and ``Async``, where a names file names them.
    page: str = ""
    #: Whether the client's own method says another type: then that of the answer is stated.
    stated: bool = False

    @property
    def is_cast(self) -> bool:
        """Whether the async method has to say its type: bytes among other answers are another class there."""
        return self.async_annotation != self.annotation and self.annotation.parts != ("BinaryResponse",)


@dataclass(frozen=True, slots=True)
class OverloadPlan:
    """One way to call a method whose answer or body has several media types."""

    args: tuple[ArgPlan, ...]
    result: Result


def varies(ways: tuple[OverloadPlan, ...]) -> bool:
    """Whether arguments decide what the method returns."""
    return len({way.result for way in ways}) > 1


@dataclass(frozen=True, slots=True)
class MethodPlan:
    """One operation as a method. ``id`` and ``line`` (method, path) are code, ``facts`` the keyword arguments beside.

    With ``overloads`` arguments decide what comes back; ``result`` is that of the first of them.
    """

    name: str
    constant: str
    request: str
    summary: str
    args: tuple[ArgPlan, ...]
    result: Result
    options: str
    doc: str
    deprecated: str
    id: str
    line: str
    facts: tuple[Keyword, ...]
    command: CliCommand
    overloads: tuple[OverloadPlan, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether arguments decide what the method returns."""
        return varies(self.overloads)

    @property
    def is_alike(self) -> bool:
        """Whether an asynchronous client's method, once awaited, returns the same."""
        result = self.result
        return not self.overloads and result.kind == "call" and result.annotation == result.async_annotation

    @property
    def is_listing(self) -> bool:
        """Whether it returns pages, whatever it is asked."""
        return not self.overloads and self.result.kind == "page"

    @property
    def results(self) -> tuple[Result, ...]:
        """What it may return."""
        return (self.result, *(way.result for way in self.overloads))

    @property
    def item(self) -> str:
        """What the frozen description is generic in."""
        return "Any" if self.varies else str(self.result.annotation)


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """A resource below another, or below the client."""

    attr: str
    module: str
    class_name: str
    doc: str
    has_methods: bool


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
    decoders: tuple[str, ...]
    #: What a raw response of the asynchronous client is called.
    async_raw: str = "RawResponse"
    #: Whether its views have those of the resources below it, and one without methods has views.
    nested_views: bool = False


@dataclass(frozen=True, slots=True)
class CredentialPlan:
    """A constructor argument that carries a credential."""

    arg: str
    annotation: Annotation
    scheme: str
    env: str
    doc: str
    #: Whether it may be a text, so that a function may give it.
    text: bool
    #: One for tests, as code.
    sample: str


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """A security scheme as the runtime knows it; all but the kind is text of the document, empty where it has none."""

    id: str
    kind: SchemeKind
    arg: str = ""
    env: str = ""
    name: str = ""
    location: str = ""
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    client_auth: str = ""


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """The client. ``root`` holds the operations that belong to no resource; ``own_imports`` are of all the rest."""

    name: str
    doc: str
    base_url: str
    env_prefix: str
    credentials: tuple[CredentialPlan, ...]
    schemes: tuple[SchemePlan, ...]
    security: tuple[tuple[str, ...], ...]
    resources: tuple[ChildPlan, ...]
    root: ResourcePlan
    servers: ServersPlan
    own_imports: ImportBlock

    @property
    def imports(self) -> ImportBlock:
        """What the client's module imports."""
        return self.root.imports | self.own_imports

    @property
    def attributes(self) -> frozenset[str]:
        """What the client's class has beside credentials: a credential that is called so is an argument alone."""
        document = [*(child.attr for child in self.resources), *(method.name for method in self.root.methods)]
        return reserved.CLIENT.union(document)


@dataclass(frozen=True, slots=True)
class WebhooksPlan:
    """The module that verifies webhooks: the union of all events, and how to decode it."""

    imports: ImportBlock
    annotation: Annotation
    decode: str
    decoders: tuple[str, ...]
    alias: str
    parsers: tuple[ParserPlan, ...]
    #: How the document says that webhooks are signed.
    scheme: str


@dataclass(frozen=True, slots=True)
class ParserPlan:
    """A function that reads the payload of a webhook, or of callbacks of one name and type."""

    name: str
    annotation: Annotation
    decode: str
    doc: str


@dataclass(frozen=True, slots=True)
class CallbacksPlan:
    """The module ``callbacks.py``: ``entries`` describe every callback, ``parsers`` read those that have a payload."""

    imports: ImportBlock
    entries: tuple[str, ...]
    parsers: tuple[ParserPlan, ...]
    decoders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A line of the README's table of operations."""

    call: str
    request: str
    summary: str


@dataclass(frozen=True, slots=True)
class TestedMethod:
    """A method by its name on the client. ``module`` is relative to the package; ``constant`` is its description."""

    name: str
    key: str
    module: str
    constant: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class TestingPlan:
    """The folder ``testing`` of a package."""

    methods: tuple[TestedMethod, ...]
    credentials: tuple[Keyword, ...]

    @property
    def bodies(self) -> Mapping[str, str]:
        """What methods call a body that they take whole, where it is not ``body``."""
        return {method.name: method.body for method in self.methods if method.body}


@dataclass(frozen=True, slots=True)
class MetadataPlan:
    """What an index says of the package: plain text on one line each."""

    summary: str
    license: str
    license_files: tuple[str, ...]
    authors: tuple[Author, ...]
    urls: tuple[PageLink, ...]


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
    metadata: MetadataPlan
    source: str
    client: ClientPlan
    resources: tuple[ResourcePlan, ...]
    models: tuple[ModelPlan, ...]
    enums: tuple[EnumPlan, ...]
    aliases: tuple[AliasPlan, ...]
    #: Every public type, by module of ``types``.
    exports: Mapping[str, tuple[str, ...]]
    webhooks: WebhooksPlan | None
    callbacks: CallbacksPlan | None
    #: Public names of the runtime, by module; and the types that the package itself does not export, for it has others.
    public: Mapping[str, tuple[str, ...]]
    hidden_types: frozenset[str]
    quickstart: str
    index: tuple[IndexRow, ...]
    pages: bool
    cli: CliPlan
    testing: TestingPlan
