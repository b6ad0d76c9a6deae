"""A names file to frozen values: the format of ``stainless.yml``, as its public reference describes it.

Every key is checked. Some say how other languages, other files or the vendor's service behave and change nothing here
(``targets``, ``readme``); some ask for what this generator does in another way, and those become remarks of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from trueline.errors import printable
from trueline.spec.document import Json, is_object
from trueline.spec.load.files import Files
from trueline.spec.load.limits import Limits
from trueline.spec.load.sources import root_location
from trueline.spec.naming.casings import read_casings
from trueline.spec.naming.checked import Checked
from trueline.spec.naming.model import (
    Credential,
    Defaults,
    Hook,
    Method,
    Model,
    Names,
    Option,
    Own,
    Remark,
    Streaming,
    Unwrapped,
)
from trueline.spec.naming.schemes import read_schemes
from trueline.spec.naming.settings import OPTION, read_defaults, read_options, read_request
from trueline.spec.naming.stream_rules import read_stream_rules
from trueline.spec.naming.transforms import read_transforms
from trueline.spec.naming.travel import form_arrays, misfits, read_query

_TOP = (
    "organization", "resources", "targets", "settings", "client_settings", "environments", "query_settings",
    "pagination", "readme", "security", "security_schemes", "openapi", "streaming", "unspecified_endpoints",
    "edition", "codeflow",
    "diagnostics", "custom_casings", "multi_package", "feature_flags", "docs", "package", "constants",
    "multipart_settings", "$schema",
)  # fmt: skip
_RESOURCE = (
    "methods", "models", "subresources", "standalone_api", "description", "title", "skip", "only", "deprecated", "mcp",
    "terraform", "namespace", "cli", "name", "docs", "generate", "deprecation_message",
)  # fmt: skip
_METHOD = (
    "type", "endpoint", "paginated", "positional_params", "skip", "only", "unwrap_response", "skip_test_reason", "docs",
    "body_param_name", "default_request_options", "terraform", "mcp", "deprecated", "streaming", "to", "security",
    "cli", "discriminator", "description", "summary", "title", "polling", "param_discriminator", "deprecation_message",
    "idempotent", "name",
)  # fmt: skip
_MODEL = ("type", "openapi_uri", "mcp", "deprecated", "skip", "only", "docs", "terraform", "name", "description")
_OPENAPI = ("code_samples", "transforms", "transformations", "spec", "path")
_ORGANIZATION = ("name", "docs", "contact", "github_org", "url", "title", "upload_spec", "ci")
_LANGUAGES = (
    "python", "node", "typescript", "go", "java", "kotlin", "ruby", "php", "csharp", "cli", "terraform", "openapi",
    "docs", "rust", "swift", "sql", "mcp",
)  # fmt: skip
_PYTHON = (
    "package_name", "project_name", "production_repo", "publish", "edition", "options", "skip", "readme_title",
    "keep_files", "extra_dependencies", "pypi", "module_name", "python_version", "dependencies",
)  # fmt: skip
_SETTINGS = (
    "license", "disable_mock_tests", "disable_tests", "file_header", "per_endpoint_security", "positional_params",
    "unwrap_response_fields", "unwrap_multiproperty_response_fields", "require_websocket_dependencies", "mock_server",
    "add_lib_folder", "client",
)  # fmt: skip
_CLIENT = (
    "opts", "default_client_example_name", "default_client_name", "default_env_prefix", "default_timeout",
    "default_retries", "default_headers", "response_headers", "idempotency", "idempotency_header",
    "omit_stainless_headers", "client_name", "file_header",
)  # fmt: skip
#: Sections that change the document.
_CARRIED = frozenset({"security", "security_schemes"})
OWN = "x-trueline"
"""The section for what the format has no key for."""
_ENDPOINT = re.compile(r"\s*(get|put|post|delete|options|head|patch|trace|query)\s+(/\S*)\s*", re.IGNORECASE)
_OTHERWISE = {
    "unwrap_response": "the method returns the whole answer",
    "unwrap_response_fields": "methods return the whole answer",
    "body_param_name": "a body that is not an object is the argument body",
    "streaming": "what an operation streams is said by its media types and x-streaming",
    "deprecated": "what is deprecated, the document says with deprecated: true",
    "default_request_options": "headers and queries of one method are its arguments extra_headers and extra_query",
    "security": "what an operation needs, the document says with security",
    "constants": "what has one value, the document says with `const`",
    "multipart_settings": "how forms travel, the document says with `encoding`",
    "response_headers": "headers of answers are those of with_raw_response",
    "omit_stainless_headers": "X-Stainless-* headers are sent",
    "idempotency": "what is repeated safely, the document says with x-idempotent",
    "default_timeout": "the client's default timeout is the runtime's",
    "default_retries": "the client's default retries are the runtime's",
    "default_headers": "headers for every request are the client's argument default_headers",
}


#: What the surface of the other generator has, so that nothing need be told.
_KEPT = frozenset(
    {
        "streaming", "unwrap_response", "unwrap_response_fields", "body_param_name", "default_timeout",
        "default_retries", "default_headers", "idempotency", "omit_stainless_headers", "deprecated",
        "default_request_options", "multipart_settings",
    }
)  # fmt: skip


def load_names(source: str, limits: Limits | None = None, *, compat: bool = False) -> Names:
    """The names file at ``source``, a path or an http(s) URL. Raises DocumentError with file, line and key path.

    ``compat``: whether the other generator's surface is kept, which carries more of the file.
    """
    files = Files(limits or Limits())
    file = files.open(root_location(source))
    root = Checked(file, file.value)
    reader = _Reader(_KEPT if compat else frozenset())
    sections = root.known(reader.tell, *_TOP)
    reader.remark({name: entry for name, entry in sections.items() if name not in _CARRIED})
    reader.known(sections.get("organization"), *_ORGANIZATION)
    python = reader.known(sections.get("targets"), *_LANGUAGES).get("python")
    reader.known(python, *_PYTHON)
    for name, resource in _entries(sections, "resources"):
        reader.resource(name, resource, ())
    names = Names(
        file=file,
        sha256=files.sha256,
        methods=reader.settle(),
        models=tuple(reader.models),
        schemes=tuple(read_schemes(sections["pagination"], reader.tell)) if "pagination" in sections else (),
        left_out=tuple(_left_out(sections.get("unspecified_endpoints"))),
        servers=tuple((name, entry.text()) for name, entry in _entries(sections, "environments")),
        organization=_text(sections.get("organization"), "name"),
        python_package=_text(python, "package_name").replace("-", "_"),
        python_project=_text(python, "project_name"),
        casings=tuple(read_casings(sections.get("custom_casings"))),
        stream_rules=tuple(read_stream_rules(sections.get("streaming"), reader.tell)) if compat else (),
        hooks=tuple(reader.hooks),
        own=_own(sections.get(OWN)),
    )
    names = _with_document(_with_client(names, sections, reader, compat=compat), sections, reader, compat=compat)
    return replace(names, remarks=tuple(reader.remarks))


def _with_client(names: Names, sections: dict[str, Checked], reader: _Reader, *, compat: bool) -> Names:
    """With what the file says of the client and its methods."""
    settings = reader.known(sections.get("settings"), *_SETTINGS)
    client = reader.known(sections.get("client_settings"), *_CLIENT)
    for _, option in _entries(client, "opts"):
        reader.known(option, *OPTION)
    options = tuple(read_options(client.get("opts")))
    defaults = read_defaults(client, reader.remarks) if compat else Defaults()
    for group in (settings, client):
        reader.remark(group)
    positional, prefix = settings.get("positional_params"), client.get("default_env_prefix")
    return replace(
        names,
        options=options,
        credentials=tuple(_credentials(options)),
        defaults=defaults,
        unwrapped=_unwrapped(settings),
        no_positional=positional is not None and positional.value is False,
        env_prefix=prefix.text() if prefix else "",
    )


def _with_document(names: Names, sections: dict[str, Checked], reader: _Reader, *, compat: bool) -> Names:
    """With what the file says that the document leaves open: how values travel, security, changes to it."""
    query = dict(read_query(sections.get("query_settings")))
    reader.remarks += () if compat else misfits(query)
    openapi = reader.known(sections.get("openapi"), *_OPENAPI)
    security, added = sections.get("security"), sections.get("security_schemes")
    return replace(
        names,
        arrays=str(query["array_format"].value) if "array_format" in query else "comma",
        objects=str(query["nested_format"].value) if "nested_format" in query else "brackets",
        form_arrays=form_arrays(sections.get("multipart_settings"), reader.tell),
        transforms=tuple(read_transforms(openapi.get("transforms", openapi.get("transformations")))),
        security=tuple(map(_object, security.each())) if security else None,
        schemes_added=tuple((name, _object(entry)) for name, entry in added.items()) if added else (),
    )


def _own(section: Checked | None) -> Own:
    found = dict(section.items("module_client", "plain_parse", "client")) if section else {}
    client = found.pop("client", None)
    if client and not (client.text().isidentifier() and client.text()[:1].isupper()):
        client.refuse("this can't be the name of a class", "Write it as it is in Python: `Acme`.")
    for entry in found.values():
        if not isinstance(entry.value, bool):
            entry.refuse("this is neither true nor false", "Write true, or take the key out.")
    flags = {name: entry.value is True for name, entry in found.items()}
    return Own(**flags, client=client.text() if client else "")


def _entries(sections: dict[str, Checked], name: str) -> Iterator[tuple[str, Checked]]:
    if name in sections:
        yield from sections[name].items()


class _Reader:
    def __init__(self, kept: frozenset[str]) -> None:
        self._kept = kept
        self.methods: list[Method] = []
        self.models: list[Model] = []
        self.remarks: list[Remark] = []
        self.aliases: dict[int, Checked] = {}
        self.hooks: list[Hook] = []
        self.keeps_hooks = bool(kept)

    def tell(self, key: str, sentence: str) -> None:
        """Note what is not carried."""
        self.remarks.append(Remark(key, sentence))

    def settle(self) -> tuple[Method, ...]:
        """All methods, aliases with the endpoint of the method that they lead to: of their resource, or of any."""
        known: dict[tuple[str, ...], Method] = {(*each.resource, each.name): each for each in self.methods if each.verb}
        for number, entry in self.aliases.items():
            method, parts = self.methods[number], tuple(entry.text().split("."))
            target = known.get((*method.resource, *parts)) or known.get(parts)
            if target is None:
                close = get_close_matches(entry.text(), [".".join(place) for place in known], 1)
                cure = f"Did you mean {close[0]}?" if close else "Name a method that has an endpoint."
                entry.refuse(f'there is no method "{printable(entry.text(), 60)}"', cure)
            method = replace(method, verb=target.verb, path=target.path, positional=target.positional)
            self.methods[number] = replace(method, paginated=target.paginated)
        return tuple(self.methods)

    def known(self, section: Checked | None, *names: str) -> dict[str, Checked]:
        """The entries of a section whose keys change from edition to edition: one that is not known is told."""
        found = dict(section.items()) if section and section.value is not None else {}
        for name, entry in found.items():
            if name not in names and not name.startswith("x-"):
                close = get_close_matches(name, names, 1)
                help_ = f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(names))}"
                line = entry.file.where(entry.key).line
                self.remarks.append(Remark(entry.key, f'line {line}: unknown key "{printable(name, 60)}": {help_}'))
        return found

    def remark(self, keys: dict[str, Checked]) -> None:
        """Notes the keys that ask for what is done otherwise."""
        for name, entry in keys.items():
            if name in _OTHERWISE and name not in self._kept and entry.value not in (None, False, [], {}):
                line = entry.file.where(entry.key).line
                self.remarks.append(Remark(entry.key, f"line {line}: {name} is not carried: {_OTHERWISE[name]}"))

    def resource(self, name: str, entry: Checked, above: tuple[str, ...], left_out: str = "") -> None:
        """A resource and those below it. ``$client`` is the client itself, ``$shared`` has models only."""
        keys = entry.known(self.tell, *_RESOURCE)
        place = above if name in {"$client", "$shared"} else (*above, name)
        left_out = left_out or _skipped(keys)
        for model, value in keys["models"].items() if "models" in keys else ():
            self._model(model, value, ("$shared",) if name == "$shared" else place)
        for method, value in keys["methods"].items() if "methods" in keys else ():
            self._method(method, value, place, left_out)
        for below, value in keys["subresources"].items() if "subresources" in keys else ():
            self.resource(below, value, place, left_out)

    def _model(self, name: str, entry: Checked, place: tuple[str, ...]) -> None:
        if isinstance(entry.value, str):
            self.models.append(Model(entry.key, name, entry.text(), place))
            return
        keys = entry.known(self.tell, *_MODEL)
        if "openapi_uri" not in keys:
            entry.refuse("this model does not name its schema", "Write the name of a schema, or `openapi_uri:`.")
        self.models.append(Model(entry.key, name, keys["openapi_uri"].text(), place))

    def _method(self, name: str, entry: Checked, place: tuple[str, ...], left_out: str) -> None:
        if isinstance(entry.value, str):
            verb, path = _endpoint(entry)
            self.methods.append(Method(entry.key, place, name, verb, path, left_out=left_out))
            return
        keys = entry.known(self.tell, *_METHOD)
        if "type" in keys and keys["type"].value == "alias":
            if "to" not in keys:
                entry.refuse("this alias leads to no method", "Write `to:` and the name of a method.")
            self.aliases[len(self.methods)] = keys["to"]
            self.methods.append(Method(entry.key, place, name, "", "", left_out=left_out or _skipped(keys)))
            return
        if "type" in keys and keys["type"].value in {"webhook_unwrap", "webhook_parse"}:
            if self.keeps_hooks and len(place) == 1:
                self.hooks.append(Hook(entry.key, place[0], name))
                return
            sentence = "events are verified and read by the module webhooks, where the document has any"
            self.remarks.append(Remark(entry.key, f"a method that unwraps webhooks is not carried: {sentence}"))
            return
        if "endpoint" not in keys:
            entry.refuse("this method has no endpoint", "Write `endpoint: get /path`.")
        verb, path = _endpoint(keys["endpoint"])
        self.remark(keys)
        paged = keys["paginated"].value if "paginated" in keys else None
        if paged is not None and not isinstance(paged, bool | str):
            keys["paginated"].refuse(
                "this does not say how a list is paged", "Write true, false or the name of a scheme."
            )
        given = keys.get("positional_params")
        positional = tuple(each.text() for each in given.each()) if given else None
        out = left_out or _skipped(keys)
        streaming = _streaming(keys["streaming"]) if "streaming" in keys else None
        body = keys["body_param_name"].text() if "body_param_name" in keys else ""
        unwrap = _unwrap(keys["unwrap_response"]) if "unwrap_response" in keys else None
        made = Method(entry.key, place, name, verb, path, paged, positional, out, streaming, body=body, unwrap=unwrap)
        asked = keys.get("default_request_options")
        request = read_request(asked, self.tell) if asked and is_object(asked.value) else None
        self.methods.append(replace(made, deprecated=_is_set(keys.get("deprecated")), request=request))


def _object(entry: Checked) -> Json:
    dict(entry.items())
    return entry.value if is_object(entry.value) else {}


def _text(section: Checked | None, key: str) -> str:
    found = section.get(key) if section else None
    return found.text() if found else ""


def _streaming(entry: Checked) -> Streaming | None:
    """What a method streams; ``None`` where it is switched off."""
    if not is_object(entry.value):
        return None
    keys = {name: each for name, each in entry.items() if each.value is not None}
    model, flag = keys.get("stream_event_model"), keys.get("param_discriminator")
    return Streaming((model or entry).key, model.text() if model else "", flag.text() if flag else "")


def _is_set(entry: Checked | None) -> bool:
    """Whether a key is true, or says for Python why."""
    value = entry.value if entry else None
    return bool(value.get("python", value.get("default")) if is_object(value) else value)


def _unwrap(entry: Checked) -> str | bool | None:
    """The property that a method returns of its answer; whether the file's usual ones are, where it says so."""
    return entry.value if entry.value is None or isinstance(entry.value, bool) else entry.text()


