"""A client of any generated SDK on a transport that respx answers."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import httpx
import respx


def client_class(sdk: ModuleType, *, asynchronous: bool = False) -> Any:
    """The client that a package exports, whatever it is called."""
    name = next(name for name in sdk.__all__ if f"Async{name}" in sdk.__all__)
    return getattr(sdk, f"Async{name}" if asynchronous else name)


def asked(route: respx.Route) -> list[httpx.Request]:
    """All that a route was asked, in order. respx has no types for its calls."""
    calls: list[Any] = list(route.calls)
    return [call.request for call in calls]


class Wire:
    """What goes over the wire: the requests that were made, and the answer to the next ones."""

    def __init__(self) -> None:
        self._router = respx.Router(assert_all_mocked=False, assert_all_called=False)
        self._route = self._router.route()
        self._open: list[Any] = []
        self.answers(httpx.Response(204))

    def answers(self, *responses: httpx.Response) -> None:
        """Answer with these, the last one for ever."""
        waiting = list(responses)

        def answer(_: httpx.Request) -> httpx.Response:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

        self._route.side_effect = answer

    def answers_json(self, value: Any, status: int = 200) -> None:
        self.answers(httpx.Response(status, json=value))

    def client(self, sdk: ModuleType, /, **options: Any) -> Any:
        """A client of ``sdk`` that does not try again, closed with the test."""
        http = httpx.Client(transport=httpx.MockTransport(self._router.handler))
        client = client_class(sdk)(**{"http_client": http, "max_retries": 0, **options})
        self._open += [client, http]
        return client

    @property
    def request(self) -> httpx.Request:
        """The last request."""
        return self._route.calls.last.request

    @property
    def calls(self) -> list[Any]:
        """Every request and its answer, in order."""
        return list(self._route.calls)

    @property
    def target(self) -> str:
        """Path and query of the last request, as they were sent."""
        return self.request.url.raw_path.decode()

    @property
    def count(self) -> int:
        return int(self._route.call_count)

    def close(self) -> None:
        for each in self._open:
            each.close()
