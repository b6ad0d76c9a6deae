from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

import httpx

from ..auth import basic
from ..errors import MissingCredentialsError
from . import profiles
from .profiles import base_url, client_of
from .table import Api, Command, Credential

if TYPE_CHECKING:
    from .call import Arguments

_OWN = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "user-agent", "transfer-encoding", "x-retry-count"}
)
_PATTERN = re.compile(r"[\[\]{}]")
_PLAIN = re.compile(r"[^\"$`\\!\n\r]*")


class _CaughtError(Exception):
    def __init__(self, request: httpx.Request, content: bytes) -> None:
        super().__init__()
        self.request = request
        self.content = content


class _Net(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> NoReturn:
        raise _CaughtError(request, request.read())


def dry_run(api: Api, attrs: tuple[str, ...], command: Command, arguments: Arguments, typed: Mapping[str, Any]) -> str:
    from .call import method_of

    marks = {f"trueline{number}mark": each for number, each in enumerate(api.credentials)}
    with httpx.Client(transport=_Net()) as http:
        more: dict[str, Any] = {"http_client": http, "max_retries": 0}
        more |= {each.arg: mark if not _pair(each) else (f"{mark}a", f"{mark}b") for mark, each in marks.items()}
        bought = [mark for mark, each in marks.items() if each.kind == "client_credentials"]
        for mark in bought:
            del more[marks[mark].arg]
        url = base_url(api, typed, profiles.load(api, typed.get("profile") or ""))
        with client_of(api, {}, url, **more) as client:
            method = method_of(client, attrs, command.method, command.body_arg)
            try:
                caught = _caught(method, arguments.args, arguments.options)
            except MissingCredentialsError:
                if not bought:
                    raise
                headers = {"Authorization": f"Bearer {bought[0]}", **arguments.options.get("extra_headers", {})}
                caught = _caught(method, arguments.args, {**arguments.options, "extra_headers": headers})
    return _command(caught, _variables(api, marks))


def _caught(method: Any, args: Mapping[str, Any], options: Mapping[str, Any]) -> _CaughtError:
    try:
        answer = method(**args, **options)
    except _CaughtError as caught:
        return caught
    raise AssertionError(f"an answer without a request: {answer!r}")


def _pair(credential: Credential) -> bool:
    return credential.kind in {"basic", "client_credentials"}


def _variables(api: Api, marks: Mapping[str, Credential]) -> dict[str, str]:
    found: dict[str, str] = {}
    for mark, each in marks.items():
        name = each.env or f"{api.env_prefix}_{each.arg.strip('_').upper()}"
        if each.kind == "basic":
            user, password = f"${{{name}_USER}}", f"${{{name}_PASSWORD}}"
            found[basic(f"{mark}a", f"{mark}b")[6:]] = f'$(printf %s "{user}:{password}" | base64)'
        found[mark] = f"${name}"
    return found


def _command(caught: _CaughtError, variables: Mapping[str, str]) -> str:
    request = caught.request
    lines = [f"curl --request {shlex.quote(request.method)} {_quoted(_target(request), variables)}"]
    if request.method == "HEAD":
        lines[0] = f"curl --head {_quoted(_target(request), variables)}"
    for raw_name, raw_value in request.headers.raw:
        name, value = raw_name.decode("latin-1"), raw_value.decode("utf-8", "replace")
        if name.lower() not in _OWN:
            lines.append(f"--header {_quoted(f'{name}: {value}' if value else f'{name};', variables)}")
    before = ""
    if caught.content:
        try:
            text = caught.content.decode()
            plain = "\0" not in text
        except UnicodeDecodeError:
            text, plain = "", False
        if plain:
            lines.append(f"--data-raw {_quoted(text, variables)}")
        else:
            before = f"printf %s {base64.b64encode(caught.content).decode()} | base64 --decode | "
            lines.append("--data-binary @-")
    return before + " \\\n  ".join(lines)


def _target(request: httpx.Request) -> str:
    url = str(request.url)
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}{slash}{_PATTERN.sub(lambda found: quote(found[0]), path)}"


def _quoted(text: str, variables: Mapping[str, str]) -> str:
    pieces = re.split(f"({'|'.join(map(re.escape, variables))})", text) if variables else [text]
    if len(pieces) == 1:
        return shlex.quote(text)
    if all(_PLAIN.fullmatch(piece) for piece in pieces[::2]):
        return '"' + "".join(variables.get(piece, piece) for piece in pieces) + '"'
    quoted = [f'"{variables[piece]}"' if number % 2 else shlex.quote(piece) for number, piece in enumerate(pieces)]
    return "".join(word for word, piece in zip(quoted, pieces, strict=True) if piece)
