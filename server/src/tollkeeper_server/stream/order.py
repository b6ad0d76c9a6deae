"""How far the table of events may be read so that nothing appears behind the reader later.

SQLite has one writer: sequences commit in order. PostgreSQL gives a sequence out before its transaction commits: 6 may
be there while 5 is still coming. Comparing transaction ids with the oldest running one is not enough: a transaction may
have got its id first and its sequence last. So a writer holds a shared advisory lock, named by the last sequence that
was given out before its own, from before it takes one until after it is visible; a reader looks at the last sequence,
then at the locks, then at the rows, and goes no further than the lowest of the first two.

Why nothing is missed: if n is within what a reader allows itself, n was given out before the reader's first look. Its
writer had taken a lock below n before that. At the second look the lock was either held, and then n is not within; or
released, and then n was visible, or rolled back, before the third look.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from tollkeeper_server.db.engine import TELLS

_SPACE = 0x546B << 48
"""Where the locks live among all advisory locks of a database; the low 48 bits hold a sequence."""
_HELD = "tollkeeper_place_in_stream"

_HOLD = text("SELECT pg_advisory_xact_lock_shared(:space + last_value - 1) FROM events_sequence_seq")
_LAST_OF_SQLITE = text("SELECT seq FROM sqlite_sequence WHERE name = 'events'")
_LAST = text("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM events_sequence_seq")
_LOWEST = text("""
    SELECT min(((classid::bigint << 32) | objid::bigint) - :space)
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = :space >> 48
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


def hold_place(session: Session) -> None:
    """Before a transaction writes its first event: readers stay behind it until it ends, and are woken then."""
    session.info[TELLS] = True
    if session.info.get(_HELD) or not _is_postgresql(session):
        return
    session.execute(_HOLD, {"space": _SPACE})
    session.info[_HELD] = True  # a session is one transaction here (``Database.writing``)


def last_given(session: Session) -> int:
    """The last sequence that was given out, whether or not its event is in the table; 0 before the first."""
    return int(session.scalar(_LAST if _is_postgresql(session) else _LAST_OF_SQLITE) or 0)


def safe_end(session: Session) -> int:
    """The last sequence that may be read. The rows have to be read after this, by a statement that sees what is new."""
    last = last_given(session)
    if not _is_postgresql(session):
        return last
    lowest: int | None = session.scalar(_LOWEST, {"space": _SPACE})
    return last if lowest is None else min(last, lowest)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
