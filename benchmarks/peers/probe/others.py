"""The SDKs of others."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from uses import Use
from wire import PAGES, URL, WHEN, httpx_answers, requests_answers


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
