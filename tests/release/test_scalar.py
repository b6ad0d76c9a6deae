"""The version is replaced in the document's text, and not a byte beside it."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from trueline.release.errors import PreconditionError
from trueline.release.scalar import read_version, with_version

_YAML = """\
# before
openapi: 3.1.0
x-version: {info: {version: 9}}
info:
    title: "A: b"   # odd
    version:   VALUE   # kept
paths: {}
"""


@pytest.mark.parametrize(
    ("written", "value", "after"),
    [
        ("1.0.0", "1.0.0", "1.1.0"),
        ("'1.0.0'", "1.0.0", "'1.1.0'"),
        ('"1.0.0"', "1.0.0", '"1.1.0"'),
        ("1.0", "1.0", "1.1.0"),
        ("v1", "v1", "1.1.0"),
        ("2024-01-31", "2024-01-31", "1.1.0"),
    ],
)
def test_a_version_in_yaml_is_replaced_as_it_was_quoted(written: str, value: str, after: str) -> None:
    document = _YAML.replace("VALUE", written).encode()
    assert read_version(document, "x.yaml") == value
    assert with_version(document, "1.1.0", "x.yaml") == _YAML.replace("VALUE", after).encode()


def test_a_version_that_yaml_would_read_as_a_number_is_quoted() -> None:
    document = _YAML.replace("VALUE", "1.0.0").encode()
    assert with_version(document, "1.1", "x.yaml") == _YAML.replace("VALUE", "'1.1'").encode()


def test_a_version_in_json_is_replaced_whatever_its_neighbours_hold() -> None:
    text = '{\n\t"x": [{"version": "9"}, "}"],\n\t"info" : { "title":"\\"version\\":", "version" :\t"1.0.0" },\n"y":{}}'
    assert with_version(text.encode(), "1.0.1", "x.json").decode() == text.replace('"1.0.0"', '"1.0.1"')


def test_line_breaks_of_windows_and_a_byte_order_mark_stay() -> None:
    document = b"\xef\xbb\xbf" + _YAML.replace("VALUE", "1.0.0").replace("\n", "\r\n").encode()
    assert with_version(document, "1.0.1", "x.yaml") == document.replace(b"1.0.0", b"1.0.1", 1).replace(
        b"openapi: 3.1.0", b"openapi: 3.1.0"
    )


@pytest.mark.parametrize(
    "written", ["&v 1.0.0", "*v", "!!str 1.0.0", "|\n      1.0.0", "", "{a: 1}", "[1]", "'1.0\n      .0'"]
)
def test_a_version_that_is_no_plain_text_is_refused_and_says_how_to_write_it(written: str) -> None:
    document = "x: &v 1\n" + _YAML.replace("VALUE", written)
    with pytest.raises(PreconditionError):
        with_version(document.encode(), "1.1.0", "x.yaml")


@pytest.mark.parametrize("document", ["[]", "{}", "info: {}", '{"info": {"version": 1}}', "{", "a: b: c", "\xff"])
def test_a_document_without_a_version_is_refused(document: str) -> None:
    with pytest.raises(PreconditionError):
        read_version(document.encode("latin-1"), "x.yaml")


@pytest.mark.parametrize("version", ["1.0\n", "1: 2", "", "'", "1 0", "{}"])
def test_what_is_no_version_is_never_written(version: str) -> None:
    with pytest.raises(PreconditionError):
        with_version(_YAML.replace("VALUE", "1.0.0").encode(), version, "x.yaml")


_TEXTS = st.dictionaries(st.text(max_size=8), st.text(max_size=12), max_size=4)


@example(before={}, beside={}, after={"\x85": ""}, version="0.0.0")
@given(
    before=_TEXTS, beside=_TEXTS, after=_TEXTS, version=st.from_regex(r"[0-9]\.[0-9]\.[0-9](rc[0-9])?", fullmatch=True)
)
def test_nothing_but_the_version_ever_changes(
    before: dict[str, str], beside: dict[str, str], after: dict[str, str], version: str
) -> None:
    document = {**before, "info": {**beside, "version": "1.0.0"}, **after}
    document["info"] = {**beside, "version": "1.0.0"}
    in_yaml = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    for text, load in ((json.dumps(document), json.loads), (in_yaml, yaml.safe_load)):
        expected = load(text)  # PyYAML writes some characters, such as U+0085, so that it reads others
        expected["info"]["version"] = version
        made = with_version(text.encode(), version, "x").decode()
        assert load(made) == expected
        assert read_version(made.encode(), "x") == version