def _skipped(keys: dict[str, Checked]) -> str:
    """The key that leaves something out of the Python SDK; empty where none does."""
    skip, only = keys.get("skip"), keys.get("only")
    if skip and (skip.value is True or (isinstance(skip.value, list) and "python" in skip.value)):
        return skip.key
    return only.key if only and isinstance(only.value, list) and "python" not in only.value else ""


def _endpoint(entry: Checked) -> tuple[str, str]:
    found = _ENDPOINT.fullmatch(entry.text())
    if not found:
        entry.refuse("this is not an endpoint", "Write method and path: `get /pets/{id}`.")
    return found[1].lower(), found[2]


def _left_out(section: Checked | None) -> Iterator[tuple[str, str, str]]:
    for entry in section.each() if section else ():
        yield (*_endpoint(entry), entry.key)


def _credentials(options: Iterable[Option]) -> Iterator[Credential]:
    for option in options:
        if option.scheme and not option.role:
            key = f"{option.key}/auth/security_scheme"
            yield Credential(key, option.name, option.scheme, option.env, not option.nullable)


def _unwrapped(settings: dict[str, Checked]) -> Unwrapped:
    fields, several = settings.get("unwrap_response_fields"), settings.get("unwrap_multiproperty_response_fields")
    names = tuple(each.text() for each in fields.each()) if fields and fields.value is not None else ()
    return Unwrapped(names, bool(several and several.value is True))
