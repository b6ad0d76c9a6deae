"""Which version comes next."""

from __future__ import annotations

import pytest
from packaging.version import Version

from trueline.diff import Level
from trueline.errors import UsageError
from trueline.release.errors import VersionError
from trueline.release.versions import Known, Wish, choose, least_version


@pytest.mark.parametrize(
    ("base", "level", "expected"),
    [
        ("1.2.3", Level.MAJOR, "2.0.0"),
        ("1.2.3", Level.MINOR, "1.3.0"),
        ("1.2.3", Level.PATCH, "1.2.4"),
        ("1.2.3", Level.NONE, "1.2.4"),
        ("1", Level.MINOR, "1.1.0"),
        ("0.2.3", Level.MAJOR, "0.3.0"),
        ("0.2.3", Level.MINOR, "0.3.0"),
        ("0.2.3", Level.PATCH, "0.2.4"),
        ("2.0.0rc3", Level.MAJOR, "2.0.0"),
        ("2.0.0rc3", Level.NONE, "2.0.0"),
    ],
)
def test_the_least_version_follows_from_the_level(base: str, level: Level, expected: str) -> None:
    assert str(least_version(Version(base), level)) == expected


def known(base: str | None, document: str | None = None, *taken: str, prepared: bool = False) -> Known:
    return Known(
        None if base is None else Version(base),
        None if document is None else Version(document),
        frozenset(map(Version, taken)),
        prepared=prepared,
    )


@pytest.mark.parametrize(
    ("what", "level", "wish", "expected"),
    [
        (known(None, "1.0.0"), Level.NONE, Wish(), "1.0.0"),
        (known(None, "1.0.0"), Level.NONE, Wish(pre="rc"), "1.0.0rc1"),
        (known("1.0.0"), Level.MINOR, Wish(), "1.1.0"),
        (known("1.0.0", "1.1.0"), Level.MINOR, Wish(), "1.1.0"),
        (known("1.0.0", "3.0.0"), Level.MINOR, Wish(), "3.0.0"),
        (known("1.0.0"), Level.MINOR, Wish(version="1.2"), "1.2"),
        (known("1.0.0"), Level.MINOR, Wish(pre="rc"), "1.1.0rc1"),
        (known("1.0.0", None, "1.1.0rc1", "1.1.0rc2", "1.1.0a7"), Level.MINOR, Wish(pre="rc"), "1.1.0rc3"),
        (known("1.0.0", None, "1.1.0rc1"), Level.MINOR, Wish(), "1.1.0"),
        (known("1.0.0"), Level.MAJOR, Wish(version="1.0.1", waive="why"), "1.0.1"),
        (known("1.0.0", "1.1.0", prepared=True), Level.MAJOR, Wish(), "2.0.0"),
        (known("1.0.0", "3.0.0", prepared=True), Level.MAJOR, Wish(), "3.0.0"),
    ],
)
def test_the_version_is_the_least_or_what_was_asked_for_above_it(
    what: Known, level: Level, wish: Wish, expected: str
) -> None:
    assert str(choose(what, level, wish)) == expected


@pytest.mark.parametrize(
    ("what", "level", "wish", "message"),
    [
        (known("1.0.0", "1.0.1"), Level.MAJOR, Wish(), r"info\.version asks for 1\.0\.1.*2\.0\.0 at least"),
        (known("1.0.0"), Level.MAJOR, Wish(version="1.1.0"), r"--version asks for 1\.1\.0"),
        (known("1.0.0"), Level.MINOR, Wish(version="1.0.0"), r"1\.0\.0 is released"),
        (known("1.0.0"), Level.MINOR, Wish(version="0.9", waive="why"), r"1\.0\.0 is released"),
        (known("1.0.0", None, "1.1.0"), Level.MINOR, Wish(), r"1\.1\.0 is not above every version"),
        (
            known("1.0.0", None, "4.0"),
            Level.MINOR,
            Wish(),
            r"1\.1\.0 is not above every version that exists: there is 4\.0",
        ),
    ],
)
def test_a_version_that_is_too_small_or_taken_is_refused(what: Known, level: Level, wish: Wish, message: str) -> None:
    with pytest.raises(VersionError, match=message):
        choose(what, level, wish)


@pytest.mark.parametrize("wish", [Wish(version="one"), Wish(pre="gamma")])
def test_what_is_no_version_is_a_usage_error(wish: Wish) -> None:
    with pytest.raises(UsageError):
        choose(known("1.0.0"), Level.MINOR, wish)
