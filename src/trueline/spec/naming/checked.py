"""Reading a names file strictly: every value has its kind, every key is known, every message says where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from typing import NoReturn

from trueline.errors import DocumentError, printable
from trueline.spec import pointer as pointers
from trueline.spec.document import is_array, is_object
from trueline.spec.load.files import File
from trueline.spec.load.value import Value, kind_of

#: Takes the key of something that is not carried, and what there is to say of it.
Tell = Callable[[str, str], None]


class Checked:
    """A value of the file and where it stands."""

    def __init__(self, file: File, value: Value, key: str = "") -> None:
        self.file = file
        self.value = value
        self.key = key

    def refuse(self, what: str, cure: str) -> NoReturn:
        """Raises ``DocumentError`` at this value."""
        raise DocumentError(what, where=self.file.where(self.key), cure=cure)

    def get(self, name: str) -> Checked | None:
        """What stands under a key, ``None`` for nothing."""
        value = self.value.get(name) if is_object(self.value) else None
        return None if value is None else Checked(self.file, value, pointers.join(self.key, name))

    def items(self, *known: str) -> Iterator[tuple[str, Checked]]:
        """The entries of an object, in order. With ``known``, any other key is refused."""
        if self.value is None:
            return
        if not is_object(self.value):
            self.refuse(f"this is {kind_of(self.value)} and should be an object", "Write `key: value` lines.")
        for name, value in self.value.items():
            inner = Checked(self.file, value, pointers.join(self.key, name))
            if known and name not in known and not name.startswith("x-"):
                inner.refuse(f'unknown key "{printable(name, 60)}"', _suggestion(name, known))
            yield name, inner

    def known(self, tell: Tell, *known: str) -> dict[str, Checked]:
        """The entries of an object. A key that is nearly one of ``known`` is refused, any other is told."""
        found = dict(self.items())
        for name, inner in found.items():
            if name in known or name.startswith("x-"):
                continue
            if get_close_matches(name, known, 1):
                inner.refuse(f'unknown key "{printable(name, 60)}"', _suggestion(name, known))
            line = inner.file.where(inner.key).line
            known_ones = ", ".join(sorted(known))
            tell(inner.key, f'line {line}: unknown key "{printable(name, 60)}": not carried; known are {known_ones}')
        return found

    def each(self) -> Iterator[Checked]:
        """The entries of a list."""
        if not is_array(self.value):
            self.refuse(f"this is {kind_of(self.value)} and should be a list", "Write one `- entry` a line.")
        for index, value in enumerate(self.value):
            yield Checked(self.file, value, pointers.join(self.key, index))

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(f"this is {kind_of(self.value)} and should be text", "Put it in quotes.")
        return self.value


def _suggestion(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"Did you mean {close[0]}?" if close else f"Use one of {', '.join(sorted(known))}."
