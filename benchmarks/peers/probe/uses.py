"""What is measured of a side, and the sides that are ours or have no SDK."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from wire import PAGES, URL, WHEN, httpx_answers


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
