"""What passes leave for each other inside the working document: the one place where such marks are made and read.

A pass shares what it does not change and copies the rest, so what stands in a schema goes wherever the schema goes. A
table beside the document would be keyed by places, and merging, hoisting and unions give schemas new places: each pass
would have to carry the table along, and a forgotten one would lose entries without a word. So there are three marks:

*Derived keys.* Between *expand* and *rename*, ``components.schemas`` is keyed by the JSON pointer that each schema came
from. What is made of a schema gets that pointer, ``~:``, and a word or another key: ``/components/schemas/A~:any``.
In no JSON pointer is ``~`` followed by a colon, so :func:`real` always finds the way back.

*EXTENDS*, written by *all_of* for *parents*, and *PLACE*, written by *meet* for *finish*.

*rename* turns keys into class names and *finish* takes the marks off, so that no later stage sees any.
"""

from __future__ import annotations

from typing import Final

_MARK: Final = "~:"

#: The union of a schema with its children (*parents*), and what is sent where that differs (*read_write*).
ANY: Final = f"{_MARK}any"
INPUT: Final = f"{_MARK}input"

#: On a component: the components that it extends by ``allOf``, nearest first.
EXTENDS: Final = "x-trueline-extends"

#: On a property merged from two, whose own pointer is derived: the pointer of the later description.
PLACE: Final = "x-trueline-place"

#: All keywords that *finish* takes off.
WORKING: Final = frozenset({EXTENDS, PLACE})


def derived(key: str, part: str) -> str:
    """The key of what is made from the schema ``key``: a part of it by a word, a merger by the other schema's key."""
    return f"{key}{_MARK}{part}"


def is_derived(key: str) -> bool:
    """Whether a pass made the key."""
    return _MARK in key


def parts(key: str) -> tuple[str, str]:
    """What a key was last derived from, and the word or key that it was derived by; ``("", key)`` where it was not."""
    owner, _, what = key.rpartition(_MARK)
    return owner, what


def derived_by(key: str) -> str:
    """All that a key was derived by, from the pointer on: the member for ``<owner>~:<member>``."""
    return key.partition(_MARK)[2]


def real(pointer: str) -> str:
    """The place in the loaded document that a key stands for: ``/a/b~:integer`` → ``/a/b``."""
    return pointer.partition(_MARK)[0]
