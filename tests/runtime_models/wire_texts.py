"""Valid wire texts of each format, as far as the format goes and not only as one program writes them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from hypothesis import strategies as st

_CASES = st.sampled_from([str.upper, str.lower])
_ZONES = st.one_of(
    st.sampled_from(["Z", "z", "+00:00", "-00:00", "+23:59", "-23:59"]),
    st.builds("{}{:02}:{:02}".format, st.sampled_from("+-"), st.integers(0, 23), st.integers(0, 59)),
)
_FRACTIONS = st.one_of(
    st.just(""),
    st.sampled_from([".0", ".000", ".000000", ".500", ".123", ".123456", ".123000", ".123456789", ".999999999999"]),
    st.text("0123456789", min_size=1, max_size=12).map(".{}".format),
)
_CLOCKS = st.builds(
    "{:02}:{:02}:{:02}{}".format, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), _FRACTIONS
)
DATES = st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
LEAP_SECONDS = st.sampled_from(
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5Z", "1990-12-31T15:59:60-08:00", "9999-12-31T23:59:60Z"]
)
DATE_TIMES = st.one_of(
    st.builds("{}{}{}{}".format, DATES, st.sampled_from("Tt "), _CLOCKS, _ZONES),
    st.builds("{}T{}Z".format, DATES, _CLOCKS),
    LEAP_SECONDS,
)
TIMES = st.one_of(st.builds("{}{}".format, _CLOCKS, _ZONES), _CLOCKS, st.sampled_from(["23:59:60Z", "23:59:60"]))

_AMOUNTS = st.one_of(
    st.integers(0, 99).map(str), st.builds("{}{}{}".format, st.integers(0, 9), st.sampled_from(".,"), st.integers(0, 9))
)


@st.composite
def durations(draw: st.DrawFn) -> str:
    """``P`` with at least one amount; the time part with at least one too."""
    days = "".join(draw(_AMOUNTS) + unit for unit in "YMWD" if draw(st.booleans()))
    clock = "".join(draw(_AMOUNTS) + unit for unit in "HMS" if draw(st.booleans()))
    if not days and not clock:
        days = "0D"
    return draw(st.sampled_from(["", "-", "+"])) + "P" + days + (f"T{clock}" if clock else "")


def in_case(value: UUID, case: Callable[[str], str]) -> str:
    return case(str(value))


UUIDS = st.builds(in_case, st.uuids(), _CASES)
BASE64 = st.binary(max_size=64).map(lambda value: b64encode(value).decode())
DECIMALS = st.from_regex(r"\A[+-]?([0-9]{1,30}(\.[0-9]{0,20})?|\.[0-9]{1,20})([eE][+-]?[0-9]{1,4})?\Z")
TIMEDELTAS = st.timedeltas(min_value=timedelta(days=-99999), max_value=timedelta(days=99999))


@st.composite
def almost(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A valid text with one place changed, doubled or left out, which may leave it valid."""
    text: str = draw(texts)
    at = draw(st.integers(0, len(text)))
    insert: str = draw(st.sampled_from(["", *"0123456789-+:.,TtZzW \n", text[at : at + 1] * 2]))
    return text[:at] + insert + text[at + draw(st.integers(0, 1)) :]
