"""What a tool does not do, and why."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is no error of this program: it says so to the agent
    """A call that was not made. Its message is for the agent: what is wrong, and what to do."""
