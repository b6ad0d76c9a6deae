"""Spans of OpenTelemetry, where it is installed and in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import respx

from trueline.runtime.errors import APIConnectionError

from .support import Api, operation, requests

sdk = pytest.importorskip("opentelemetry.sdk.trace")

OP = operation("GET", "/v1/things?token=abc")


@pytest.fixture(scope="module")
def exporter() -> Iterator[Any]:
    """Spans of this file only: a provider can't be taken back, and other tests would send its headers."""
    from opentelemetry import trace
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    provider, exporter = sdk.TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace, "get_tracer", provider.get_tracer)
        yield exporter


@pytest.fixture
def spans(exporter: Any) -> Iterator[Callable[[], Any]]:
    exporter.clear()
    yield exporter.get_finished_spans


def test_each_attempt_is_a_span_that_the_server_can_join(
    api: Api, server: respx.MockRouter, spans: Callable[[], Any]
) -> None:
    server.route().mock(side_effect=[httpx.Response(503), httpx.Response(200, json=1)])
    api.call(OP)
    first, second = spans()
    assert first.name == second.name == "GET /v1/things?token=abc"
    assert first.kind.name == "CLIENT"
    assert dict(first.attributes) == {
        "http.request.method": "GET",
        "url.full": "https://api.acme.test/v1/things?token=[redacted]",
        "url.template": "/v1/things?token=abc",
        "server.address": "api.acme.test",
        "server.port": 443,
        "http.response.status_code": 503,
        "error.type": "503",
    }
    assert first.status.status_code.name == "ERROR"
    assert second.attributes["http.request.resend_count"] == 1
    assert second.status.status_code.name == "UNSET"
    carried = [request.headers["traceparent"].split("-")[2] for request in requests(server)]
    assert carried == [format(span.context.span_id, "016x") for span in (first, second)]


def test_a_span_of_an_attempt_without_an_answer_says_why(
    api: Api, server: respx.MockRouter, spans: Callable[[], Any]
) -> None:
    server.route().mock(side_effect=httpx.ConnectError("no route"))
    with pytest.raises(APIConnectionError):
        api.call(OP, max_retries=0)
    [span] = spans()
    assert span.attributes["error.type"] == "ConnectError"
    assert span.status.status_code.name == "ERROR"
