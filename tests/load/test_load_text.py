"""JSON and YAML text, good and hostile, through the public ``load``."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.typed_json import Json, is_array, is_object

from trueline.errors import DocumentError
from trueline.spec import pointer as pointers
from trueline.spec.document import Document
from trueline.spec.load import Limits, load
from trueline.spec.load.scalars import plain

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
JSON_HEAD = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}'


def from_text(text: str | bytes, **kwargs: Any) -> Document:
    return load("-", stdin=io.BytesIO(text if isinstance(text, bytes) else text.encode()), **kwargs)


def extra(yaml: str) -> Any:
    """The value of ``x-value: <yaml>`` in a document."""
    return from_text(f"{HEAD}x-value: {yaml}\n").value["x-value"]


def refusal(text: str | bytes, **kwargs: Any) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        from_text(text, **kwargs)
    return caught.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("2024-01-02", "2024-01-02"), ("12:30:45", "12:30:45"),
        ("1_000", "1_000"), ("true", True), ("False", False), ("~", None), ("", None), ("null", None), ("NULL", None),
        ("12", 12), ("-7", -7), ("+7", 7), ("0", 0), ("0o17", 15), ("0x1F", 31), ("017", "017"), ("00501", "00501"),
        ("01.5", "01.5"), ("1.0", 1.0), ("1e3", 1000.0), (".5", 0.5), ("-1.5E-3", -0.0015), ("1.2.3", "1.2.3"),
        ("'12'", "12"), ('"true"', "true"), ("!!str 12", "12"), ("!!int '12'", 12), ("!!float 3", 3.0),
        ("+", "+"), (".", "."), ("0b1", "0b1"), ("<<", "<<"), ("=", "="),
    ],
)  # fmt: skip
def test_a_yaml_scalar_means_what_the_core_schema_says(written: str, value: Any) -> None:
    got = extra(written)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize("written", ["017", "-012", "00", "007"])
def test_a_number_with_a_leading_zero_stays_the_string_that_was_written(written: str) -> None:
    assert plain(written) == written


def test_mapping_keys_are_strings_as_written() -> None:
    assert extra("{200: a, no: b, 1.10: c, ~: d, 0x1F: e, true: f}") == {
        "200": "a", "no": "b", "1.10": "c", "~": "d", "0x1F": "e", "true": "f",
    }  # fmt: skip


def test_anchors_aliases_and_merge_keys_are_expanded_and_own_keys_win() -> None:
    document = from_text(
        HEAD
        + """
x-a: &a {one: 1, two: 2}
x-b: &b {two: 20, three: 30}
x-value:
  two: own
  <<: [*a, *b]
