"""What pytest-rerunfailures 16.7 costs a run in which no test fails."""

from __future__ import annotations

import socket
from typing import Any

import pytest


def send_at_once(config: pytest.Config) -> None:
    """A worker's two questions for each test wait for no packet to be filled (Nagle's algorithm, RFC 896).

    It asks the printing process how often a test has failed, in two packets: the second one waited until the first one
    was acknowledged, which Linux does after 40 ms. 3,000 empty tests in four workers took 155 s, and take 13.
    """
    found: Any = getattr(config, "failures_db", None)
    if isinstance(asks := getattr(found, "sock", None), socket.socket):
        asks.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
