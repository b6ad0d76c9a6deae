"""Bodies given one argument a property, dicts with the names of attributes, and credentials that parameters repeat."""

from __future__ import annotations

import importlib
import inspect
import json
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
import respx

RUNS = "https://depot.example/runs"


@pytest.fixture
def client(depot: ModuleType) -> Any:
    return depot.Depot(api_key="secret", token="token", base_url="https://depot.example")


def _sent(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def _names(method: Any) -> set[str]:
    return set(inspect.signature(method).parameters) - {"options"}


def test_an_object_that_may_be_null_is_given_by_its_properties(client: Any) -> None:
    assert _names(client.runs.create) == {"first", "stops", "by_name"}


def test_objects_of_several_types_are_given_by_the_properties_of_all(client: Any) -> None:
    signature = inspect.signature(client.items.create)
    assert _names(client.items.create) == {"kind", "size", "colour"}
    required = {name for name, each in signature.parameters.items() if each.default is each.empty} - {"options"}
    assert required == {"kind"}


@respx.mock
def test_one_of_several_types_is_sent_as_given(client: Any) -> None:
    route = respx.post("https://depot.example/items").respond(json={})
    client.items.create(kind="crate", colour="red")
    assert _sent(route) == {"kind": "crate", "colour": "red"}


@respx.mock
def test_names_that_clash_say_where_they_travel(client: Any) -> None:
    route = respx.put(f"{RUNS}/r-1").respond(json={})
    client.runs.update("r-1", body_run_id="r-2")
    assert _sent(route) == {"run_id": "r-2"}
    assert _names(client.runs.update) == {"path_run_id", "body_run_id"}
    with pytest.raises(ValueError, match="non-empty value for `path_run_id` but received ''"):
        client.runs.update("", body_run_id="r-2")


STOP = {"dock_number": 1, "next": {"dock_number": 2, "own": [{"dock_number": 3}]}}
ON_THE_WIRE = {"dockNumber": 1, "next": {"dockNumber": 2, "own": [{"dock_number": 3}]}}


@respx.mock
def test_dicts_may_have_the_names_of_attributes(client: Any) -> None:
    route = respx.post(RUNS).respond(json={})
    client.runs.create(first=STOP, stops=[STOP, ON_THE_WIRE], by_name={"dock_number": STOP})
    assert _sent(route) == {
        "first": ON_THE_WIRE,
        "stops": [ON_THE_WIRE, ON_THE_WIRE],
        "byName": {"dock_number": ON_THE_WIRE},
    }


@respx.mock
@pytest.mark.parametrize("name", ["_kind", "kind", "__kind"])
def test_names_with_underscores_before_them_keep_one(client: Any, name: str) -> None:
    route = respx.post(RUNS).respond(json={})
    client.runs.create(first={name: "Pointer"})
    assert _sent(route) == {"first": {"__kind": "Pointer"}}


@respx.mock
def test_files_stand_beside_dicts_and_times_need_no_zone(client: Any) -> None:
    route = respx.post("https://depot.example/photos").respond(json={})
    taken = datetime(2026, 1, 2, 3, 4, 5)
    about = {"dock_number": 1, "crates": [{"full": True}, {"full": None}]}
    more = [b"two", ("3.txt", b"three")]
    client.photos.add(file=("1.txt", b"one"), more=more, taken=taken, about=about, tags=["a", "b"])
    assert _parts(route) == [
        ('name="file"; filename="1.txt"', b"one"),
        ('name="more[]"; filename="more[]"', b"two"),
        ('name="more[]"; filename="3.txt"', b"three"),
        ('name="taken"', b"2026-01-02T03:04:05"),
        ('name="about[dockNumber]"', b"1"),
        ('name="about[crates][][full]"', b"true"),
        ('name="tags[]"', b"a"),
        ('name="tags[]"', b"b"),
    ]


@respx.mock
def test_a_form_is_given_as_a_whole_too(client: Any) -> None:
    route = respx.post("https://depot.example/photos").respond(json={})
    client.photos.add(file=b"one", extra_body={"note": {"by": "ada"}})
    assert [name for name, _ in _parts(route)] == ['name="file"; filename="file"', 'name="note"']


def _parts(route: respx.Route) -> list[tuple[str, bytes]]:
    """What each part of a form is called, and what it has."""
    request = route.calls.last.request
    boundary = request.headers["Content-Type"].partition("boundary=")[2]
    found: list[tuple[str, bytes]] = []
    for part in request.content.split(f"--{boundary}".encode())[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        found.append((head.decode().partition("form-data; ")[2].partition("\r\n")[0], content))
    return found


@respx.mock
def test_a_body_of_several_forms_has_the_one_that_older_sdks_sent(depot: ModuleType, client: Any) -> None:
    route = respx.post("https://depot.example/labels").respond(json={"file": {"size": 1}})
    put = respx.put("https://depot.example/labels").respond(json={})
    assert client.oauth_labels.create(text="x").file.size == 1
    assert route.calls.last.request.content == b'{"text":"x"}'
    assert _names(client.oauth_labels.replace) == {"scan"}
    client.oauth_labels.replace(scan=b"x")
    assert put.calls.last.request.headers["Content-Type"].startswith("multipart/form-data")
    assert isinstance(client.oauth_labels, depot.resources.OAuthLabelsResource)


@respx.mock
def test_a_model_has_its_name_whatever_else_is_called_so(depot: ModuleType, client: Any) -> None:
    respx.put("https://depot.example/labels").respond(json={"text": "x"})
    label = client.oauth_labels.replace(scan=b"x")
    assert isinstance(label, depot.types.File)
    assert label.text == "x"
    assert importlib.import_module(f"{depot.__name__}.types.file").File is depot.types.File


@respx.mock
def test_a_body_that_is_left_out_is_not_sent(client: Any) -> None:
    route = respx.post(RUNS).respond(json={})
    client.runs.create()
    assert route.calls.last.request.content == b""


@respx.mock
def test_a_credential_that_a_parameter_repeats_is_sent_by_the_client(client: Any) -> None:
    runs = respx.post(RUNS).respond(json={})
    run = respx.put(f"{RUNS}/r-1").respond(json={})
    items = respx.post("https://depot.example/items").respond(json={})
    client.runs.create()
    client.runs.update("r-1", body_run_id="r-2")
    client.items.create(kind="crate")
    for route in (runs, run, items):
        assert route.calls.last.request.headers["X-Depot-Key"] == "secret"
    assert "Authorization" not in runs.calls.last.request.headers
    assert items.calls.last.request.headers["Authorization"] == "Bearer token"


@respx.mock
def test_an_optional_credential_is_sent_where_the_client_has_it(depot: ModuleType, client: Any) -> None:
    route = respx.post("https://depot.example/items").respond(json={})
    client.items.create(kind="crate")
    assert "X-Session" not in route.calls.last.request.headers
    depot.Depot(api_key="secret", token="token", session="s-1").items.create(kind="crate")
    assert route.calls.last.request.headers["X-Session"] == "s-1"
