"""The makers of SDKs that have a command of their own, and the files that tell a package of theirs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker, and the files that a package of it has. The first of them is in no other maker's."""

    name: str
    title: str
    files: tuple[str, ...]


SPEAKEASY = Maker("speakeasy", "Speakeasy", ("sdkconfiguration.py", "sdk.py", "basesdk.py"))
FERN = Maker("fern", "Fern", ("core/client_wrapper.py", "client.py"))
MAKERS = (SPEAKEASY, FERN)
