"""Where requests go: servers with variables, of the document, of a path, of an operation, and what the client chose."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from support.typed_json import is_object
from support.wire import Wire, client_class

SERVERS = """
servers:
  - url: https://{region}.example.com/{version}
    description: Production server.
    variables: {region: {default: eu, enum: [eu, us], description: Where.}, version: {default: v1}}
  - {url: https://sandbox.example.com, description: Sandbox}
  - {url: https://old.example.com, description: 'The old one, which will be gone some day'}
paths:
  /usual: {get: {operationId: at.usual, responses: {'204': {description: ok}}}}
  /own:
    get:
      operationId: at.own
      servers:
        - {url: 'https://{zone}.upload.example.com', description: Production server., variables: {zone: {default: z1}}}
        - {url: https://upload.sandbox.example.com, description: Sandbox}
      responses: {'204': {description: ok}}
  /shared:
    servers: [{url: 'https://{region}.path.example.com', variables: {region: {default: us}}}]
    get: {operationId: at.shared, responses: {'204': {description: ok}}}
  /relative:
    get: {operationId: at.relative, servers: [{url: /other}], responses: {'204': {description: ok}}}
"""


def names(value: object) -> str:
    return ",".join(value) if is_object(value) else ""


@pytest.mark.parametrize(
    ("options", "usual", "own", "shared", "relative"),
    [
        ({}, "eu.example.com/v1", "z1.upload.example.com", "us.path.example.com", "eu.example.com/other"),
        (
            {"server_variables": {"region": "us", "zone": "z2"}},
            "us.example.com/v1", "z2.upload.example.com", "us.path.example.com", "us.example.com/other",
        ),
        (
            {"server": "sandbox"},
            "sandbox.example.com", "upload.sandbox.example.com", "us.path.example.com", "sandbox.example.com/other",
        ),
        (
            {"server": "https://old.example.com"},
            "old.example.com", "z1.upload.example.com", "us.path.example.com", "old.example.com/other",
        ),
        (
            {"server": "production", "server_variables": {"version": "v2"}},
            "eu.example.com/v2", "z1.upload.example.com", "us.path.example.com", "eu.example.com/other",
        ),
        (
            {"base_url": "https://localhost:1/x", "server": "sandbox"},
            "localhost:1/x", "localhost:1/x", "localhost:1/x", "localhost:1/x",
        ),
    ],
    ids=names,
)  # fmt: skip
def test_the_nearest_server_counts_unless_the_caller_set_a_base_url(
    sdk_of: Any, wire: Wire, options: Any, usual: str, own: str, shared: str, relative: str
) -> None:
    client = wire.client(sdk_of(SERVERS), **options)
    for name, place in (("usual", usual), ("own", own), ("shared", shared), ("relative", relative)):
        getattr(client.at, name)()
        assert str(wire.request.url) == f"https://{place}/{name}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"server": "staging"}, "server: 'staging' is not one of production, sandbox"),
        ({"server_variables": {"region": "mars"}}, "server_variables: region is one of eu, us, not 'mars'"),
        ({"server_variables": {"regoin": "us"}}, "'regoin' is not one of"),
    ],
)
def test_a_choice_that_is_none_is_refused_when_the_client_is_made(
    sdk_of: Any, wire: Wire, options: Any, message: str
) -> None:
    sdk = sdk_of(SERVERS)
    with pytest.raises(sdk.InvalidRequestError, match=message):
        wire.client(sdk, **options)


def test_the_choice_is_typed(sdk_of: Any) -> None:
    sdk = sdk_of(SERVERS)
    parameters = inspect.signature(client_class(sdk)).parameters
    assert parameters["server"].annotation == "Literal['production', 'sandbox', 'https://old.example.com'] | None"
    types = sdk._client._ServerVariables.__annotations__
    assert {name: kind.__forward_arg__ for name, kind in types.items()} == {
        "region": "str",
        "version": "str",
        "zone": "str",
    }


ONE = """
paths:
  /usual: {get: {operationId: at.usual, responses: {'204': {description: ok}}}}
"""


def test_one_server_is_no_choice(sdk_of: Any) -> None:
    assert not {"server", "server_variables"} & set(inspect.signature(client_class(sdk_of(ONE))).parameters)
