"""On a real terminal: tables, plots, a hidden prompt."""

from __future__ import annotations

import re
import signal
import sys

import pytest
from cli_program import Program
from cli_terminal import Forked, on_terminal, shown
from cli_wire import Api, reply, stream_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


def test_a_list_is_a_table_as_wide_as_the_terminal(api: Api, tollkeeper: Program) -> None:
    rows = [{"id": f"key_{n}", "name": "x" * 30, "note": "y" * 50, "scopes": ["a"]} for n in range(2)]
    api.answer = lambda _: reply({"data": rows, "has_more": False, "next_cursor": None})
    code, text = shown(Forked(tollkeeper, "keys", "list", size=(40, 50)))
    assert code == 0
    assert "key_0" in text
    assert "key_1" in text
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= 50
    assert "Not shown: note. --output json" in text


def test_one_object_is_a_line_for_each_property(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply({"id": "key_1", "metadata": {"a": "b"}, "expires_at": None})
    code, text = shown(Forked(tollkeeper, "keys", "retrieve", "key_1"))
    assert code == 0
    assert re.search(r"id +key_1", text)
    assert re.search(r'metadata +\{"a":"b"\}', text)
    assert re.search(r"expires_at +-", text)


def test_markup_and_escapes_of_a_server_are_text(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply({"id": "[red]x[/red] :smile:", "name": "\x1b[2Jgone"})
    code, text = shown(Forked(tollkeeper, "keys", "retrieve", "key_1"))
    assert code == 0
    assert "[red]x[/red] :smile:" in text
    assert "\x1b" not in text
    assert "<U+001B>[2Jgone" in text


def test_usage_over_time_is_a_table_and_bars(api: Api, tollkeeper: Program) -> None:
    def row(day: int, value: int) -> dict[str, object]:
        window = {"window_start": f"2026-03-0{day}T00:00:00Z", "window_end": f"2026-03-0{day + 1}T00:00:00Z"}
        return {**window, "group": {}, "value": value}

    rows = [row(1, 10), row(2, 5), row(3, 0)]
    api.answer = lambda _: reply({"meter": "calls", "aggregation": "sum", "group_by": [], "rows": rows})
    args = ("usage", "query", "--meter", "calls", "--from", "2026-03-01", "--to", "2026-03-04", "--window", "day")
    code, text = shown(Forked(tollkeeper, *args))
    assert code == 0, text
    assert "meter: calls" in text
    bars = {line.split()[0]: line.count("\u2588") for line in text.splitlines() if re.match(r"2026-03-0\dT\S+ ", line)}
    assert len(bars) == 3
    assert bars["2026-03-01T00:00:00Z"] == 2 * bars["2026-03-02T00:00:00Z"] > 0
    assert bars["2026-03-03T00:00:00Z"] == 0


def test_a_plot_of_columns_that_are_not_there_is_refused(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply({"data": [{"id": "key_1"}], "has_more": False, "next_cursor": None})
    code, text = shown(Forked(tollkeeper, "keys", "list", "--plot", "id:size"))
    assert code == 2
    assert "every row needs a column 'id' and a number 'size'" in text


def test_login_asks_for_the_key_without_showing_it(api: Api, tollkeeper: Program) -> None:
    child = on_terminal(tollkeeper, "login", "--base-url", api.url, TOLLKEEPER_API_KEY="")
    child.expect("api_key")
    child.waitnoecho()
    child.sendline("tk_typed_in_the_dark")
    code, text = shown(child)
    assert code == 0, text
    assert "tk_typed" not in text
    assert "Kept api_key for profile default" in text
    assert tollkeeper("keys", "list", TOLLKEEPER_API_KEY="").code == 0
    assert api.last.headers["authorization"] == "Bearer tk_typed_in_the_dark"


def test_ctrl_c_at_the_prompt_is_130(tollkeeper: Program) -> None:
    child = on_terminal(tollkeeper, "login")
    child.expect("api_key")
    child.waitnoecho()
    child.sendintr()
    code, text = shown(child)
    assert code == 130, text
    assert "Traceback" not in text


def test_ctrl_c_while_listening_is_130(api: Api, tollkeeper: Program) -> None:
    with stream_of(api, {"id": "evt_1", "type": "key.created"}):
        child = on_terminal(tollkeeper, "webhooks", "listen", "--forward-to", "http://127.0.0.1:1/")
        child.expect("Listening")
        child.expect("evt_1 -> no answer")
        child.kill(signal.SIGINT)
        code, text = shown(child)
    assert code == 130, text
    assert "Traceback" not in text
