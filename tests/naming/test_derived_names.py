"""What an operation is called when nobody says so: the rules of docs/decisions/011-names.md, one example each."""

from __future__ import annotations

import pytest
from naming_support import by_route, call, calls, operation


@pytest.mark.parametrize(
    ("route", "id_", "tags", "expected"),
    [
        # the five standard verbs, from the id, the method and the path
        ("GET /tasks", "getTasks", ("Tasks",), "tasks.list"),
        ("GET /tasks/{id}", "getTask", ("Tasks",), "tasks.retrieve"),
        ("POST /tasks", "addTask", ("Tasks",), "tasks.create"),
        ("PATCH /tasks/{id}", "editTask", ("Tasks",), "tasks.update"),
        ("DELETE /tasks/{id}", "removeTask", ("Tasks",), "tasks.delete"),
        ("POST /tasks/{id}", None, (), "tasks.update"),
        ("PUT /tasks/{id}", "replaceTask", (), "tasks.replace"),
        ("PUT /tasks/{id}", "createOrUpdateTask", (), "tasks.create_or_update"),
        # what is not there in several is retrieved, not listed
        ("GET /account", "getAccount", (), "account.retrieve"),
        ("GET /account/settings", None, (), "account.settings.retrieve"),
        ("GET /accounts/{id}/history", None, (), "accounts.history.list"),
        ("GET /stops-for-route/{id}", None, (), "stops_for_route.list"),
        # nested as the path nests
        ("DELETE /tasks/{id}/tags/{tag}", "deleteTaskTag", (), "tasks.tags.delete"),
        ("POST /chat/completions", "createChatCompletion", ("Chat",), "chat.completions.create"),
        ("GET /tasks/{id}/tags", "listTagsOfTask", ("Tasks",), "tasks.tags.list"),
        # a tag says where to begin
        ("GET /repos/{owner}/{repo}/issues", "listIssues", ("issues",), "issues.list"),
        ("GET /workspaces/{id}/tasks", "getTasksForWorkspace", ("Tasks",), "tasks.list_for_workspace"),
        ("GET /people", "listUsers", ("Users",), "users.list"),
        # actions
        ("POST /subscriptions/{id}/cancel", "cancelSubscription", (), "subscriptions.cancel"),
        ("POST /tasks/{id}/addTag", "addTagForTask", ("Tasks",), "tasks.add_tag"),
        ("GET /pet/findByStatus", "findPetsByStatus", ("pet",), "pet.find_by_status"),
        ("PUT /invoices/{id}/status", "approveInvoice", (), "invoices.approve"),
        ("GET /files/{id}/content", "downloadFile", (), "files.download"),
        ("POST /projects/{name}:undelete", None, (), "projects.undelete"),
        ("POST /charges/{charge}/capture", "PostChargesChargeCapture", (), "charges.capture"),
        ("POST /accounts/{id}/login_links", "PostAccountsAccountLoginLinks", (), "accounts.login_links.create"),
        ("POST /transfers/{id}/transfer", "createTransfer", (), "transfers.create"),
        ("GET /users/me", None, (), "users.me"),
        # a qualifier in the path
        ("GET /users/by-name/{name}", "getUserByName", (), "users.retrieve_by_name"),
        # noise of paths
        ("GET /api/v1/users", None, (), "users.list"),
        ("GET /rest/2.0/users/{id}.json", None, (), "users.retrieve"),
        ("POST /chat.postMessage", "chat_postMessage", ("chat",), "chat.post_message"),
        # alone and called like its path: a method of the client
        ("GET /health", "health", ("system",), "health"),
        ("POST /login", "login", (), "login"),
        # no path to speak of
        ("POST /#X-Amz-Target=Baldr.CreateHsm", "CreateHsm", (), "create_hsm"),
        ("GET /", None, (), "retrieve"),
    ],
)
def test_an_operation_gets_the_name_that_people_would_choose(
    route: str, id_: str | None, tags: tuple[str, ...], expected: str
) -> None:
    assert call(route, id_, *tags) == expected


