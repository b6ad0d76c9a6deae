"""`make demo`: a server, a worker, a receiver, the SDK and the command line, through one story."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from tollkeeper_server.demo.certificates import make_certificate
from tollkeeper_server.demo.processes import Process
from tollkeeper_server.demo.receiver import Received, Receiver

_PATIENCE = 120


class Story:
    """Tells what it does as it does it. ``say`` gets one line at a time; ``sdk`` is the module ``tollkeeper``."""

    def __init__(self, sdk: Any, say: Callable[[str], None], command: list[str]) -> None:
        self._sdk = sdk
        self._say = say
        self._command = command

    def tell(self) -> None:
        """From nothing to a resumed stream, in a folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="tollkeeper-demo-") as name:
            folder = Path(name)
            certificate = make_certificate(folder)
            environment = {
                "TOLLKEEPER_DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
                "TOLLKEEPER_PORT": "0",
                "TOLLKEEPER_LOG_LEVEL": "warning",
                "TOLLKEEPER_ALLOW_LOOPBACK": "1",  # the receiver is on this machine
                "TOLLKEEPER_EMBEDDED_WORKER": "0",  # the worker is a process of its own
                "SSL_CERT_FILE": str(certificate.path),  # and trusts the receiver's certificate
            }
            with Receiver(certificate) as receiver, Process(environment, first_start=True) as server:
                url = server.wait_until_it_listens(_PATIENCE)
                self._step("tollkeeper-server", f"listens on {url}; its first key begins with {server.key[:12]}")
                with Process(environment, "worker"):
                    self._step("tollkeeper-server worker", "delivers webhooks from the same database")
                    self._chapters(server, receiver, url)

    def _chapters(self, server: Process, receiver: Receiver, url: str) -> None:
        with self._sdk.Tollkeeper(api_key=server.key, base_url=url) as client:
            secret = self._webhook(client, receiver)
            key = self._restricted_key(client)
            self._usage(key, url)
            self._refusal(key, url)
            self._verified(receiver, secret)
            self._resumed(client)
            self._command_line(server.key, url)

    def _webhook(self, client: Any, receiver: Receiver) -> str:
        made = client.webhooks.endpoints.create(url=receiver.url + "/hooks", event_types=["key.created"])
        self._step("client.webhooks.endpoints.create(...)", f"{made.id} sends key.created to {made.url}")
        return str(made.secret)

    def _restricted_key(self, client: Any) -> str:
        key = client.keys.create(name="edge", scopes=["usage:write"])
        self._step('client.keys.create(scopes=["usage:write"])', f"{key.id}, which may record usage and nothing else")
        return str(key.secret)

    def _usage(self, key: str, url: str) -> None:
        with self._sdk.Tollkeeper(api_key=key, base_url=url) as client:
            done = client.usage.events.record(
                id="tile-1", source="demo", type="tile.served", subject="customer_42", value=16
            )
        self._step("client.usage.events.record(...)", f"with that key: {done.status}, 16 tiles of customer_42")

    def _refusal(self, key: str, url: str) -> None:
        with self._sdk.Tollkeeper(api_key=key, base_url=url) as client:
            try:
                next(iter(client.keys.list()))
            except self._sdk.PermissionDeniedError as error:
                missing = ", ".join(map(str, error.body.missing_scopes))
                self._step("client.keys.list()", f"with that key: {error.status_code} {error.code}, missing {missing}")
                return
        raise RuntimeError("a key without keys:read has listed keys")

    def _verified(self, receiver: Receiver, secret: str) -> None:
        got = self._first(receiver)
        event = self._sdk.webhooks.verify(got.body, got.headers, secret)
        self._step("webhooks.verify(...)", f"the receiver got {event.type} {event.id}, signed by the endpoint's secret")
        try:
            self._sdk.webhooks.verify(got.body.replace(b"edge", b"root"), got.headers, secret)
        except self._sdk.WebhookVerificationError as error:
            self._step("webhooks.verify(...)", f"one word changed on the way: {error}")
            return
        raise RuntimeError("a changed webhook was verified")

    def _first(self, receiver: Receiver) -> Received:
        ends = time.monotonic() + _PATIENCE
        while not receiver.received:
            if time.monotonic() > ends:
                raise RuntimeError("no webhook arrived")
            time.sleep(0.05)
        return receiver.received[0]

    def _resumed(self, client: Any) -> None:
        client.keys.create(name="one", scopes=["usage:read"])
        with client.webhooks.events.stream(last_event_id="2") as stream:
            first = next(iter(stream))
            position = stream.last_event_id
        self._step(
            "client.webhooks.events.stream()", f"{first.type} of {first.data.key.name!r}; then the connection is lost"
        )
        for name in ("two", "three"):
            client.keys.create(name=name, scopes=["usage:read"])
        with client.webhooks.events.stream(last_event_id=position) as stream:
            missed = [event.data.key.name for event in islice(stream, 2)]
        self._step(f"stream(last_event_id={position!r})", f"goes on after it: {', '.join(missed)}")

    def _command_line(self, key: str, url: str) -> None:
        environment = {**os.environ, "TOLLKEEPER_API_KEY": key, "TOLLKEEPER_BASE_URL": url}
        arguments = ["keys", "list", "--output", "id"]
        done = subprocess.run(  # noqa: S603 - the command line of the same SDK
            [*self._command, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        if done.returncode:
            raise RuntimeError(f"tollkeeper {' '.join(arguments)}: {done.stderr}")
        self._step(
            f"tollkeeper {' '.join(arguments)}", f"{len(done.stdout.split())} keys, the newest {done.stdout.split()[0]}"
        )

    def _step(self, action: str, outcome: str) -> None:
        self._say(f"  {action:<44} {outcome}")


def main(sdk: Any, command: list[str]) -> int:
    """Tell the story on standard output; 0 when it ends well."""
    started = time.monotonic()
    say: Callable[[str], None] = lambda line: print(line, flush=True)  # noqa: E731, T201 - a transcript
    say("Tollkeeper, from an empty folder:")
    Story(sdk, say, command).tell()
    say(f"done in {time.monotonic() - started:.0f} s; everything is stopped and removed")
    return 0
