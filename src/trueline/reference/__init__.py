"""Reference pages of any API, from the values that its SDK is made of."""

from __future__ import annotations

from trueline.reference.command import reference

__all__ = ["reference"]
