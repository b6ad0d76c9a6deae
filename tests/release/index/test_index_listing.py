"""What an index says about a project, from both forms of the simple API, and from answers that are neither."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from trueline.release.index.listing import HTML, JSON, File, UnreadableListingError, parse

BASE = "https://index.example/simple/acme/"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
WHEEL, SDIST = "acme-1.0.0-py3-none-any.whl", "acme-1.0.0.tar.gz"
SHA = "a" * 64


def _page(*files: Any, **more: Any) -> bytes:
    return json.dumps({"meta": {"api-version": "1.1"}, "files": list(files), **more}).encode()


def test_json_gives_names_hashes_times_and_what_was_yanked() -> None:
    one = {"filename": WHEEL, "url": "../../f/1", "hashes": {"sha256": SHA}, "upload-time": "2026-11-20T00:00:00Z"}
    two = {"filename": SDIST, "url": "https://files.example/2", "hashes": {"md5": "1"}, "yanked": "broken"}
    assert parse(_page(one, two), JSON, BASE).files == (
        File(WHEEL, "https://index.example/f/1", SHA, uploaded=datetime(2026, 11, 20, tzinfo=UTC)),
        File(SDIST, "https://files.example/2", "", yanked=True, reason="broken"),
    )


def test_html_gives_the_same_from_fragments_and_attributes() -> None:
    page = f"""<!DOCTYPE html><html><body>
      <a href="/f/{WHEEL}#sha256={SHA}" data-requires-python="&gt;=3.10">{WHEEL}</a><br>
      <a href="{SDIST}#md5=1" data-yanked="broken">other words</a></body></html>"""
    assert parse(page.encode(), "text/html; charset=utf-8", BASE).files == (
        File(WHEEL, f"https://index.example/f/{WHEEL}", SHA),
        File(SDIST, f"{BASE}{SDIST}", "", yanked=True, reason="broken"),
    )


def test_versions_are_those_of_wheels_and_sdists_yanked_ones_too() -> None:
    names = [WHEEL, "acme-2.0rc1.tar.gz", "acme-0.9.exe", "README.txt"]
    page = _page(*({"filename": name, "url": name, "hashes": {}, "yanked": True} for name in names))
    listing = parse(page, JSON, BASE)
    assert listing.versions == {Version("1.0.0"), Version("2.0rc1")}
    assert [file.name for file in listing.of(Version("1.0"))] == [WHEEL]


def test_the_age_of_a_release_is_that_of_its_first_file_by_the_clock_of_the_index() -> None:
    times = {WHEEL: "2026-11-20T00:00:00Z", SDIST: "2026-11-21T01:00:00+01:00"}
    hashes: dict[str, str] = {}
    files = [{"filename": name, "url": name, "hashes": hashes, "upload-time": time} for name, time in times.items()]
    assert parse(_page(*files), JSON, BASE, NOW).age(Version("1.0.0")) == timedelta(days=5)
    assert parse(_page(*files), JSON, BASE, NOW).age(Version("2.0.0")) is None
    assert parse(_page({"filename": WHEEL, "url": "x"}), JSON, BASE, NOW).age(Version("1.0.0")) is None


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (b"\xff", JSON, "not UTF-8"),
        (b"{", JSON, "not JSON"),
        (b"[" * 100_000, JSON, "not JSON"),
        (b'{"files": [], "x": ' + b"9" * 5_000 + b"}", JSON, "not JSON"),
        (b"<![foo[x]]>", HTML, "not HTML"),
        (_page({"filename": WHEEL, "url": "http://x:99999/"}), JSON, "an address that is not a URL"),
        (b"[]", JSON, "the page is not an object"),
        (b"{}", JSON, "no list of files"),
        (b"{}", "application/xml", "neither JSON nor HTML"),
        (b"{}", "", "of no type"),
        (_page(meta={"api-version": "2.0"}), JSON, "version 2.0"),
        (_page(3), JSON, "a file is not an object"),
        (_page({"filename": "../../etc/passwd", "url": "x"}), JSON, "an unsafe name"),
        (_page({"filename": "a\nb.whl", "url": "x"}), JSON, "an unsafe name"),
        (_page({"filename": WHEEL, "url": "file:///etc/passwd"}), JSON, "not http or https"),
        (_page({"filename": WHEEL, "url": "http://[x/"}), JSON, "an address that is not a URL"),
        (
            _page({"filename": WHEEL, "url": "x", "hashes": {"sha256": "abc"}}),
            JSON,
            "sha256 is not 64 hexadecimal digits",
        ),
        (_page({"filename": WHEEL, "url": "x", "upload-time": "soon"}), JSON, "not a time"),
        (_page({"filename": WHEEL, "url": "x", "upload-time": "2026-01-01T00:00:00"}), JSON, "no zone"),
        (b'<a href="javascript:alert(1)">x</a>', HTML, "not http or https"),
    ],
)
def test_an_answer_that_is_no_listing_is_refused_with_the_reason(
    content: bytes, content_type: str, reason: str
) -> None:
    with pytest.raises(UnreadableListingError, match=reason):
        parse(content, content_type, BASE)


def test_a_byte_order_mark_is_not_part_of_a_listing() -> None:
    assert parse(b"\xef\xbb\xbf" + _page({"filename": WHEEL, "url": "x"}), JSON, BASE).named(WHEEL)


@given(st.binary() | st.text().map(str.encode), st.sampled_from([JSON, HTML, "text/html"]))
def test_any_bytes_are_a_listing_or_one_kind_of_error(content: bytes, content_type: str) -> None:
    try:
        parse(content, content_type, BASE)
    except UnreadableListingError as error:
        assert str(error)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@given(st.fixed_dictionaries(dict.fromkeys(("filename", "url", "hashes", "yanked", "upload-time"), _VALUES)))
def test_any_json_in_a_file_is_a_file_or_one_kind_of_error(file: dict[str, Any]) -> None:
    try:
        parse(_page(file), JSON, BASE)
    except UnreadableListingError as error:
        assert str(error)
