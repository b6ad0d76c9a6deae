"""The call of an operation as a curl command: the same request, byte by byte, that the SDK sends."""

from __future__ import annotations

import json
import re
import shlex
from urllib.parse import quote

from trueline.codegen.facts import Facts, SchemeFact
from trueline.codegen.plan.urls import placeholder, url_path
from trueline.codegen.plan.values import ClientPlan
from trueline.reference.calls import Call
from trueline.reference.layout import as_json
from trueline.reference.samples import Sample, SampleBody
from trueline.reference.wire import sent
from trueline.runtime.params import fill_path, primitive

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN = re.compile(r"[A-Za-z0-9 _:;.,/()?&=%@~-]*")
#: Where a document says nothing of where the API is.
NOWHERE = "https://api.example.com"


def curl_code(call: Call, sample: Sample, client: ClientPlan, facts: Facts) -> str:
    """One command, an option a line."""
    query = _pieces(sample, "query", "querystring")
    auth, secret = _auth(call, client, facts)
    url = base_url(call, facts) + _path(call, sample)
    options = [_address(url, query, secret)]
    options += [f"--request {call.fact.method}"] if call.fact.method != ("POST" if sample.body else "GET") else []
    options += ["--no-buffer"] if call.method.result.kind == "stream" else []
    options += auth
    for p, value in sample.parameters:
        if p.location == "header":
            options += [f"--header {shlex.quote(f'{p.name}: {text}')}" for text in sent(p, value.wire)]
    cookies = _pieces(sample, "cookie")
    options += [f"--cookie {shlex.quote('; '.join(cookies))}"] if cookies else []
    options += _idempotency(call)
    options += _body(sample.body) if sample.body else []
    return " \\\n  ".join([f"curl {options[0]}", *options[1:]])


def base_url(call: Call, facts: Facts) -> str:
    """Where the operation is served, without a slash at the end."""
    servers = call.fact.servers or facts.api.servers
    address = servers[0].address.rstrip("/") if servers else ""
    return address if "://" in address else NOWHERE + address


def _address(url: str, query: list[str], secret: tuple[str, str] | None) -> str:
    """The URL; a credential in it, a name and the variable of the shell that holds it, is its last field."""
    fields = "&".join([*query, *([f"{secret[0]}="] if secret else [])])
    whole = f"{url}?{fields}" if fields else url
    return _with_variable(whole, secret[1]) if secret else shlex.quote(whole)


def _path(call: Call, sample: Sample) -> str:
    filled = {
        placeholder(p.name): piece for p, v in sample.parameters if p.location == "path" for piece in sent(p, v.wire)
    }
    return fill_path(url_path(call.fact.path), filled)


def _pieces(sample: Sample, *locations: str) -> list[str]:
    return [piece for p, v in sample.parameters if p.location in locations for piece in sent(p, v.wire)]


def _idempotency(call: Call) -> list[str]:
    if not call.header:
        return []
    stated = next((p for arg, p in call.parameters if arg == "idempotency_key"), None)
    value = json.loads(stated.example) if stated and stated.example else "a key of your own"
    return [f"--header {shlex.quote(f'{call.header}: {primitive(value)}')}"]


# --- bodies ---


def _body(body: SampleBody) -> list[str]:
    value = body.value.wire
    match body.kind:
        case "json":
            return [_content(body), f"--data {shlex.quote(as_json(value, indent=2))}"]
        case "form":
            return [f"--data-urlencode {shlex.quote(quote(k, safe='') + '=' + primitive(v))}" for k, v in value.items()]
        case "multipart":
            return [_part(key, primitive(item), is_file=key in body.files) for key, item in value.items()]
        case _:
            return [_content(body), f"--data-binary {shlex.quote(str(value))}"]


def _part(name: str, text: str, *, is_file: bool) -> str:
    """A part of a multipart body; a file needs no file on the reader's disk."""
    if is_file:
        return f"--form {shlex.quote(f'{name}={text};filename={name}')}"
    return f"--form-string {shlex.quote(f'{name}={text}')}"


def _content(body: SampleBody) -> str:
    media_type = "application/octet-stream" if "*" in body.media_type else body.media_type
    return f"--header {shlex.quote(f'Content-Type: {media_type}')}"


# --- credentials ---


def _auth(call: Call, client: ClientPlan, facts: Facts) -> tuple[list[str], tuple[str, str] | None]:
    """Options, and the field of the query, for the first choice of credentials that the operation offers."""
    schemes = {scheme.id: scheme for scheme in facts.api.schemes}
    variables = {credential.scheme: credential.env for credential in client.credentials}
    options: list[str] = []
    secret: tuple[str, str] | None = None
    for name in call.fact.security[0] if call.fact.security else ():
        variable = _variable(variables.get(name, ""), client)
        scheme = schemes.get(name)
        if scheme and scheme.type == "apiKey" and scheme.location == "query":
            secret = (quote(scheme.name, safe=""), variable)
        elif scheme:
            options.append(_credential(scheme, variable))
    return options, secret


def _variable(name: str, client: ClientPlan) -> str:
    return name if _VARIABLE.fullmatch(name) else f"{client.env_prefix}_CREDENTIAL"


def _credential(scheme: SchemeFact, variable: str) -> str:
    if scheme.type == "apiKey":
        if scheme.location == "cookie":
            return f"--cookie {_with_variable(f'{scheme.name}=', variable)}"
        return f"--header {_with_variable(f'{scheme.name}: ', variable)}"
    if scheme.type == "http" and scheme.scheme.lower() != "bearer":
        return f'--user "${variable}"'
    if scheme.type == "mutualTLS":
        return "--cert client.pem"
    return f"--header {_with_variable('Authorization: Bearer ', variable)}"


def _with_variable(text: str, variable: str) -> str:
    if _PLAIN.fullmatch(text):
        return f'"{text}${variable}"'
    return f'{shlex.quote(text)}"${variable}"'
