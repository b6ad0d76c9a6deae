"""Runs in a side's own environment, with nothing but that side and the standard library: ``probe SIDE import|use``.

No byte goes over a network: the transport of the HTTP library answers. What is measured is the processor time of this
process, the least of many rounds.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from others import Anthropic, Cloudflare, Mistralai, Openai, Stripe, Svix
from uses import Bare, GithubByUs, Githubkit, Stock, Tollkeeper, Use
from wire import Wire

OBJECTS, EVENTS = 1_000, 2_000

USES: dict[str, type[Use]] = {
    **{"httpx": Bare, "tollkeeper": Tollkeeper, "stock": Stock, "github_by_us": GithubByUs, "githubkit": Githubkit},
    **{"openai": Openai, "anthropic": Anthropic, "cloudflare": Cloudflare, "mistralai": Mistralai},
    **{"stripe": Stripe, "svix": Svix},
}


def everything(items: list[Any], names: tuple[str, ...]) -> None:
    """Read every field of every object."""
    list(map(attrgetter(*names), items))


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
