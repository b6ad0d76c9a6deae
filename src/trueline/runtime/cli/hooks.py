"""``webhooks listen`` and ``webhooks trigger``: webhooks for a receiver on this machine, signed as the API does."""

from __future__ import annotations

import base64
import os
import secrets
import time
from importlib import import_module
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import click

from ..unset import is_object
from . import NETWORK, USAGE, CliError, inert, one_line
from .options import client_options
from .table import Api, facts_of

#: Seconds that a receiver has to answer.
_TIMEOUT = 20.0


def _shared(api: Api) -> list[click.Parameter]:
    text = f"A file with the secret to sign with; - reads it. Default: {api.env_prefix}_WEBHOOK_SECRET, then a new one."
    return [
        click.Option(["--forward-to"], required=True, metavar="URL", help="Your receiver, on this machine."),
        click.Option(["--secret-file"], type=click.File("r"), metavar="FILE", help=text),
        click.Option(["--any-host"], is_flag=True, help="Allow a receiver that is not on this machine."),
    ]


class Receiver:
    """Where webhooks are sent, each signed. ``client`` is of the HTTP library."""

    def __init__(self, client: Any, url: str, secret: str) -> None:
        self._client = client
        self._url = url
        self._secret = secret

    def __enter__(self) -> Receiver:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, payload: bytes, message_id: str, kind: str) -> int:
        """The status of the answer, 0 for none. Says what happened on one line."""
        from ..webhooks import sign

        headers = sign(payload, secret=self._secret, message_id=message_id, timestamp=time.time())
        begun = time.monotonic()
        status, said = 0, ""
        try:
            headers["content-type"] = "application/json"
            answer = self._client.post(self._url, content=payload, headers=headers)
            status, said = answer.status_code, f"{answer.status_code}"
        except import_module("httpx").RequestError as error:
            said = f"no answer: {one_line(str(error)) or type(error).__name__}"
        took = round((time.monotonic() - begun) * 1000)
        click.echo(f"{time.strftime('%H:%M:%S')} {one_line(kind)} {one_line(message_id)} -> {said} ({took} ms)")
        return status


def receiver(api: Api, url: str, secret_file: Any, any_host: bool) -> Receiver:
    """The receiver at ``url``. Raises ``CliError`` for one that is not on this machine, unless that is allowed."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CliError(f"--forward-to: {url!r} is not an http or https URL", USAGE)
    if not any_host and not (is_loopback(parts.hostname) or parts.hostname.endswith(".localhost")):
        raise CliError(f"--forward-to: {parts.hostname} is not this machine; --any-host allows it", USAGE)
    given = secret_file.readline().strip() if secret_file else os.environ.get(f"{api.env_prefix}_WEBHOOK_SECRET", "")
    secret = given or f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    if not given:
        click.echo(f"Signing with a new secret: {secret}", err=True)
    from ..errors import APIError
    from ..webhooks import sign

    try:
        sign(b"", secret=secret, message_id="check", timestamp=0)
    except (ValueError, APIError):
        raise CliError("the secret is not whsec_ and base64", USAGE) from None
    http = import_module("httpx").Client(timeout=_TIMEOUT, trust_env=False, follow_redirects=False)
    return Receiver(http, url, secret)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def listen(api: Api, name: str) -> click.Command:
    """``listen``."""

    def typed_in(forward_to: str, secret_file: Any, any_host: bool, events: tuple[str, ...], **typed: Any) -> None:
        from ..encoding import encode
        from .call import method_of
        from .profiles import connect

        with receiver(api, forward_to, secret_file, any_host) as here, connect(api, typed) as sdk:
            stream = method_of(sdk, api.listen[:-1], api.listen[-1])()
            with stream:
                click.echo(f"Listening; forwarding to {inert(forward_to)}. Ctrl-C ends it.", err=True)
                for event in stream:
                    _forward(here, encode(event), events)

    kinds = click.Option(["events", "--event"], multiple=True, metavar="TYPE", help="Only this type; repeatable.")
    text = "Forward webhooks to this machine as they happen, each signed anew with a secret of your own."
    return click.Command(name, callback=typed_in, params=[*_shared(api), kinds, *client_options(api)], help=text)


def _forward(here: Receiver, event: Any, kinds: tuple[str, ...]) -> None:
    from ..encoding import dumps

    found = event if is_object(event) else dict[str, Any]()
    kind = str(found.get("type") or found.get("event") or "event")
    if not kinds or kind in kinds:
        here.send(dumps(event), str(found.get("id") or f"msg_{secrets.token_hex(12)}"), kind)


def trigger(api: Api, name: str) -> click.Command:
    """``trigger``."""

    def typed(event: str, forward_to: str, secret_file: Any, any_host: bool, data: str | None) -> None:
        from ..encoding import dumps
        from .values import structured

        examples: dict[str, Any] = facts_of(api.package).get("webhooks", {})
        if data is not None:
            value = structured(data)
        elif event in examples:
            value = examples[event]
        else:
            raise CliError(f"the document has no example of {event}: give one with --data", USAGE)
        with receiver(api, forward_to, secret_file, any_host) as here:
            status = here.send(dumps(value), f"msg_{secrets.token_hex(12)}", event)
        if not 200 <= status < 300:
            raise click.exceptions.Exit(NETWORK if not status else 1)

    data = click.Option(["--data"], metavar="JSON|@FILE|-", help="An event in place of the example.")
    text = f"Send an example webhook to this machine, signed. EVENT is one of: {', '.join(map(one_line, api.events))}."
    kinds = click.Argument(["event"], type=click.Choice(api.events), metavar="EVENT")
    return click.Command(name, callback=typed, params=[kinds, *_shared(api), data], help=text)
