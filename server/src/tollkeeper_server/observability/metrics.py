"""Prometheus metrics, by operation: no ids, no keys, no paths with values."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """One registry per application, so that two of them in a process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tollkeeper_requests", "Requests answered.", ["operation", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "tollkeeper_request_seconds",
            "Time from the first byte of a request to its answer.",
            ["operation"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.running = Gauge("tollkeeper_requests_running", "Requests being answered.", registry=self.registry)
        self._known: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def note(self, operation: str, status: int, seconds: float) -> None:
        """A request that was answered."""
        known = self._known.get((operation, status))
        if known is None:
            known = self.requests.labels(operation, status), self.seconds.labels(operation)
            self._known[operation, status] = known
        known[0].inc()
        known[1].observe(seconds)

    def render(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
