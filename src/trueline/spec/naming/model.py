"""A complete mapping of a surface, as frozen values. ``key`` is where in the names file something stands: a pointer."""

from __future__ import annotations

from dataclasses import dataclass, field

from trueline.names import class_name as reserving
from trueline.spec.document import Json
from trueline.spec.load.files import File
from trueline.spec.naming.casings import class_name
from trueline.spec.naming.transforms import Transform


@dataclass(frozen=True, slots=True)
class Streaming:
    """What a method streams: a model of the file, and the argument that asks for it, empty where it always does."""

    key: str
    model: str
    flag: str


@dataclass(frozen=True, slots=True)
class Request:
    """What every call of a method says, unless its caller does. ``None`` and empty: what the client does."""

    headers: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str | float | bool], ...] = ()
    timeout: float | None = None
    retries: int | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One method: ``resource`` is empty for the client. ``positional`` is ``None`` where the file does not say."""

    key: str
    resource: tuple[str, ...]
    name: str
    verb: str
    path: str
    paginated: bool | str | None = None
    positional: tuple[str, ...] | None = None
    left_out: str = ""
    streaming: Streaming | None = None
    deprecated: bool = False
    #: What the body is called that is given whole; empty where its properties are given one by one.
    body: str = ""
    #: The property of the answer that the method returns; ``None`` where the file says it for all, ``False`` for none.
    unwrap: str | bool | None = None
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A class and the schema that it stands for: the name of a component, or a pointer that begins with ``#``.

    ``resource`` is where it belongs, ``$shared`` for all.
    """

    key: str
    name: str
    schema: str
    resource: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to go through pages, as ``x-pagination`` says it. ``single``: there is only one page.

    ``fields`` are the properties of the answer with their types, the list as ``items``.
    """

    key: str
    name: str
    settings: Json = field(hash=False)
    single: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    #: What its classes are called after.
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """An option of the client that carries a credential, and the environment variable that it falls back to."""

    key: str
    name: str
    scheme: str
    env: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the client: where its value comes from, and where it goes. What is empty is not said.

    ``role``: of a credential in two parts, which one: ``username``, ``password``, ``client_id``, ``client_secret``.
    ``variable``: of the server's URL.
    """

    key: str
    name: str
    kind: str = "string"
    default: str | float | bool | None = None
    nullable: bool = False
    env: str = ""
    scheme: str = ""
    role: str = ""
    header: str = ""
    query: str = ""
    path: str = ""
    variable: str = ""
    body: str = ""
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a client does unless its caller says otherwise. ``None`` and empty: as the runtime does it."""

    headers: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None
    retries: int | None = None
    idempotency: str = ""
    #: Whether requests say from what platform they come.
    platform: bool = True


@dataclass(frozen=True, slots=True)
class Own:
    """``x-trueline`` of a names file: what an older SDK had that the format has no key for.

    ``module_client``: the package is a client itself. ``plain_parse``: raw responses are parsed without awaiting.
    ``client``: the class of the client, where it is not called as the package is.
    """

    module_client: bool = False
    plain_parse: bool = False
    client: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """A method that verifies and reads webhooks."""

    key: str
    resource: str
    name: str


@dataclass(frozen=True, slots=True)
class StreamRule:
    """What a stream does with events of these names whose data starts so: of any, where it says none."""

    handle: str
    names: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """Properties that methods return for their answers, where it is the only one, or ``several`` as well."""

    fields: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A key of the file that says something which this generator does otherwise."""

    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Names:
    """A names file as read. ``left_out`` are the endpoints that it lists as not meant for the SDK, with their keys."""

    file: File
    sha256: str
    methods: tuple[Method, ...]
    models: tuple[Model, ...]
    schemes: tuple[Scheme, ...]
    left_out: tuple[tuple[str, str, str], ...]
    servers: tuple[tuple[str, str], ...]
    credentials: tuple[Credential, ...] = ()
    remarks: tuple[Remark, ...] = ()
    no_positional: bool = False
    organization: str = ""
    #: How lists and objects travel in queries.
    arrays: str = "comma"
    objects: str = "brackets"
    #: How the items of a list in a form are named.
    form_arrays: str = "brackets"
    python_package: str = ""
    """What users import, as ``targets.python`` says it."""
    python_project: str = ""
    """The name on the index, where it says one."""
    env_prefix: str = ""
    """What variables of the environment begin with, where it says so."""
    casings: tuple[tuple[str, str], ...] = ()
    """Words, in small letters, and how a class writes each."""
    transforms: tuple[Transform, ...] = ()
    """Changes to the document, before all else."""
    security: tuple[Json, ...] | None = field(default=None, hash=False)
    """What every operation needs, where the document does not say."""
    schemes_added: tuple[tuple[str, Json], ...] = field(default=(), hash=False)
    """Security schemes that the document may not have."""
    options: tuple[Option, ...] = ()
    """All options of the client, in the file's order."""
    defaults: Defaults = Defaults()
    own: Own = Own()
    unwrapped: Unwrapped = Unwrapped()
    stream_rules: tuple[StreamRule, ...] = ()
    hooks: tuple[Hook, ...] = ()

    def type_name(self, text: str) -> str:
        """What the class of a model is called here, where generated code needs its name itself: ``FileModel``."""
        return reserving(self.class_name(text))

    def class_name(self, text: str) -> str:
        """A text of this file as the name of a class: ``openai_file`` -> ``OpenAIFile``."""
        return class_name(text, self.casings)
