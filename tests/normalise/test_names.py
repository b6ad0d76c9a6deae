from __future__ import annotations

import keyword
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline import names

TEXT = st.text(max_size=200) | st.sampled_from(
    [
        "__init__",
        "../x",
        "{{",
        "}}{%",
        "self",
        "None",
        "Response",
        "class",
        "\x00",
        "\u202e abc",
        "ß",
        "日本",
        "a" * 10_000,
    ]
)
MAKERS = [names.class_name, names.snake, names.constant, names.argument, names.module]


@pytest.mark.parametrize("make", MAKERS)
@given(text=TEXT)
def test_every_text_becomes_a_short_ascii_identifier_that_is_no_keyword(make: Callable[[str], str], text: str) -> None:
    name = make(text)
    assert name.isidentifier() and name.isascii() and len(name) <= names.MAX_LENGTH + 1
    assert not keyword.iskeyword(name) and not name.startswith("_")


@pytest.mark.parametrize("make", MAKERS)
@given(text=TEXT)
def test_a_name_made_from_a_name_is_that_name(make: Callable[[str], str], text: str) -> None:
    assert make(make(text)) == make(text)


@given(texts=st.lists(TEXT, max_size=12))
def test_unique_names_differ_even_when_case_is_ignored(texts: list[str]) -> None:
    found = names.unique(texts, names.class_name, fold=str.lower)
    assert set(found) == set(texts)
    assert len({name.lower() for name in found.values()}) == len(found)


@given(texts=st.lists(TEXT, max_size=8), other=TEXT)
def test_a_new_text_renames_only_texts_that_make_the_same_name(texts: list[str], other: str) -> None:
    before = names.unique(texts, names.constant)
    after = names.unique([*texts, other], names.constant)
    folded = {names.constant(other), after[other]}
    changed = [text for text in before if before[text] != after[text]]
    assert all(before[text] in folded or names.constant(text) in folded for text in changed)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("simple-user", "SimpleUser"),
        ("HTTPError", "HTTPError"),
        ("v1.Pod_spec", "V1PodSpec"),
        ("API_KEY", "ApiKey"),
        ("apps/get-authenticated", "AppsGetAuthenticated"),
        ("2fa", "Model2fa"),
        ("Response", "ResponseModel"),
        ("none", "NoneModel"),
        ("", "Unnamed"),
        ("éclair", "Eclair"),
        ("../x", "X"),
    ],
)
def test_class_names_are_what_a_person_would_write(text: str, name: str) -> None:
    assert names.class_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HTTPServerID", "http_server_id"),
        ("userIDs", "user_ids"),
        ("md5sum", "md5sum"),
        ("created_at", "created_at"),
        ("from", "from_"),
        ("type", "type"),
        ("2fa", "field_2fa"),
        ("__init__", "init"),
        ("X-Request-Id", "x_request_id"),
        ("+1", "field_1"),
        ("日", "ri"),
        ("größe", "grosse"),
        ("名前", "ming_qian"),
        ("が", "ga"),
        ("привет мир", "privet_mir"),
        ("объект", "obekt"),
        ("ユーザー", "yuza"),  # a long vowel says nothing alone
        ("ー", "u30fc"),
        ("العدد", "ldd"),
        ("\u0627", "u0627"),
    ],
)
def test_snake_names_are_what_a_person_would_write(text: str, name: str) -> None:
    assert names.snake(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("usage:read", "USAGE_READ"),
        ("+1", "PLUS_1"),
        ("-1", "MINUS_1"),
        ("", "EMPTY"),
        ("*", "STAR"),
        (">=", "GREATER_THAN_EQUALS"),
        ("1", "VALUE_1"),
        ("openClosed", "OPEN_CLOSED"),
    ],
)
def test_constants_are_what_a_person_would_write(text: str, name: str) -> None:
    assert names.constant(text) == name


def test_arguments_avoid_self_and_the_names_that_are_taken() -> None:
    assert names.argument("self") == "self_"
    assert names.argument("timeout", frozenset({"timeout"})) == "timeout_"


def test_texts_that_fold_to_one_name_spell_their_characters_out() -> None:
    assert names.unique(["a_b", "a-b"], names.constant) == {"a_b": "A_B", "a-b": "A_DASH_B"}
    assert names.unique(["asc", "ASC"], names.constant) == {"asc": "ASC_LOWER", "ASC": "ASC"}


def test_modules_differ_on_file_systems_that_ignore_case() -> None:
    found = names.unique_modules(["Foo", "foo", "FOO", "__init__", "con"])
    assert len({name.lower() for name in found.values()}) == 5
    assert found["__init__"] == "init_"


def test_a_long_name_keeps_its_start_and_carries_a_hash_of_the_whole() -> None:
    one, other = names.class_name("a" * 500 + "b"), names.class_name("a" * 500 + "c")
    assert one != other and len(one) == names.MAX_LENGTH and one.startswith("Aaaa")


def test_a_joined_name_that_is_too_long_keeps_its_first_and_last_parts() -> None:
    name = names.joined(
        ["WebhookDeploymentCreated", "deployment", "performed_via_github_app" * 3, "permissions", "contents"]
    )
    assert name.startswith("WebhookDeploymentCreated") and name.endswith("PermissionsContents")
    assert len(name) <= names.MAX_LENGTH


@pytest.mark.parametrize(
    ("texts", "made"),
    [
        (["fooBar", "foo_bar", "FooBar"], ["foo_bar_camel", "foo_bar", "foo_bar_pascal"]),
        (["ab", "AB", "Ab", "aB"], ["ab", "ab_upper", "ab_title", "a_b"]),
        (["userId", "userID"], ["user_id_camel", "user_id"]),
        (["e", "é", "è"], ["e", "e_with_acute", "e_with_grave"]),
        (["", "_"], ["empty", "unnamed"]),
        (["Дили", "дили", "ДИЛИ"], ["dili_title", "dili_lower", "dili"]),
        (["ωμέγα", "Ωμέγα"], ["omega_lower", "omega"]),
        (["я", "Я"], ["ya_lower", "ya"]),
        (["北京市", "背景市"], ["bei_jing_shi", "bei_jing_shi_xa139"]),
    ],
)
def test_texts_that_make_one_name_are_told_apart_in_words(texts: list[str], made: list[str]) -> None:
    assert list(names.unique(texts, names.snake).values()) == made
