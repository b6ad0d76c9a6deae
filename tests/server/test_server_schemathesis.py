"""The contract by somebody else's hand: schemathesis over every operation, and six mutants that it must catch."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from live import Live, Running
from mutants import (
    ChangedAnswer,
    CrashOnDigits,
    NoAuth,
    drop_field,
    drop_request_id,
    ok_instead_of_created,
    without_validation,
)
from postgres import Cluster
from replay import Asked, AsksAgain, Remembers
from sqlalchemy.engine import URL

ROOT = Path(__file__).parents[2]
SEED = "20261125"
CHECKS = (
    "--checks", "all",
    # Valid by the schema, refused by a rule of the operation: an expiry in the past, a time that is too old.
    "--exclude-checks", "positive_data_acceptance",
)  # fmt: skip

# Both servers are asked by children of one process, which has loaded schemathesis.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("schemathesis")]


Run = Callable[..., subprocess.CompletedProcess[str]]
"""Called with a server, a key, and what narrows the run."""


@pytest.fixture(scope="module")
def contract() -> Iterator[Run]:
    """Runs schemathesis: the document's examples, and the values at the edge of every constraint."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},  # it needs rich
        "HYPOTHESIS_NO_PLUGINS": "1",  # trio's, which imports trio
        "HYPOTHESIS_STORAGE_DIRECTORY": str(ROOT / ".hypothesis"),  # which characters there are, already counted
    }
    command = [sys.executable, str(Path(__file__).with_name("schemathesis_zygote.py"))]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        orders, answers = process.stdin, process.stdout
        assert orders
        assert answers

        def run(live: Live, secret: str, *only: str) -> subprocess.CompletedProcess[str]:
            folder = live_folder(live)
            files = [folder / "out.txt", folder / "err.txt"]
            order = {"arguments": arguments(live, secret, only), "folder": str(folder), "files": [*map(str, files)]}
            print(json.dumps(order), file=orders, flush=True)
            code = int(answers.readline())
            out, err = (file.read_text("utf-8") for file in files)
            return subprocess.CompletedProcess(order["arguments"], code, out, err)

        yield run
        orders.close()
    assert process.returncode == 0


def arguments(live: Live, secret: str, only: Sequence[str]) -> list[str]:
    # An endless stream has no end to check; its answers are tested in tests/server/webhooks.
    excluded = () if only else ("--exclude-operation-id", "webhooks.events.stream")
    return [
        "run", str(ROOT / "openapi/v1.yaml"), "--url", live.url, "--header", f"Authorization: Bearer {secret}",
        "--phases", "examples,coverage", "--seed", SEED, "--generation-database", "none",
        "--generation-allow-x00", "false",  # texts with U+0000 are refused, which a schema has no short way to say
        "--no-color", "--continue-on-failure", *CHECKS, *only, *excluded,
    ]  # fmt: skip


def live_folder(live: Live) -> Path:
    """A folder without settings of schemathesis, and for its leftovers."""
    return Path(live.services.settings.database_url.database or "").parent


@dataclass
class Contract:
    """What schemathesis said, and all that it asked."""

    done: subprocess.CompletedProcess[str]
    secret: str
    asked: list[Asked]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, contract: Run) -> Contract:
    """A server on SQLite, under schemathesis."""
    asked: list[Asked] = []
    url = URL.create("sqlite", database=str(tmp_path_factory.mktemp("contract") / "contract.db"))
    with Running(url, wrap=lambda app: Remembers(app, asked)) as live:
        secret = live.tenant("Contract").secret
        return Contract(contract(live, secret), secret, asked)


def test_every_answer_to_every_generated_request_is_as_documented(checked: Contract) -> None:
    done = checked.done
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    cases = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert cases is not None
    assert len(checked.asked) >= int(cases[1]) == int(cases[2]) > 1000


def test_postgresql_answers_every_generated_request_the_same(
    checked: Contract, cluster: Cluster, of_this_version: URL
) -> None:
    """A body that is not as documented is a 500 of this server, which no request had for an answer before."""
    with (
        Running(cluster.database(like=of_this_version)) as live,
        AsksAgain(live.url, checked.secret, live.tenant("Contract").secret) as again,
    ):
        for asked in checked.asked:
            assert again.ask(asked) == asked.answered, asked


Wrap = Callable[[Any, Callable[[], str]], Any]

MUTANTS: dict[str, tuple[str, str, Wrap | None]] = {
    "no auth": (
        "GET /v1/me", "ignored_auth|without authentication|Authentication",
        lambda app, key: NoAuth(app, "/v1/me", key),
    ),
    "a missing field": (
        "GET /v1/usage/meters", "next_cursor",
        lambda app, _: ChangedAnswer(app, "GET", "/v1/usage/meters", drop_field),
    ),
    "a wrong status": (
        "POST /v1/usage/meters", "Undocumented status code",
        lambda app, _: ChangedAnswer(app, "POST", "/v1/usage/meters", ok_instead_of_created),
    ),
    "a missing header": (
        "GET /v1/scopes", "X-Request-Id", lambda app, _: ChangedAnswer(app, "GET", "/v1/scopes", drop_request_id),
    ),
    "skipped validation": ("POST /v1/keys/verify", "schema-violating|invalid data|Server error", None),
    "a crash on digits": ("POST /v1/keys", "Server error", lambda app, _: CrashOnDigits(app, "/v1/keys")),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, contract: Run) -> dict[str, str]:
    """What is said of each operation of a server that has every fault, each in an operation of its own."""
    secrets: list[str] = []

    def wrapped(app: Any) -> Any:
        for _, _, wrap in MUTANTS.values():
            app = wrap(app, lambda: secrets[0]) if wrap else app
        return app

    url = URL.create("sqlite", database=str(tmp_path_factory.mktemp("mutants") / "mutants.db"))
    api = without_validation("keys.verify")
    with Running(url, api=api, wrap=wrapped, validate_responses=False) as live:
        tenant = live.tenant()
        secrets.append(tenant.secret)
        names = (part for operation, _, _ in MUTANTS.values() for part in ("--include-name", operation))
        done = contract(live, tenant.secret, *names, "--include-name", "GET /v1/keys")
    assert done.returncode == 1, done.stdout[-3000:] + done.stderr[-2000:]
    assert f"{len(MUTANTS) + 1}/" in done.stdout, done.stdout[-3000:]
    failures, _, _ = done.stdout.partition("= SUMMARY =")
    _, *parts = re.split("^_{3,} ([A-Z]+ /\\S+) _{3,}$", failures, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("name", MUTANTS)
def test_a_server_with_a_fault_does_not_pass(told: dict[str, str], name: str) -> None:
    operation, seen, _ = MUTANTS[name]
    assert re.search(seen, told[operation]), told[operation][-3000:]


def test_only_the_operations_with_a_fault_do_not_pass(told: dict[str, str]) -> None:
    assert told.keys() == {operation for operation, _, _ in MUTANTS.values()}
