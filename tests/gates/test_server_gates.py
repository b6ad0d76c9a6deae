"""The gates ``routes`` and ``scope-sync``: the document and the server are one, and so are scopes everywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from breaking import replace, said
from tollkeeper_gates.routes import routes
from tollkeeper_gates.scope_sync import scope_sync

from trueline.gates.checkout import Checkout

ROOT = Path(__file__).parents[2]
SPEC = "openapi/v1.yaml"
SERVER = "server/src/tollkeeper_server"
PAGE = "docs/api.md"


@pytest.fixture
def checkout(root: Path) -> Checkout:
    """The copy, with this checkout's server, as far as it is compiled with its bytecode, and the reference page."""
    shutil.copytree(ROOT / SERVER, root / SERVER)
    (root / "docs").mkdir()
    shutil.copy(ROOT / PAGE, root / PAGE)
    with (root / "pyproject.toml").open("a") as settings:
        settings.write(f'reference = "{PAGE}"\n')
    return Checkout(root)


def test_the_server_of_this_checkout_is_the_document(checkout: Checkout) -> None:
    assert routes(checkout).problems == ()
    assert scope_sync(checkout).problems == ()


KEYS = f"{SERVER}/handlers/keys.py"
SUMMARY = f"{SERVER}/queries/usage.py"
KEY_ACTIONS = f"{SERVER}/actions/keys.py"
TESTING = f"{SERVER}/actions/webhooks_sending.py"
GET_KEY = f"{SERVER}/queries/keys.py"
UNTOLD = f"{SERVER}/untold.py"
CONFLICT = "        '409':\n          $ref: '#/components/responses/KeyConflict'\n"
ROUTES = [
    (KEYS, '@handles("keys.revoke")\n', "", "keys.revoke has no handler"),
    (KEYS, '@handles("keys.revoke")', '@handles("keys.destroy")', "keys.destroy has a handler but is not in the docu"),
    (KEYS, '@handles("keys.revoke")', '@handles("keys.rotate")', "keys.rotate has more than one handler"),
    (KEYS, '@handles("keys.revoke")', "@handles(NAME)", "registered under a name that can't be read"),
    (SPEC, "operationId: keys.revoke", "operationId: keys.destroy", "keys.destroy has no handler"),
    (SPEC, CONFLICT, "", "keys.update can answer 409"),
    (SUMMARY, "status=400, errors", "errors", "usage.summary can answer 422"),
    (KEYS, "    return answer(200, verdict(", "    return answer(201, verdict(", "keys.verify can answer 201"),
    (
        KEYS,
        "    return answer(200, verdict(",
        "    return answer(201, verdict(",
        "keys.verify documents 200, which nothing",
    ),
    (KEYS, "    check_if_match(call, key)\n", "", "keys.update documents 412, which nothing in the server answers"),
    (KEY_ACTIONS, '"key.created", {', '"key.made", {', "the event key.made is sent but is not in the document"),
    (KEY_ACTIONS, '"key.rotated", data', '"key.made", data', "nothing in the server sends the event key.rotated"),
    (KEY_ACTIONS, '"key.created", {', "call.body['type'], {", "an event is sent under a type that can't be read"),
    (TESTING, 'TEST = "webhook.test"', 'TEST = "webhook.tested"', "the event webhook.tested is sent but is not in"),
    (
        SPEC,
        "\n  key.expired:\n    post:",
        "\n  key.ended:\n    post:",
        "the event key.expired is sent but is not in",
    ),
    (
        UNTOLD,
        '    "webhooks.events.resend"',
        '    "webhooks.events.sent"',
        "webhooks.events.resend changes something and sends",
    ),
    (
        UNTOLD,
        '    "webhooks.events.resend"',
        '    "keys.revoke": "x",\n    "webhooks.events.resend"',
        "keys.revoke needs no",
    ),
    (
        UNTOLD,
        '    "webhooks.events.resend"',
        '    "keys.list": "x",\n    "webhooks.events.resend"',
        "keys.list needs no reason",
    ),
    (GET_KEY, 'raise not_found("key with this id")', 'raise Problem("stream_position_expired", "")', "can answer 410"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), ROUTES)
def test_each_way_for_the_routes_to_drift_is_named(
    root: Path, checkout: Checkout, file: str, old: str, new: str, message: str
) -> None:
    replace(root / file, old, new)
    assert message in said(routes(checkout))


AUTH = f"{SERVER}/auth.py"
ENFORCED = '    require_scopes(admission.principal, operation.required_scopes, "This operation needs")\n'
SCOPES = [
    (AUTH, ENFORCED, "", "audit_events.list: a key with keys:read is answered let in (400), not 403"),
    (
        AUTH,
        "    if operation.public:",
        '    if operation.id == "me":',
        "me: (no key) is answered let in (400), not 401",
    ),
    (f"{SERVER}/spec/operation.py", 'required_scopes=tuple(node["x-required-scopes"])', "required_scopes=()", "let in"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), SCOPES)
def test_each_way_for_scopes_to_drift_is_named(
    root: Path, checkout: Checkout, file: str, old: str, new: str, message: str
) -> None:
    replace(root / file, old, new)
    assert message in said(scope_sync(checkout))


def test_a_page_is_read_though_the_server_does_not_start(root: Path, checkout: Checkout) -> None:
    replace(root / SERVER / "app.py", "_check_codes(services.api)\n", "raise SystemExit(9)\n")
    replace(root / PAGE, "-   Scopes: `audit:read`.", "-   Scopes: `audit:write`.")
    found = said(scope_sync(checkout))
    assert "the server does not start" in found
    assert "shows the scopes ['audit:write'], the document" in found
