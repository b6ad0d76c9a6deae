"""Where other tools and ours tell of the same edit in other words or at another level, and why.

The cross-checks in the tests run the tools on edited copies of real documents: a difference that no entry here explains
fails them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """``edit`` names an edit of the cross-check; ``tool`` is ``oasdiff`` or ``redocly``."""

    tool: str
    edit: str
    why: str


DIFFERENCES: tuple[Difference, ...] = (
    Difference("oasdiff", "response header added", "It does not tell of it. Here it is `info`, and a patch."),
    Difference(
        "oasdiff",
        "server changed",
        "It has no rules for servers. Here it is a `warning`: clients that were not told an address go to the old one.",
    ),
    Difference(
        "redocly",
        "operationId changed",
        "It asks for a major version. So does the SDK's level here, for a method is renamed; but nothing on the wire "
        "changes.",
    ),
    Difference(
        "redocly",
        "request property became required",
        "It asks for a major version. So does the SDK's level here, for a keyword is required; but where the property "
        "has a default, as here, requests without it are still right.",
    ),
)