x-name: &n key
x-alias: {*n : *a}
"""
    )
    assert document.value["x-value"] == {"one": 1, "two": "own", "three": 30}
    assert document.value["x-alias"] == {"key": {"one": 1, "two": 2}}


def test_an_alias_is_a_copy_so_that_no_two_places_share_an_object() -> None:
    value = from_text(HEAD + "x-a: &a {b: [1]}\nx-c: *a\n").value
    assert value["x-a"] == value["x-c"]
    assert value["x-a"] is not value["x-c"]
    assert value["x-a"]["b"] is not value["x-c"]["b"]


def test_a_quoted_merge_key_is_an_ordinary_key() -> None:
    assert extra('{"<<": {a: 1}}') == {"<<": {"a": 1}}


def test_line_and_paragraph_separators_are_ordinary_characters() -> None:
    text = "a\u2028b\x85c\u2029d"
    assert extra(f'"{text}"') == text
    assert from_text(f'{JSON_HEAD}, "x-value": "{text}"}}').value["x-value"] == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf8_with_or_without_bom_and_utf16_are_read(encoding: str) -> None:
    assert from_text((HEAD + "x-value: é€😀\n").encode(encoding)).value["x-value"] == "é€😀"


def test_json_with_comments_or_trailing_commas_is_read_as_yaml() -> None:
    assert from_text(JSON_HEAD + ", 'x-value': [1, 2,], }").value["x-value"] == [1, 2]


BOMB = HEAD + "x-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)  # fmt: skip
MERGE_BOMB = HEAD + "x-0: &a0 {a: 1, b: 2}\n" + "".join(
    f"x-{n}: &a{n} {{l: *a{n - 1}, r: *a{n - 1}}}\n" for n in range(1, 60)
)  # fmt: skip

ATTACKS: dict[str, tuple[str | bytes, str]] = {
    "billion laughs": (BOMB, "aliases expand to more than"),
    "a bomb of objects": (MERGE_BOMB, "aliases expand to more than"),
    "json nested 100,000 deep": ("[" * 100_000 + "]" * 100_000, "nested more than 200 deep"),
    "unclosed json nested 100,000 deep": ('{"a":' * 100_000, "nested more than 200 deep"),
    "yaml flow nested 100,000 deep": ("x: " + "[" * 100_000, "nested more than 200 deep"),
    "yaml blocks nested 100,000 deep": ("- " * 100_000, "nested more than 200 deep"),
    "deep by aliases": (
        HEAD + "x-0: &a0 [" + "[" * 100 + "]" * 100 + "]\nx-1: &a1 " + "[" * 101 + "*a0" + "]" * 101 + "\n",
        "nested more than 200 deep once the alias",
    ),
    "duplicate json keys": (JSON_HEAD + ',\n"x-a": 1,\n "x-a": 2}', 'duplicate key "x-a" (first at 2:1)'),
    "duplicate json keys inside": (JSON_HEAD + ', "x-a": [{"b": {}, "\\u0062": 1}]}', 'duplicate key "b"'),
    "duplicate yaml keys": (HEAD + "x-a: 1\nx-b: {c: 1, 'c': 2}\n", 'duplicate key "c" (first at 5:7)'),
    "a recursive anchor": (HEAD + "x-a: &a [*a]\n", "the anchor &a contains itself"),
    "an alias of nothing": (HEAD + "x-a: *b\n", "names no anchor"),
    "a huge json integer": (JSON_HEAD + ', "x-a": ' + "9" * 5000 + "}", "an integer of 5000 digits"),
    "a huge yaml integer": (HEAD + "x-a: " + "9" * 5000, "an integer of 5000 digits"),
    "a huge json float": (JSON_HEAD + ', "x-a": 1e999}', "1e999 is too large"),
    "a huge yaml float": (HEAD + "x-a: 1e999", "1e999 is too large"),
    "NaN": (JSON_HEAD + ', "x-a": NaN}', "NaN is not a JSON number"),
    "Infinity": (JSON_HEAD + ', "x-a": -Infinity}', "-Infinity is not a JSON number"),
    ".nan": (HEAD + "x-a: .nan", ".nan is not a JSON number"),
    ".inf": (HEAD + "x-a: -.inf", "-.inf is not a JSON number"),
    "a lone surrogate": (JSON_HEAD + ', "x-a": "\\ud800"}', "lone UTF-16 surrogate"),
    "a tab": (HEAD + "x-a:\n\tb: 1\n", "not valid YAML"),
    "latin-1 bytes": (HEAD.encode() + b"x-a: caf\xe9\n", "byte 0xE9 at offset"),
    "bytes behind a bom": (b"\xef\xbb\xbfab\xff", "byte 0xFF at offset 5"),
    "cut utf-16": ("\ufeffab".encode("utf-16-le") + b"a", "is not UTF-16"),
    "utf-32": ("a: b".encode("utf-32"), "UTF-32"),
    "NUL": (HEAD + "x-a: \0", "control character (U+0000)"),
    "NUL in json": (JSON_HEAD + ', "x-a": "\0"}', "not valid JSON"),
    "binary junk": (bytes(range(256)), "is not UTF-8"),
    "empty": ("", "the file is empty"),
    "white space": (" \n\t\n", "the file is empty"),
    "several documents": (HEAD + "---\n" + HEAD, "several YAML documents"),
    "an unknown tag": (HEAD + "x-a: !include other.yaml", "the YAML tag !include"),
    "a python tag": (HEAD + "x-a: !!python/object/apply:os.system [ls]", "python/object/apply:os.system"),
    "a binary tag": (HEAD + "x-a: !!binary YQ==", "the YAML tag tag:yaml.org,2002:binary"),
    "a tag that does not fit": (HEAD + "x-a: !!int abc", "'abc' is not a YAML int"),
    "an object as a key": (HEAD + "x-a: {{b: 1}: 2}", "as the key of an object"),
    "an array as a key": (HEAD + "? [a]\n: 1\n", "as the key of an object"),
    "an alias of an object as a key": (HEAD + "x-a: &a {}\nx-b: {*a : 1}", "as the key of an object"),
    "a merge of a scalar": (HEAD + "x-a: {<<: 1}", "merge key (<<) whose value is not an object"),
    "an unclosed string": (HEAD + 'x-a: "b', "not valid YAML"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_hostile_text_is_refused_with_one_clean_error(name: str) -> None:
    text, expected = ATTACKS[name]
    error = refusal(text)
    assert expected in error.what
    assert error.where is not None
    assert "Traceback" not in str(error)


def test_more_values_than_allowed_are_refused_in_both_syntaxes() -> None:
    few = Limits(nodes=50)
    assert "more than 50 values" in refusal(HEAD + "x-a: [" + "1, " * 60 + "]", limits=few).what
    assert "more than 50 values" in refusal(JSON_HEAD + ', "x-a": [' + "1, " * 60 + "1]}", limits=few).what


def test_commas_inside_strings_are_not_values() -> None:
    assert from_text(JSON_HEAD + ', "x-a": "' + "," * 60 + '"}', limits=Limits(nodes=50))


def test_standard_input_larger_than_allowed_is_refused() -> None:
    assert "larger than 64 bytes" in refusal(HEAD * 10, limits=Limits(total_bytes=64)).what


def test_a_yaml_error_names_line_and_column_and_a_tab_is_explained() -> None:
    error = refusal(HEAD + "x-a:\n\tb: 1\n")
    assert error.where is not None
    assert error.where.line == 5
    assert "spaces" in error.cure


def test_text_from_the_document_is_escaped_and_cut_in_messages() -> None:
    error = refusal(JSON_HEAD + ', "\\u202e\\u001b[31m' + "k" * 500 + '": NaN, "\\u202ex": 1, "\\u202ex": 2}')
    assert "\x1b" not in str(error)
    shown = str(refusal(JSON_HEAD + ', "\\u202ex": 1, "\\u202ex": 2}'))
    assert "\u202e" not in shown
    assert "\\u202e" in shown
    assert len(str(refusal(JSON_HEAD + f', "{"k" * 900}": 1, "{"k" * 900}": 2}}'))) < 400


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
)


@given(values, st.booleans())
def test_any_json_value_is_read_back_from_json(value: Any, ascii_only: bool) -> None:
    text = f'{JSON_HEAD}, "x-value": {json.dumps(value, ensure_ascii=ascii_only)}}}'
    assert from_text(text).value["x-value"] == value


def _flow(value: Any) -> str:
    """YAML flow style, strings in double quotes with everything unusual escaped."""
    if is_object(value):
        return "{" + ", ".join(f"? {_flow(key)} : {_flow(child)}" for key, child in value.items()) + "}"
    if is_array(value):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() or c == " " else f"\\U{ord(c):08x}" for c in value) + '"'
    return json.dumps(value)


@given(values)
def test_any_json_value_is_read_back_from_yaml_flow_style(value: Any) -> None:
    assert extra(_flow(value)) == value


def _pointers(value: Any, pointer: str = "") -> list[str]:
    found = [pointer]
    children: Iterable[tuple[str | int, Any]] = ()
    if is_object(value):
        children = value.items()
    elif is_array(value):
        children = enumerate(value)
    for key, child in children:
        found += _pointers(child, pointers.join(pointer, key))
    return found


@settings(max_examples=50)
@given(values, st.sampled_from([None, 1, "\t"]))
def test_locate_finds_every_pointer_of_a_json_document(value: Any, indent: Any) -> None:
    whole: Json = {"openapi": "3.1.0", "info": {}, "paths": {}, "x-value": value}
    text = json.dumps(whole, indent=indent)
    document = from_text(text)
    lines = text.split("\n")
    for pointer in _pointers(whole):
        found = document.locate(pointer)
        assert found is not None
        rest = lines[found[0] - 1][found[1] - 1 :]
        last = pointers.parse(pointer)[-1:]
        assert rest.startswith(json.dumps(last[0]) if last else "{") or (last and last[0].isdecimal())
    assert document.locate("/no/such/place") is None


def test_locate_finds_keys_items_aliases_and_merges_in_yaml() -> None:
    document = from_text("""\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a~b:
    get: &get
      tags:
        - first
        - second
