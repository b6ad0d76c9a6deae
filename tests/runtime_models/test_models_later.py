"""Lists of many objects are decoded when they are first used. Nothing that a program does can tell."""

from __future__ import annotations

import copy
import gc
import json
import os
import pickle
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_sdk.types.api_key import ApiKey
from samples_sdk.types.api_key import decode as decode_key
from samples_sdk.types.owner import Owner
from samples_sdk.types.owner import decode as decode_owner
from samples_sdk.types.scope import Scope

from trueline.runtime.decoding import list_decoder, read_value
from trueline.runtime.later import decoder_of
from trueline.runtime.straight import moved
from trueline.runtime.unset import UNSET

KEY: dict[str, Any] = {
    "id": "key_1",
    "object": "api_key",
    "scopes": ["usage:read"],
    "uses": 3,
    "expiresAt": "2026-01-31T09:30:00Z",
    "secret": "tk_live_hunter2",
    "owner": {"displayName": "Ada", "keys": []},
    "new": 1,
}
MANY = 700


def waiting(change: dict[str, Any] | None = None) -> Any:
    """The first of many keys that nobody has looked at."""
    return keys(change)[0]


def keys(change: dict[str, Any] | None = None) -> list[Any]:
    return read_value(list_decoder(decode_key), [{**KEY, **(change or {})} for _ in range(MANY)])


def test_objects_of_long_lists_wait_until_they_are_used() -> None:
    found = keys()
    assert type(found) is list
    assert type(found[0]) is not ApiKey
    assert found[0].id == "key_1"
    assert type(found[0]) is ApiKey


USES: dict[str, Callable[[Any, Any], object]] = {
    "equality": lambda key, plain: key == plain,
    "equality from the other side": lambda key, plain: plain == key,
    "equality of two": lambda key, plain: keys()[1] == key,
    "inequality": lambda key, plain: key == attrs.evolve(plain, uses=4),
    "repr": lambda key, plain: repr(key),
    "str": lambda key, plain: str(key),
    "format": lambda key, plain: f"{key}",
    "copy": lambda key, plain: copy.copy(key),
    "deepcopy": lambda key, plain: copy.deepcopy([key]),
    "pickle": lambda key, plain: pickle.loads(pickle.dumps(key)),
    "old pickle": lambda key, plain: pickle.loads(pickle.dumps(key, 2)),
    "to_dict": lambda key, plain: key.to_dict(),
    "to_json": lambda key, plain: json.loads(key.to_json()),
    "isinstance": lambda key, plain: isinstance(key, ApiKey),
    "class": lambda key, plain: key.__class__,
    "evolve": lambda key, plain: attrs.evolve(key, uses=9),
    "asdict": lambda key, plain: attrs.asdict(key),
    "extras": lambda key, plain: key.additional_properties,
    "unset": lambda key, plain: key.price is UNSET,
    "nested": lambda key, plain: key.owner.display_name,
    "hasattr": lambda key, plain: (hasattr(key, "id"), hasattr(key, "no_such"), hasattr(key, "__dict__")),
    "hash": lambda key, plain: outcome(lambda: hash(key)),
    "no such attribute": lambda key, plain: outcome(lambda: key.no_such),
    "no such slot": lambda key, plain: outcome(lambda: put(key, "no_such", 1)),
    "set": lambda key, plain: (put(key, "id", "other"), key.to_dict()),
    "delete": lambda key, plain: (drop(key, "id"), hasattr(key, "id"), key.uses),
    "order": lambda key, plain: outcome(lambda: key < plain),
    "match": lambda key, plain: matched(key),
    "in a list": lambda key, plain: key in [plain],
    "dir": lambda key, plain: [name for name in dir(key) if not name.startswith("__")],
    "from_dict": lambda key, plain: made_again(key) == plain,
}


def outcome(act: Callable[[], object]) -> object:
    try:
        return act()
    except (AttributeError, TypeError) as error:
        return type(error), str(error)


def made_again(key: object) -> object:
    kind: Any = type(key)
    assert kind(**{name: getattr(key, name) for name in ("id", "scopes", "uses", "expires_at", "secret")}).uses == 3
    return kind.from_dict(KEY)


def put(key: object, name: str, value: object) -> str:
    setattr(key, name, value)
    return name


def drop(key: object, name: str) -> str:
    delattr(key, name)
    return name


def matched(key: object) -> object:
    match key:
        case ApiKey(id=name, owner=Owner(display_name=owner), scopes=[Scope.USAGE_READ]):
            return name, owner
        case _:
            return None


