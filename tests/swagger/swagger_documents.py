"""Parts of Swagger 2.0 documents that several tests are about, and what is asked of SDKs made of them."""

from __future__ import annotations

from typing import Any

NOTHING = "responses: {'204': {description: ok}}"
THING = """
definitions:
  Thing:
    type: object
    required: [id]
    properties:
      id: {type: integer}
      note: {type: string, x-nullable: true}
      made: {type: string, format: date-time, readOnly: true}
"""


def classes(sdk: Any, word: str) -> list[str]:
    """The models of an SDK that have a word in their name."""
    return [name for name in sdk.types.__all__ if word in name and not name.endswith("Dict")]