x-alias: *get
x-merged:
  <<: *get
""")
    assert document.locate("") == (1, 1)
    assert document.locate("/info/version") == (2, 18)
    assert document.locate("/paths/~1a~0b") == (4, 3)
    assert document.locate("/paths/~1a~0b/get/tags/1") == (8, 11)
    assert document.locate("/x-alias/tags/0") == (9, 1)
    assert document.locate("/x-merged/tags/0") == (11, 3)
    assert document.locate("/paths/~1a~0b/get/tags/2") is None
    assert document.locate("/info/title/deeper") is None
    assert document.locate("no pointer") is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_written_by_json_is_the_same_float_in_yaml(number: float) -> None:
    got = plain(json.dumps(number))
    assert isinstance(got, float)
    assert got == number
    assert math.copysign(1, got) == math.copysign(1, number)


@pytest.mark.parametrize("deep", [1, 31, 32, 33, 199])
def test_json_may_nest_as_deep_as_the_limit_says(deep: int) -> None:
    text = JSON_HEAD + ', "x-a": ' + "[" * deep + "]" * deep + "}"
    assert str(from_text(text).value["x-a"]).count("[") == deep
    if deep == 199:
        assert "nested more than 200 deep" in refusal(text.replace("[]", "[[]]")).what


def test_brackets_in_strings_are_no_depth() -> None:
    text = "[" * 300 + '\\"{' + "\\\\"
    value = from_text(f'{JSON_HEAD}, "x-a": ["{text}", "]"]}}').value["x-a"]
    assert value == ["[" * 300 + '"{\\', "]"]