@pytest.mark.parametrize("use", USES)
def test_nothing_can_tell(use: str) -> None:
    plain = ApiKey.from_dict(KEY)
    assert USES[use](waiting(), plain) == USES[use](ApiKey.from_dict(KEY), plain)


def test_a_value_that_is_set_first_stays() -> None:
    key = waiting()
    key.uses = 7
    assert (key.uses, key.id) == (7, "key_1")
    assert key.to_dict() == KEY | {"uses": 7}


ODD: list[Any] = [
    *("2026-01-31T24:00:00Z", "2016-12-31T23:59:60Z", "2026-13-31T09:30:00Z", "2026-01-31T21:30:00.125Z", "2026-01-31"),
    *(1.0, [], {}, [1], {"a": 1}, ["usage:read", "new:scope"]),
]
JSON = st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(ODD)


@given(st.dictionaries(st.sampled_from([*KEY, "price", "metadata"]), JSON), st.booleans())
def test_what_is_not_as_documented_is_the_same_at_once_and_later(change: dict[str, Any], less: bool) -> None:
    data = {name: value for name, value in (KEY | change).items() if not less or name not in change}
    later = read_value(list_decoder(decode_key), [data] * 8)
    assert later == [read_value(decode_key, data)] * 8
    assert [key.to_dict() for key in later] == [data] * 8


@given(st.dictionaries(st.sampled_from(sorted({*KEY, "other"})), JSON, max_size=4))
def test_json_of_one_that_nobody_has_used_is_what_came(change: dict[str, Any]) -> None:
    found = waiting(change)
    untouched = found.to_json()
    assert type(found) is not ApiKey
    assert json.loads(untouched) == {**KEY, **change}
    _ = found.id
    assert type(found) is ApiKey
    assert json.loads(found.to_json()) == json.loads(untouched)
    assert list(json.loads(found.to_json())) == list(json.loads(untouched))


@given(st.lists(st.dictionaries(st.sampled_from([*KEY, "price", "metadata"]), JSON), min_size=8, max_size=70))
def test_one_that_does_not_fit_leaves_the_others_alone(changes: list[dict[str, Any]]) -> None:
    items = [KEY | change for change in changes]
    assert read_value(list_decoder(decode_key), items) == [read_value(decode_key, each) for each in items]


def test_what_makes_models_that_do_not_fit_is_compiled_once_a_class() -> None:
    assert moved(("id", "name")) is moved(("id", "name"))


def test_objects_that_nobody_looks_at_need_no_collector() -> None:
    found = keys()
    seen = [weakref.ref(key) for key in found]
    gc.disable()
    try:
        del found
        assert {ref() for ref in seen} == {None}
    finally:
        gc.enable()


def test_an_interrupted_object_waits_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    found = keys({"uses": "no number"})

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("trueline.runtime.later.Reading.fill", interrupt)
        with pytest.raises(KeyboardInterrupt):
            _ = found[0].id
    assert [key.to_dict() for key in found] == [KEY | {"uses": "no number"}] * MANY


def test_lists_below_lists_wait_too() -> None:
    owner = read_value(decode_owner, {"keys": [KEY] * MANY})
    assert type(owner) is Owner
    found: Any = owner.keys
    assert type(found[5]) is not ApiKey
    assert found[5].owner.display_name == "Ada"
    assert type(found[5].owner) is Owner
    assert owner.to_dict() == {"keys": [KEY] * MANY}


def test_short_lists_and_from_dict_do_not_wait() -> None:
    assert {type(key) for key in read_value(list_decoder(decode_key), [KEY] * 7)} == {ApiKey}
    keys_of: Any = Owner.from_dict({"keys": [KEY] * MANY}).keys
    assert {type(key) for key in keys_of} == {ApiKey}
    with pytest.raises(Exception, match=r"\$\.keys\[9\]\.id"):
        Owner.from_dict({"keys": [KEY] * 9 + [{}]})


def test_objects_that_nobody_looks_at_go_away() -> None:
    for _ in range(3):
        keys()
    gc.collect()
    found = read_value(list_decoder(decode_key), [KEY] * 100_000)
    del found  # no recursion from one to the next


@given(st.lists(st.permutations(sorted(KEY)), min_size=8, max_size=70))
def test_their_keys_may_come_in_any_order(orders: list[list[str]]) -> None:
    items = [{name: KEY[name] for name in order} for order in orders]
    found = read_value(list_decoder(decode_key), items)
    assert found == [ApiKey.from_dict(KEY)] * len(items)


