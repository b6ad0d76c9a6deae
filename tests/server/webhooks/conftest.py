"""A receiver with a certificate, and a worker that trusts it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live import Live
from tollkeeper_server.delivery.running import WorkerThread
from tollkeeper_server.delivery.worker import Outside
from tollkeeper_server.demo.certificates import Certificate, make_certificate
from tollkeeper_server.demo.receiver import Receiver
from tollkeeper_server.services import Services


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), "hooks.acme.example", "rebind.acme.example")


@pytest.fixture
def receiver(certificate: Certificate) -> Iterator[Receiver]:
    with Receiver(certificate) as receiver:
        yield receiver


@pytest.fixture
def working(live: Live, certificate: Certificate) -> Iterator[Services]:
    """A worker beside the server; its chance is the middle, so waits are those of the schedule."""
    outside = Outside(context=certificate.client_context(), chance=lambda: 0.5)
    with WorkerThread(live.services, outside):
        yield live.services
