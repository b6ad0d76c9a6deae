"""JSON that is nested deep: one limit, 400, and a pointer to where it is too deep."""

from __future__ import annotations

import pytest
from live import Live
from tollkeeper_server.problems import Problem
from tollkeeper_server.spec.json_text import MOST_DEEP, read_json
from world import VALID, World


def _nested(depth: int, opening: str, closing: str, inner: str = "1") -> str:
    return opening * depth + inner + closing * depth


SHAPES = (("[", "]"), ('{"a":', "}"), ('[{"a":', "}]"))
DEPTHS = (128, 254, 255, 256, 257, 512, 1023, 1024, 5_000, 100_000)


def _is_refused(world: World, method: str, path: str, body: str) -> None:
    done = world.http.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert done.status_code == 400, (method, path, done.text)
    problem = done.json()
    assert problem["code"] == "malformed_json"
    (fault,) = problem["errors"]
    assert fault["detail"] == "It is nested more than 64 deep."
    assert fault["pointer"].startswith("/")


@pytest.mark.parametrize("depth", [65, 1025], ids=["too deep for us", "too deep for any parser"])
@pytest.mark.parametrize(("opening", "closing"), SHAPES)
def test_every_operation_with_a_body_refuses_what_is_nested_too_deep(
    world: World, live: Live, depth: int, opening: str, closing: str
) -> None:
    """In whatever place: as the body itself, in an unknown property, in a free one."""
    deep = _nested(depth, opening, closing)
    for operation in live.services.api.operations.values():
        if operation.body is not None:
            path = operation.path.format(**(_path(world, operation.id)))
            for body in (deep, f'{{"metadata":{deep}}}'):
                _is_refused(world, operation.method, path, body)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(("opening", "closing"), SHAPES)
def test_it_is_refused_however_deep_it_is(world: World, depth: int, opening: str, closing: str) -> None:
    deep = _nested(depth, opening, closing)
    for body in (deep, f'{{"metadata":{deep}}}'):
        _is_refused(world, "POST", "/v1/keys", body)


def test_a_deep_body_with_an_idempotency_key_is_refused_and_its_key_stays_free(world: World) -> None:
    headers = {"Idempotency-Key": "deep", "Content-Type": "application/json"}
    deep = '{"name":"a","scopes":["usage:read"],"metadata":' + _nested(300, '{"a":', "}") + "}"
    assert world.http.post("/v1/keys", content=deep, headers=headers).status_code == 400
    assert (
        world.http.post("/v1/keys", content='{"name":"a","scopes":["usage:read"]}', headers=headers).status_code == 201
    )


def test_the_limit_itself_is_allowed_and_the_pointer_says_where_more_begins() -> None:
    assert read_json(_nested(MOST_DEEP, "[", "]", "").encode()) is not None
    assert read_json(_nested(MOST_DEEP, '{"a":', "}").encode()) is not None
    for inner in ("[]", "{}", "[1]"):
        text = '{"x":[1,"]},{[",{"a/b~":' + _nested(MOST_DEEP - 3, "[", "]", "0," + inner) + '}],"y":2}'
        with pytest.raises(Problem) as caught:
            read_json(text.encode())
        assert caught.value.errors[0].pointer == "/x/2/a~1b~0" + "/0" * (MOST_DEEP - 4) + "/1"


@pytest.mark.parametrize("depth", [100, 2_000])
def test_a_pointer_is_no_longer_than_people_can_use(depth: int) -> None:
    with pytest.raises(Problem) as caught:
        read_json(_nested(depth, '{"' + "n" * 90 + '":', "}").encode())
    assert caught.value.errors[0].pointer == ("/" + "n" * 90) * 5


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 70 + '"\\"' * 50_000])
def test_what_is_never_closed_is_refused_as_well(text: str) -> None:
    with pytest.raises(Problem, match="malformed_json"):
        read_json(text.encode())


@pytest.mark.parametrize("text", ["NaN", "[NaN]", "Infinity", "-Infinity", "1e400", "{'a':1}", "01", "[1,]"])
def test_what_is_no_json_stays_none(text: str) -> None:
    with pytest.raises(Problem, match="malformed_json"):
        read_json(text.encode())


def test_of_a_name_given_twice_the_last_counts() -> None:
    assert read_json(b'{"a":1,"a":2}') == {"a": 2}


def _path(world: World, operation_id: str) -> dict[str, str]:
    return VALID[operation_id](world).path


@pytest.fixture(scope="module")
def world(live: Live) -> World:
    return World(live)