@pytest.mark.parametrize("index", [0, 1, 63, 64, 65, 191, 192, 193, 447, 448, MANY - 1])
def test_they_may_be_used_in_any_order(index: int) -> None:
    found = keys()
    assert found[index].id == "key_1"
    assert [key.to_dict() for key in reversed(found)] == [KEY] * MANY


def test_threads_see_one_object_each_whole() -> None:
    """Every thread reads every object as soon as it can; all of them must get the same parts."""
    for _ in range(20):
        found, start, seen = keys(), threading.Barrier(4, timeout=120), list[list[int]]()

        def look(found: list[Any] = found, start: Any = start, seen: Any = seen) -> None:
            start.wait()
            seen.append([id(part) for key in found for part in (key.owner, key.scopes, key.additional_properties)])

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 4
        assert all(each == seen[0] for each in seen)


def test_what_a_thread_sets_while_another_decodes_stays() -> None:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            found, start = keys(), threading.Barrier(2, timeout=120)

            def put_all(found: list[Any] = found, start: Any = start) -> None:
                start.wait()
                for key in reversed(found):
                    key.uses = 7

            thread = threading.Thread(target=put_all)
            thread.start()
            start.wait()
            assert {key.id for key in found} == {"key_1"}
            thread.join()
            assert [key.to_dict() for key in found] == [KEY | {"uses": 7}] * MANY
    finally:
        sys.setswitchinterval(interval)


def test_no_two_share_a_list() -> None:
    found = keys()
    found[0].scopes.append(Scope("other"))
    found[1].scopes.clear()
    assert [each.scopes for each in found[:3]] == [["usage:read", "other"], [], ["usage:read"]]


@pytest.mark.parametrize("first", [KEY, {**KEY, "price": "1.50"}, {"new": 1}, {}, {**KEY, "new": 2, "newer": 3}])
def test_as_many_properties_need_not_be_the_same(first: dict[str, Any]) -> None:
    other = {name: each for name, each in KEY.items() if name != "new"}
    items = [first, {**other, "price": "1.50"}, {**other, "newer": 1}, other, {**KEY, "price": "2.50"}]
    found = decoder_of(ApiKey)(copy.deepcopy(items))
    assert [key.to_dict() for key in found] == items


@pytest.mark.parametrize("end", ["Z", "z", "+00:00", "+02:00", "", "ZZ", " Z"])
@pytest.mark.parametrize(
    "fraction", ["", ".000", ".120", ".125", ".001", ".1", ".12", ".1234", ".125456", ".125000", ",125"]
)
@pytest.mark.parametrize(
    "time", ["2026-01-31T09:30:00", "2026-01-31 09:30:00", "2026-01-31T24:00:00", "2026-W05-6T093000"]
)
def test_times_are_the_same_at_once_and_later(time: str, fraction: str, end: str) -> None:
    data = KEY | {"expiresAt": f"{time}{fraction}{end}"}
    found, alone = read_value(list_decoder(decode_key), [data] * 8)[7], read_value(decode_key, data)
    assert found == alone
    assert type(found.expires_at) is type(alone.expires_at)
    assert found.to_dict() == data


FEW = st.fixed_dictionaries(
    {},
    optional={
        "expiresAt": st.sampled_from(["2026-01-31T09:30:00Z", "2026-01-31T09:30:01Z", "2026-02-01", None]),
        "scopes": st.lists(st.sampled_from(["usage:read", "usage:write", "other", 1]), max_size=2),
        "price": st.sampled_from(["1.50", "1.5", "x"]),
        "metadata": st.sampled_from([{}, {"a": "b"}]),
        "owner": st.sampled_from([{"displayName": "B"}, {"keys": [KEY], "x": 1}, {"displayName": 1}, {"keys": [1]}, 7]),
        "other": st.just(1),
    },
)


@given(st.lists(FEW, min_size=8, max_size=40), st.sets(st.sampled_from(["expiresAt", "owner", "new"])))
def test_what_is_as_in_the_object_before_is_still_its_own(changes: list[dict[str, Any]], less: set[str]) -> None:
    items = [{name: each for name, each in (KEY | change).items() if name not in less} for change in changes]
    found = read_value(list_decoder(decode_key), copy.deepcopy(items))
    assert found == [read_value(decode_key, each) for each in items]
    assert [key.to_dict() for key in found] == items
    assert len({id(key.scopes) for key in found}) == len(found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_process_may_use_them() -> None:
    found = keys()
    child = os.fork()
    if child == 0:
        os._exit(0 if found[0].id == "key_1" else 1)
    assert os.waitpid(child, 0)[1] == 0
