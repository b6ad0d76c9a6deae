"""Operations that are not built yet: 503, and the gate ``routes`` fails as long as one is listed here."""

from __future__ import annotations

from tollkeeper_server.context import Answer, Call
from tollkeeper_server.problems import Problem


def pending(_call: Call) -> Answer:
    raise Problem("service_unavailable", "This operation is not built yet.")
