"""Files of an SDK on disk: as if they were in memory."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.codegen.shelf import Shelf

_FILES = st.dictionaries(st.text(max_size=3), st.binary(max_size=20), max_size=5)


@given(_FILES, _FILES)
def test_it_holds_what_a_dict_would_in_the_same_order(first: Mapping[str, bytes], then: Mapping[str, bytes]) -> None:
    shelf, usual = Shelf(), {**first, **then}
    shelf.update(first)
    shelf.update(then)
    assert list(shelf.items()) == list(usual.items())
    assert len(shelf) == len(usual)


def test_what_is_not_there_is_missed() -> None:
    shelf = Shelf()
    shelf["a"] = b"1"
    del shelf["a"]
    with pytest.raises(KeyError):
        shelf["a"]