@pytest.mark.parametrize(
    ("route", "id_", "expected"),
    [
        ("GET /items/", "read_items_items__get", "items.list"),
        ("GET /api/v1/items/{item_id}", "get_item_api_v1_items__item_id__get", "items.retrieve"),
        ("GET /users", "UsersController_findAll", "users.list"),
        ("GET /users/{id}", "UsersController_findOne", "users.retrieve"),
        ("GET /users", "listUsersUsingGET_1", "users.list"),
        ("GET /users/{id}", "Users_GetById", "users.retrieve"),
        ("PUT /subscriptions/{s}/vms/{vm}", "VirtualMachines_CreateOrUpdate", "virtual_machines.create_or_update"),
        ("GET /apps/{name}/status", "WebApps_GetInstanceStatus", "web_apps.retrieve_instance_status"),
        ("GET /subscriptions/{s}/vms", "VirtualMachines_ListAll", "virtual_machines.list_all"),
        ("GET /users/{id}", "users_retrieve", "users.retrieve"),
        ("PATCH /users/{id}", "users_partial_update", "users.update"),
        ("DELETE /users/{id}", "users_destroy", "users.delete"),
        ("GET /credit_notes", "GetCreditNotes", "credit_notes.list"),
        ("POST /repos/{o}/{r}/issues/{n}/comments", "reposIssuesCreateComment", "repos.issues.comments.create"),
    ],
)
def test_what_frameworks_add_to_an_id_is_no_part_of_the_name(route: str, id_: str, expected: str) -> None:
    assert call(route, id_) == expected


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("issues/create-comment", "issues.create_comment"),
        ("keys.rotate", "keys.rotate"),
        ("v1.application.list", "application.list"),
        ("repos/repos-get", "repos.get"),
        ("tasks.getTasks", "tasks.get"),
        ("users.user.listUsers", "users.list"),
        ("codes-of-conduct/get-conduct-code", "codes_of_conduct.get_conduct_code"),
        ("codes-of-conduct/get-all-codes-of-conduct", "codes_of_conduct.get_all"),
        ("users/list-emails-for-authenticated-user", "users.list_emails_for_authenticated_user"),
        ("campaigns/list-org-campaigns", "campaigns.list_org_campaigns"),
        ("webhooks.endpoints.rotate_secret", "webhooks.endpoints.rotate_secret"),
    ],
)
def test_an_id_with_dots_or_slashes_is_a_place_and_nothing_in_it_is_said_twice(id_: str, expected: str) -> None:
    assert call("POST /anything/{id}/else", id_, "Other") == expected


def test_the_service_that_all_ids_begin_with_is_no_resource() -> None:
    ids = ("compute.disks.list", "compute.images.get", "compute.zones.list")
    assert calls(*(operation(f"GET /{n}", id_) for n, id_ in enumerate(ids))) == [
        "disks.list",
        "images.get",
        "zones.list",
    ]


def test_the_noun_that_all_paths_begin_with_is_no_resource_when_it_is_nothing_by_itself() -> None:
    paths = ("/where/stops", "/where/routes", "/where/trips", "/where/trips/{id}")
    assert calls(*(operation(f"GET {path}") for path in paths)) == [
        "stops.list", "routes.list", "trips.list", "trips.retrieve"
    ]  # fmt: skip
    actions = by_route(operation(f"GET {path}") for path in ("/gifts/list", "/gifts/create", "/gifts/count"))
    assert actions["GET /gifts/count"] == "gifts.count"
    several = by_route(operation(f"GET {path}") for path in (*paths, "/where/{id}"))
    assert several["GET /where/stops"] == "where.stops.list"


def test_a_stated_name_wins_over_everything() -> None:
    assert call("GET /tasks", "tasks/list", "Tasks", x_sdk_name="todo.items.all") == "todo.items.all"
