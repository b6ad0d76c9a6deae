"""Runs in a side's own environment, with nothing but that side and the standard library: ``probe.py SIDE import|use``.

No byte goes over a network: the transport of the HTTP library answers. What is measured is the processor time of this
process, the least of many rounds.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

URL = "https://bench.example"
OBJECTS, PAGES, EVENTS = 1_000, 100, 2_000
WHEN = "2026-01-31T09:30:00Z"
#: What the transport answers next.
Answer = Callable[[str], bytes]


class Wire:
    """The answers of a server that is not there."""

    content_type = "application/json"
    answer: Answer = staticmethod(lambda url: b"{}")
    #: Whether another page follows, as the header ``Link`` says it.
    more = False

    @classmethod
    def always(cls, value: Any) -> None:
        data = json.dumps(value).encode()
        cls.answer, cls.content_type = staticmethod(lambda url: data), "application/json"

    @classmethod
    def pages(cls, page: Callable[[int], Any]) -> None:
        """The pages 0 to 99, from the first on."""
        made = [json.dumps(page(number)).encode() for number in range(PAGES)]
        numbers = iter(range(PAGES))

        def answer(url: str) -> bytes:
            number = next(numbers)
            cls.more = number < PAGES - 1
            return made[number]

        cls.answer = staticmethod(answer)

    @classmethod
    def events(cls, chunks: Iterable[str]) -> None:
        data = "".join(chunks).encode()
        cls.answer, cls.content_type = staticmethod(lambda url: data), "text/event-stream"


def httpx_answers(httpx: Any) -> None:
    """Every client of httpx, or of its successor, is answered by :class:`Wire`."""

    def handle(_: Any, request: Any) -> Any:
        headers = {"content-type": Wire.content_type, "x-request-id": "req_1"}
        content = Wire.answer(str(request.url))
        if Wire.more:
            headers["link"] = f'<{request.url.copy_merge_params({"after": str(time.perf_counter_ns())})}>; rel="next"'
        return httpx.Response(200, headers=headers, content=content, request=request)

    httpx.HTTPTransport.handle_request = handle


def requests_answers() -> None:
    """The same for requests."""
    import requests

    def send(_: Any, request: Any, **options: Any) -> Any:
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response._content = Wire.answer(request.url)  # noqa: SLF001 - how requests keeps a body
        response.headers.update({"content-type": Wire.content_type, "request-id": "req_1"})
        return response

    requests.adapters.HTTPAdapter.send = send


def everything(items: list[Any], names: tuple[str, ...]) -> None:
    """Read every field of every object."""
    list(map(attrgetter(*names), items))


class Use:
    """A side in use. Each method is one thing to measure; ``None`` where the SDK has no such thing."""

    fields: tuple[str, ...] = ()

    def client(self) -> Any:
        raise NotImplementedError

    def small(self) -> Any:
        """The answer of one call."""
        raise NotImplementedError

    def call(self, client: Any) -> object:
        raise NotImplementedError

    def item(self) -> dict[str, Any]:
        """An object of the list."""
        raise NotImplementedError

    def listed(self, items: list[Any]) -> Any:
        """The answer that holds a list."""
        return {"data": items, "has_more": False, "next_cursor": None}

    def decode(self, client: Any) -> list[Any]:
        raise NotImplementedError

    def encode(self, item: Any) -> object:
        return item.model_dump_json()

    def page(self, number: int) -> Any:
        return {**self.listed([self.item()] * 10), "has_more": number < PAGES - 1, "next_cursor": f"c{number}"}

    pages: Callable[[Any], Iterable[Any]] | None = None
    stream: Callable[[Any], Iterable[Any]] | None = None

    def event(self, number: int) -> str:
        return ""


class Bare(Use):
    def client(self) -> Any:
        import httpx

        httpx_answers(httpx)
        return httpx.Client(base_url=URL)

    def small(self) -> Any:
        return {"status": "ok", "version": "1.0.0"}

    def call(self, client: Any) -> object:
        return client.get("/v1/health").json()

    def item(self) -> dict[str, Any]:
        return KEY

    def decode(self, client: Any) -> list[Any]:
        import orjson

        found: list[Any] = orjson.loads(client.get("/v1/keys").content)["data"]
        return found

    def encode(self, item: Any) -> object:
        import orjson

        return orjson.dumps(item)

    def pages(self, client: Any) -> Iterable[Any]:
        more, cursor = True, ""
        while more:
            page = client.get("/v1/keys", params={"cursor": cursor}).json()
            more, cursor = page["has_more"], page["next_cursor"]
            yield from page["data"]

    def stream(self, client: Any) -> Iterable[Any]:
        with client.stream("GET", "/v1/events") as response:
            for line in response.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line[5:])

    def event(self, number: int) -> str:
        return f"id: {number}\nevent: key.created\ndata: {json.dumps(EVENT)}\n\n"


#: An API key of Tollkeeper, all of its fields, half of them null.
KEY: dict[str, Any] = {
    **{"id": "key_01K8Q2W7VJ3XN5RFTY6B9M", "name": "ci", "environment": "live", "prefix": "tk_live_abcd"},
    **{"last4": "wxyz", "scopes": ["usage:read", "usage:write"], "status": "active", "enabled": True},
    **{"rate_limit": None, "metadata": {"team": "platform"}, "created_by": None, "created_at": WHEN},
    **{"expires_at": None, "last_used_at": WHEN, "revoked_at": None, "rotated_to": None},
}
EVENT: dict[str, Any] = {
    **{"id": "evt_01K8R6A9TC4WKZ7YQNF2JD", "type": "key.created", "organization_id": "org_01K5VHT8QD3RNA6WZCJ4XM"},
    **{"created_at": WHEN, "data": {"key": KEY}},
}


class Tollkeeper(Bare):
    fields = tuple(KEY)

    def client(self) -> Any:
        from tollkeeper import Tollkeeper

        client = Tollkeeper(api_key="tk_live_bench", base_url=URL)
        httpx_answers(sys.modules["httpx"])
        return client

    def call(self, client: Any) -> object:
        return client.health()

    def decode(self, client: Any) -> list[Any]:
        return list(client.keys.list().data)

    def encode(self, item: Any) -> object:
        return item.to_json()

    def pages(self, client: Any) -> Iterable[Any]:
        return iter(client.keys.list())

    def stream(self, client: Any) -> Iterable[Any]:
        return iter(client.webhooks.events.stream())


class Stock(Bare):
    fields = tuple(KEY)

    def client(self) -> Any:
        import httpx
        from tollkeeper_client import AuthenticatedClient

        httpx_answers(httpx)
        return AuthenticatedClient(base_url=URL, token="tk_live_bench")  # noqa: S106 - no secret

    def call(self, client: Any) -> object:
        from tollkeeper_client.api.health import health

        return health.sync(client=client)

    def decode(self, client: Any) -> list[Any]:
        from tollkeeper_client.api.keys import keys_list

        return list(keys_list.sync(client=client).data)

    def encode(self, item: Any) -> object:
        return json.dumps(item.to_dict())

    pages = None
    stream = None


USER: dict[str, Any] = {
    **{"login": "octocat", "id": 1, "node_id": "MDQ6VXNlcjE=", "gravatar_id": "", "type": "User", "site_admin": False},
    **{
        name: f"https://api.github.com/users/octocat/{name}"
        for name in ("avatar_url", "url", "html_url", "followers_url", "following_url", "gists_url", "starred_url")
    },
    **{
        name: f"https://api.github.com/users/octocat/{name}"
        for name in ("subscriptions_url", "organizations_url", "repos_url", "events_url", "received_events_url")
    },
}


class GithubByUs(Bare):
    fields = tuple(USER)

    def client(self) -> Any:
        from github_by_us import GithubByUs

        client = GithubByUs(base_url=URL)
        httpx_answers(sys.modules["httpx"])
        return client

    def small(self) -> Any:
        return {"+1": f"{URL}/1.png"}

    def call(self, client: Any) -> object:
        return client.emojis.get()

    def item(self) -> dict[str, Any]:
        return USER

    def listed(self, items: list[Any]) -> Any:
        return items

    def decode(self, client: Any) -> list[Any]:
        return list(client.orgs.list_members("o").data)

    def encode(self, item: Any) -> object:
        return item.to_json()

    def page(self, number: int) -> Any:
        return [USER] * (10 if number < PAGES - 1 else 0)

    def pages(self, client: Any) -> Iterable[Any]:
        return iter(client.orgs.list_members("o", per_page=10))

    stream = None


class Githubkit(GithubByUs):
    def client(self) -> Any:
        import httpx
        from githubkit import GitHub

        httpx_answers(httpx)
        return GitHub("token", base_url=URL, http_cache=False).__enter__()  # else each call makes a client of its own

    def call(self, client: Any) -> object:
        return client.rest.emojis.get().parsed_data

    def decode(self, client: Any) -> list[Any]:
        return list(client.rest.orgs.list_members("o").parsed_data)

    def encode(self, item: Any) -> object:
        return item.model_dump_json()

    def pages(self, client: Any) -> Iterable[Any]:
        return iter(client.rest.paginate(client.rest.orgs.list_members, org="o", per_page=10))


class Openai(Use):
    fields = (
        *("id", "created_at", "error", "fine_tuned_model", "finished_at", "hyperparameters", "model", "object"),
        *("organization_id", "result_files", "seed", "status", "trained_tokens", "training_file", "validation_file"),
        "metadata",
    )

    def client(self) -> Any:
        import httpx2
        from openai import OpenAI

        httpx_answers(httpx2)
        return OpenAI(api_key="sk-bench", base_url=URL)

    def small(self) -> Any:
        return {"id": "gpt", "created": 1, "object": "model", "owned_by": "openai"}

    def call(self, client: Any) -> object:
        return client.models.retrieve("gpt")

    def item(self) -> dict[str, Any]:
        return {
            **{"id": "ftjob-1", "created_at": 1, "error": None, "fine_tuned_model": None, "finished_at": None},
            **{"hyperparameters": {"n_epochs": 4}, "model": "gpt", "object": "fine_tuning.job", "seed": 7},
            **{"organization_id": "org-1", "result_files": [], "status": "running", "trained_tokens": None},
            **{"training_file": "file-1", "validation_file": None, "metadata": {"team": "platform"}},
        }

    def listed(self, items: list[Any]) -> Any:
        return {"object": "list", "data": items, "has_more": False}

    def decode(self, client: Any) -> list[Any]:
        return list(client.fine_tuning.jobs.list().data)

    def pages(self, client: Any) -> Iterable[Any]:
        return iter(client.fine_tuning.jobs.list())

    def stream(self, client: Any) -> Iterable[Any]:
        messages = [{"role": "user", "content": "x"}]
        return iter(client.chat.completions.create(model="gpt", messages=messages, stream=True))

    def event(self, number: int) -> str:
        delta = [{"index": 0, "delta": {"content": "word "}, "finish_reason": None}]
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt", "choices": delta}
        return f"data: {json.dumps(chunk)}\n\n"


class Anthropic(Openai):
    fields = (
        *("id", "archived_at", "cancel_initiated_at", "created_at", "ended_at", "expires_at", "processing_status"),
        *("request_counts", "results_url", "type"),
    )

    def client(self) -> Any:
        import httpx2
        from anthropic import Anthropic

        httpx_answers(httpx2)
        return Anthropic(api_key="sk-bench", base_url=URL)

    def small(self) -> Any:
        return {"id": "m", "created_at": WHEN, "display_name": "M", "type": "model"}

    def call(self, client: Any) -> object:
        return client.models.retrieve("m")

    def item(self) -> dict[str, Any]:
        counts = {"canceled": 0, "errored": 0, "expired": 0, "processing": 1, "succeeded": 2}
        return {
            **{"id": "b", "archived_at": None, "cancel_initiated_at": None, "created_at": WHEN, "ended_at": None},
            **{"expires_at": WHEN, "processing_status": "in_progress", "request_counts": counts, "results_url": None},
            "type": "message_batch",
        }

    def listed(self, items: list[Any]) -> Any:
        return {"data": items, "has_more": False, "first_id": "a", "last_id": "b"}

    def page(self, number: int) -> Any:
        more = number < PAGES - 1
        return {"data": [self.item()] * 10, "has_more": more, "first_id": "a", "last_id": f"b{number}"}

    def decode(self, client: Any) -> list[Any]:
        return list(client.messages.batches.list().data)

    def pages(self, client: Any) -> Iterable[Any]:
        return iter(client.messages.batches.list())

    def stream(self, client: Any) -> Iterable[Any]:
        messages = [{"role": "user", "content": "x"}]
        return iter(client.messages.create(model="m", max_tokens=9, messages=messages, stream=True))

    def event(self, number: int) -> str:
        delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "word "}}
        return f"event: content_block_delta\ndata: {json.dumps(delta)}\n\n"


class Cloudflare(Use):
    fields = (
        *("id", "account", "activated_on", "created_on", "development_mode", "meta", "modified_on", "name"),
        *("name_servers", "original_dnshost", "original_name_servers", "original_registrar", "owner", "plan"),
        *("status", "type"),
    )

    def client(self) -> Any:
        import cloudflare

        httpx_answers(sys.modules.get("httpx2") or sys.modules["httpx"])
        return cloudflare.Cloudflare(api_token="bench", base_url=URL)  # noqa: S106 - no secret

    def small(self) -> Any:
        return {"success": True, "errors": [], "messages": [], "result": self.item()}

    def call(self, client: Any) -> object:
        return client.zones.get(zone_id="z")

    def item(self) -> dict[str, Any]:
        return {
            **{"id": "z", "account": {"id": "a", "name": "A"}, "activated_on": WHEN, "created_on": WHEN},
            **{"development_mode": 0, "meta": {"phishing_detected": False}, "modified_on": WHEN, "name": "x.example"},
            **{"name_servers": ["a.example"], "original_dnshost": None, "original_name_servers": ["b.example"]},
            **{
                "original_registrar": None,
                "owner": {"id": "o"},
                "plan": {"id": "p"},
                "status": "active",
                "type": "full",
            },
        }

    def listed(self, items: list[Any]) -> Any:
        return {"success": True, "errors": [], "messages": [], "result": items}

    def page(self, number: int) -> Any:
        items = [self.item()] * (10 if number < PAGES - 1 else 0)
        return {**self.listed(items), "result_info": {"page": number + 1, "per_page": 10}}

    def decode(self, client: Any) -> list[Any]:
        return list(client.zones.list().result)

    def pages(self, client: Any) -> Iterable[Any]:
        return iter(client.zones.list())


class Mistralai(Use):
    fields = (
        *("id", "capabilities", "object", "created", "owned_by", "name", "description", "max_context_length"),
        *("aliases", "deprecation", "deprecation_replacement_model", "default_model_temperature", "internal"),
        *("billing_model_name", "type"),
    )

    def client(self) -> Any:
        from mistralai.client import Mistral

        httpx_answers(sys.modules.get("httpx2") or sys.modules["httpx"])
        return Mistral(api_key="bench", server_url=URL)

    def small(self) -> Any:
        return self.item()

    def call(self, client: Any) -> object:
        return client.models.retrieve(model_id="m")

    def item(self) -> dict[str, Any]:
        return {
            **{"id": "m", "capabilities": {"vision": True}, "object": "model", "created": 1, "owned_by": "mistral"},
            **{"name": "M", "description": None, "max_context_length": 32768, "aliases": ["n"], "deprecation": None},
            **{"deprecation_replacement_model": None, "default_model_temperature": 0.5, "internal": False},
            **{"billing_model_name": None, "type": "base"},
        }

    def listed(self, items: list[Any]) -> Any:
        return {"object": "list", "data": items}

    def decode(self, client: Any) -> list[Any]:
        return list(client.models.list().data)

    def stream(self, client: Any) -> Iterable[Any]:
        return iter(client.chat.stream(model="m", messages=[{"role": "user", "content": "x"}]))

    def event(self, number: int) -> str:
        delta = [{"index": 0, "delta": {"content": "word "}, "finish_reason": None}]
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": delta}
        return f"data: {json.dumps(chunk)}\n\n"


class Stripe(Use):
    fields = (
        *("id", "object", "address", "balance", "created", "currency", "default_source", "delinquent", "description"),
        *("email", "invoice_prefix", "livemode", "metadata", "name", "phone", "tax_exempt"),
    )

    def client(self) -> Any:
        import stripe

        requests_answers()
        return stripe.StripeClient("sk_test_bench")

    def small(self) -> Any:
        return self.item()

    def call(self, client: Any) -> object:
        return client.v1.customers.retrieve("cus_1")

    def item(self) -> dict[str, Any]:
        return {
            **{"id": "cus_1", "object": "customer", "address": None, "balance": 0, "created": 1, "currency": "usd"},
            **{"default_source": None, "delinquent": False, "description": None, "email": "a@x.example"},
            **{"invoice_prefix": "X", "livemode": False, "metadata": {"team": "platform"}, "name": "A"},
            **{"phone": None, "tax_exempt": "none"},
        }

    def listed(self, items: list[Any]) -> Any:
        return {"object": "list", "url": "/v1/customers", "data": items, "has_more": False}

    def page(self, number: int) -> Any:
        return {**self.listed([self.item()] * 10), "has_more": number < PAGES - 1}

    def decode(self, client: Any) -> list[Any]:
        return list(client.v1.customers.list().data)

    def encode(self, item: Any) -> object:
        return json.dumps(item.to_dict())

    def pages(self, client: Any) -> Iterable[Any]:
        return iter(client.v1.customers.list().auto_paging_iter())


class Svix(Use):
    fields = (
        *("id", "metadata", "url", "description", "throttle_rate", "uid", "disabled", "event_types", "channels"),
        *("created_at", "updated_at"),
    )

    def client(self) -> Any:
        import httpx
        from svix.api import Svix, SvixOptions

        httpx_answers(httpx)
        return Svix("testsk_bench", SvixOptions(server_url=URL))

    def small(self) -> Any:
        return self.item()

    def call(self, client: Any) -> object:
        return client.endpoint.get("app", "ep")

    def item(self) -> dict[str, Any]:
        return {
            **{
                "id": "ep_1",
                "metadata": {},
                "url": f"{URL}/hook",
                "description": "d",
                "throttleRate": None,
                "uid": "u",
            },
            **{"disabled": False, "filterTypes": ["a.b"], "channels": None, "version": 1},
            **{"createdAt": WHEN, "updatedAt": WHEN},
        }

    def listed(self, items: list[Any]) -> Any:
        return {"data": items, "done": True, "iterator": None, "prevIterator": None}

    def decode(self, client: Any) -> list[Any]:
        return list(client.endpoint.list("app").data)


USES: dict[str, type[Use]] = {
    **{"httpx": Bare, "tollkeeper": Tollkeeper, "stock": Stock, "github_by_us": GithubByUs, "githubkit": Githubkit},
    **{"openai": Openai, "anthropic": Anthropic, "cloudflare": Cloudflare, "mistralai": Mistralai},
    **{"stripe": Stripe, "svix": Svix},
}


def least(act: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None) -> float:
    """Milliseconds of processor time, the least of some rounds."""
    found = float("inf")
    for _ in range(rounds):
        before()
        gc.collect()
        start = time.process_time_ns()
        kept = act()
        found = min(found, (time.process_time_ns() - start) / 1e6)
        del kept
    return found


def imported(use: Use) -> dict[str, float]:
    """What a program pays before its first call: processor milliseconds, modules, KiB."""
    before, memory = set(sys.modules), _memory()
    start = time.process_time_ns()
    use.client()
    taken = (time.process_time_ns() - start) / 1e6
    return {"import": taken, "modules": len(set(sys.modules) - before), "memory": _memory() - memory}


def _memory() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4


def used(use: Use) -> dict[str, float | None]:
    """Every other figure, in milliseconds."""
    client = use.client()
    items = [use.item() for _ in range(OBJECTS)]
    found: dict[str, float | None] = {"client": least(use.client, 10), "fields": len(use.fields) or len(use.item())}
    Wire.always(use.small())
    found["call"] = least(lambda: [use.call(client) for _ in range(50)], 15) / 50
    Wire.always(use.listed(items))
    found["decode"] = least(lambda: use.decode(client), 15)
    if use.fields:
        found["read"] = least(lambda: everything(use.decode(client), use.fields), 15)
    else:
        found["read"] = found["decode"]
    objects = use.decode(client)
    found["encode"] = least(lambda: [use.encode(each) for each in objects], 8)
    found["pages"] = _pages(use, client)
    found["events"] = _events(use, client)
    return found


def _pages(use: Use, client: Any) -> float | None:
    if use.pages is None:
        return None
    pages: Any = use.pages
    Wire.content_type = "application/json"
    return least(lambda: sum(1 for _ in pages(client)), 5, before=lambda: Wire.pages(use.page))


def _events(use: Use, client: Any) -> float | None:
    """Events in a second."""
    if use.stream is None:
        return None
    stream: Any = use.stream
    Wire.events([use.event(number) for number in range(EVENTS)])

    def read() -> None:
        events = stream(client)
        for _ in range(EVENTS):
            next(events)

    return EVENTS / least(read, 5) * 1000


if __name__ == "__main__":
    chosen = USES[sys.argv[1]]()
    result = imported(chosen) if sys.argv[2] == "import" else used(chosen)
    sys.stdout.write(json.dumps(result))
