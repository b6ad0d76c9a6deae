"""How calls are written to an SDK that Speakeasy or Fern made, and how they are written here: one finding for each."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.migrate.findings import Finding, Kind, State
from trueline.migrate.foreign import Foreign, Written

_MISSING, _DIFFERS = State.MISSING, State.DIFFERS
#: What each method took beside its arguments, and what it is here.
_EACH_CALL = {
    "speakeasy": {
        "retries": "max_retries=…, a number: the SDK knows by itself what is tried again, and when",
        "server_url": "client.with_options(base_url=…)",
        "timeout_ms": "timeout=…, in seconds",
        "http_headers": "extra_headers={…}",
    },
    "fern": {
        "request_options['timeout']": "timeout=…, in seconds",
        "request_options['timeout_in_seconds']": "timeout=…, in seconds",
        "request_options['max_retries']": "max_retries=…",
        "request_options['additional_headers']": "extra_headers={…}",
        "request_options['additional_query_parameters']": "extra_query={…}",
        "request_options['additional_body_parameters']": "extra_body={…}",
        "request_options['chunk_size']": "the argument of .iter_bytes(…)",
    },
}
#: What a client took that is called otherwise here.
CLIENT = {
    "server_url": "Write base_url=….",
    "server": "Write base_url=…, the URL of the server that is meant.",
    "server_idx": "Write base_url=…, the URL of the server that is meant.",
    "url_params": "Write base_url=… with the parameters in it.",
    "client": "Write http_client=….",
    "async_client": "Write http_client=… on the asynchronous client.",
    "retry_config": "Write max_retries=…, a number.",
    "timeout_ms": "Write timeout=…, in seconds.",
    "debug_logger": "Use Python's logging, or on_event=…: docs/guides/logging.md.",
    "logging": "Use Python's logging, or on_event=…: docs/guides/logging.md.",
    "environment": "Write base_url=…, the URL of the environment that is meant.",
    "headers": "Write default_headers={…}.",
    "httpx_client": "Write http_client=….",
    "follow_redirects": "Redirects are followed where it is safe; another way is an http_client=… of one's own.",
    "security": "Give each credential as an option of its own.",
}


def ways(old: Foreign, package: str, client: str) -> Iterator[Finding]:
    """What is written otherwise, each once."""
    yield from _speakeasy(old, client) if old.maker == "speakeasy" else _fern(old)
    for name, cure in _EACH_CALL[old.maker].items():
        shown = name if "[" in name else f"{name}=…"
        yield _way(_MISSING, f"a call's {shown}", f"{len(old.methods)} methods took it", f"Write {cure}.")
    yield _way(
        _DIFFERS,
        "answer.name is None",
        "a property that the answer does not have is UNSET here, which is false as None is",
        "Write `if answer.name:`, or compare with UNSET.",
    )
    yield _way(
        _MISSING,
        "answer.model_dump(), Model.model_validate(…)",
        "models are attrs classes, not pydantic's",
        "Write answer.to_dict(), answer.to_json(), Model.from_dict(…).",
    )
    if old.package != package:
        yield _way(
            _MISSING,
            f"import {old.package}",
            f"the package is {package} here",
            f"Import {package}: a package inside a namespace can't be generated.",
        )


def _speakeasy(old: Foreign, client: str) -> Iterator[Finding]:
    twins = sum(bool(each.call.endpoint) for each in old.methods.values())
    cure = f"Write `async with Async{client}(…) as client: await client.{_example(old)}(…)`."
    yield _way(_MISSING, "client.….…_async()", f"{twins} methods had a twin; here a client is for one of them", cure)
    yield from _counted(
        [each for each in old.methods.values() if each.wrapper],
        _MISSING,
        "answer.<property> of a response object",
        "answers had what the server said below an object with the response",
        "The method returns it; status and headers are those of client.….with_raw_response.….",
    )
    yield from _pages(old, "answer.next()")
    yield from _counted(
        [each for each in old.methods.values() if "EventStream[" in each.call.answer],
        _DIFFERS,
        "event.data of a stream",
        "what a stream yields is what the document says an event's data is",
        "Use the event itself; a stream is a context manager here too.",
    )
    for name, cure in {
        "raw_response": "Write error.response.",
        "data": "Write error.body, which is the parsed JSON.",
        "body": "It is the parsed JSON, no text; the bytes are error.content.",
    }.items():
        state = _DIFFERS if name == "body" else _MISSING
        yield _way(state, f"error.{name}", "errors say it in another way", cure)


def _fern(old: Foreign) -> Iterator[Finding]:
    said = "with_raw_response is there, and its answer has .parse(), .headers and .status_code"
    yield _way(_MISSING, "client.….with_raw_response.…().data", said, "Write .parse().")
    yield from _pages(old, "pager.items, .has_next, .get_next()")
    yield from _counted(
        [each for each in old.methods.values() if "Iterator[bytes]" in each.call.answer],
        _DIFFERS,
        "for chunk in client.….…()",
        "downloads are a response here, which is not iterated by itself",
        "Write `with client.….…() as answer: for chunk in answer.iter_bytes():`, or answer.write_to(path).",
    )
    yield _way(_MISSING, "core.api_error.ApiError", "it is APIStatusError here", "Catch APIStatusError.")


def _pages(old: Foreign, name: str) -> Iterator[Finding]:
    yield from _counted(
        [each for each in old.methods.values() if each.in_turn],
        _MISSING,
        name,
        "lists go on by themselves",
        "Iterate over the answer; a page is .data, .has_next_page(), .get_next_page(), .iter_pages().",
    )


def _counted(found: list[Written], state: State, name: str, reason: str, cure: str) -> Iterator[Finding]:
    if found:
        yield _way(state, name, f"{reason} ({len(found)} methods, client.{found[0].call.name}() first)", cure)


def _example(old: Foreign) -> str:
    return next((name for name, each in old.methods.items() if each.call.endpoint), "…")


def _way(state: State, name: str, reason: str, cure: str) -> Finding:
    return Finding(Kind.WAY, state, name, reason, cure)
