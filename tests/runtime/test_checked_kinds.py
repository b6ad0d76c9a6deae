"""What is typed on a command line, or given by an agent, is checked by what the SDK reads answers with."""

from __future__ import annotations

import pytest

from trueline.runtime.cli.values import CHECKED, check_kind

GOOD = {
    "date-time": "2026-03-04T09:30:00Z",
    "date": "2026-03-04",
    "time": "09:30:00",
    "duration": "PT1H30M",
    "uuid": "12345678-1234-1234-1234-123456789abc",
    "byte": "aGk=",
}


@pytest.mark.parametrize("kind", CHECKED)
def test_each_kind_is_checked(kind: str) -> None:
    check_kind(kind, GOOD[kind])
    with pytest.raises(ValueError):
        check_kind(kind, "§")
