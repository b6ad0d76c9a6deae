"""``custom_casings`` of a names file: words that a class writes in another way than any rule would."""

from __future__ import annotations

from collections.abc import Iterator

from trueline import words
from trueline.spec.document import is_array
from trueline.spec.naming.checked import Checked

Casings = tuple[tuple[str, str], ...]
#: Words that SDKs of such files write so without being told, where our own rule differs.
_USUAL = {
    "db": "DB", "github": "GitHub", "json": "Json", "oauth": "OAuth", "openai": "OpenAI", "openapi": "OpenAPI",
    "rpc": "Rpc", "sql": "Sql", "tcp": "Tcp", "tls": "Tls",
}  # fmt: skip
_WAYS = ("pascal", "camel", "snake", "capital", "constant", "kebab")


def read_casings(section: Checked | None) -> Iterator[tuple[str, str]]:
    """Each word and how a class writes it. The file has an object, or a list of objects of one word each."""
    parts = section.each() if section and is_array(section.value) else [section] if section else []
    for part in parts:
        for word, entry in part.items():
            if isinstance(entry.value, str):
                yield word, entry.text()
                continue
            known = dict(entry.items(*_WAYS))
            if "pascal" in known:
                yield word, known["pascal"].text()


def class_name(text: str, casings: Casings) -> str:
    """The name of a class: the longest words of ``casings`` first, the others by rule."""
    known = {tuple(words.split(word)): written for word, written in casings}
    left = words.split(text)
    made = ""
    while left:
        count = next((n for n in range(len(left), 0, -1) if tuple(left[:n]) in known), 0)
        made += known[tuple(left[:count])] if count else _USUAL.get(left[0]) or "".join(words.class_words(left[0]))
        left = left[max(count, 1) :]
    return made
