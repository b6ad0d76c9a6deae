"""UNSET: not given, which is not null."""

from __future__ import annotations

import copy
import pickle

import pytest

from trueline.runtime.unset import UNSET, Unset


def test_unset_is_the_only_member_of_its_type() -> None:
    assert list(Unset) == [UNSET]


def test_unset_is_false_and_shows_its_name() -> None:
    assert not UNSET
    assert repr(UNSET) == str(UNSET) == "UNSET"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_unset_is_itself_after_pickle(protocol: int) -> None:
    assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET


def test_unset_is_itself_after_copy() -> None:
    assert copy.copy(UNSET) is UNSET
    assert copy.deepcopy([UNSET])[0] is UNSET


def test_unset_narrows_by_identity() -> None:
    def shouted(value: str | Unset) -> str:
        return "" if value is UNSET else value.upper()

    assert (shouted("x"), shouted(UNSET)) == ("X", "")
