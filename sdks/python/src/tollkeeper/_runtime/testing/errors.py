from __future__ import annotations


class FakeServerError(AssertionError):
    """A test asked the fake server for what the document does not have, or told it to answer what it does not say."""
