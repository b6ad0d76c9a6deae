"""Two operations that would like to have one name: who keeps it, and what the other is called."""

from __future__ import annotations

import pytest
from naming_support import by_route, calls, operation


def test_the_other_one_says_what_it_belongs_to() -> None:
    found = calls(
        operation("GET /tasks", "getTasks", "Tasks"),
        operation("GET /users/{id}/tasks", "getTasksOfUser", "Tasks"),
        operation("GET /projects/{id}/tasks", None, "Tasks"),
    )
    assert found == ["tasks.list", "tasks.list_of_user", "tasks.list_for_project"]


def test_put_beside_patch_replaces() -> None:
    assert calls(operation("PUT /tasks/{id}"), operation("PATCH /tasks/{id}")) == ["tasks.replace", "tasks.update"]


def test_one_of_a_list_is_retrieved_and_the_list_is_listed() -> None:
    assert calls(operation("GET /log"), operation("GET /log/{id}")) == ["log.list", "log.retrieve"]


def test_versions_stand_apart() -> None:
    found = calls(operation("POST /v1/meters"), operation("POST /v2/meters"))
    assert found == ["meters.create", "meters.create_v2"]


def test_ids_that_differ_in_spelling_only_are_told_apart_by_their_routes() -> None:
    found = by_route(
        [operation("GET /a", "x.get-all"), operation("GET /b", "x.get_all"), operation("GET /c", "x.getAll")]
    )
    assert found == {"GET /a": "x.get_all", "GET /b": "x.get_all_get_b", "GET /c": "x.get_all_get_c"}


def test_no_method_hides_a_resource() -> None:
    found = calls(operation("POST /usage/query", "usage"), operation("GET /usage/events", "usage.events.list"))
    assert found == ["usage.query", "usage.events.list"]
    found = calls(operation("GET /a", "a"), operation("GET /a/b", "a.b.list"))
    assert found == ["get_a", "a.b.list"]


def test_names_that_the_client_has_already_get_an_underscore() -> None:
    assert calls(operation("GET /x", "close.list"), operation("POST /request", "request")) == [
        "close_.list",
        "request_",
    ]


def test_an_operation_that_is_added_renames_nothing_that_has_more_right_to_its_name() -> None:
    before = [
        operation("GET /tasks", "listTasks"),
        operation("POST /tasks", "createTask"),
        operation("GET /tasks/{id}", "getTask"),
        operation("GET /users", "listUsers", "Users"),
    ]
    old = by_route(before)
    added = (
        operation("GET /users/{id}/tasks", "listUserTasks", "tasks"),
        operation("GET /tasks/archived", "listArchivedTasks"),
        operation("PATCH /tasks/{id}", "updateTask"),
        operation("POST /tasks/{id}/archive", "archiveTask"),
        operation("GET /health", "health"),
    )
    for new in added:
        found = by_route([new, *before])
        assert {route: found[route] for route in old} == old


@pytest.mark.parametrize(("method", "name"), [("patch", "update"), ("put", "update"), ("delete", "delete")])
def test_a_plain_name_belongs_to_one_thing_and_not_to_all_of_them(method: str, name: str) -> None:
    one, every = f"{method.upper()} /tasks/{{id}}", f"{method.upper()} /tasks"
    for ids in ((f"{method}_tasks", f"{method}_task"), (None, None)):
        found = by_route([operation(every, ids[0], "Tasks"), operation(one, ids[1], "Tasks")])
        assert found[one] == f"tasks.{name}"
        assert found[every] != f"tasks.{name}"
