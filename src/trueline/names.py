"""Python names out of any text: the one place where a spec's words become identifiers.

Every function is total and deterministic: whatever the text, the result is an ASCII identifier of at most
80 characters that is neither a keyword nor a dunder nor a private name. What is cut carries a hash of the whole text.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256

from trueline import reserved
from trueline.errors import UsageError

MAX_LENGTH = 80

_CAMEL = re.compile(r"[A-Z]{2,}s(?![a-z])[0-9]*|[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+[a-z]*")
_CHUNK = re.compile(r"[A-Za-z0-9]+")

_SPELLED = {
    "+": "plus", "-": "dash", "*": "star", "/": "slash", "\\": "backslash", ".": "dot", ",": "comma", ":": "colon",
    ";": "semicolon", "=": "equals", "<": "less than", ">": "greater than", "!": "not", "?": "question", "@": "at",
    "#": "hash", "$": "dollar", "%": "percent", "^": "caret", "&": "and", "|": "pipe", "~": "tilde", "_": "underscore",
    " ": "space", "(": "open", ")": "close", "[": "open bracket", "]": "close bracket", "{": "open brace",
    "}": "close brace", "'": "quote", '"': "double quote", "`": "backtick", "\t": "tab", "\n": "newline",
}  # fmt: skip


def class_name(text: str) -> str:
    """``simple-user`` → ``SimpleUser``; the capitals of a word stay: ``HTTPError`` → ``HTTPError``. Never reserved."""
    chunks = _chunks(text)
    if len(chunks) > 1 and all(chunk.upper() == chunk for chunk in chunks):
        chunks = [chunk.capitalize() for chunk in chunks]
    return _class("".join(chunk[0].upper() + chunk[1:] for chunk in chunks), text)


def _class(name: str, text: str) -> str:
    """A name made of ``text`` as one that a class may have."""
    name = name or "Unnamed"
    name = f"Model{name}" if name[0].isdigit() else name
    name = _fit(name, text, "X")
    return f"{name}Model" if name in reserved.CLASSES or keyword.iskeyword(name) else name


def joined(parts: Iterable[str]) -> str:
    """A class name out of several texts: ``["ApiKey", "rate_limit"]`` → ``ApiKeyRateLimit``.

    Where that is too long, the first part and the last ones stay, and a hash stands for those between.
    """
    texts = list(map(_in_capitals, parts))
    name = "".join(texts)
    if len(name) <= MAX_LENGTH:
        return _class(name, name)
    mark = f"X{digest(name, 6)}"
    first, kept = texts[0][: MAX_LENGTH // 2], ""
    for text in reversed(texts[1:]):
        room = MAX_LENGTH - len(first) - len(mark) - len(kept)
        if len(text) > room:
            kept = kept or text[:room]
            break
        kept = text + kept
    return class_name(first + mark + kept)


@lru_cache(maxsize=1 << 14)
def _in_capitals(text: str) -> str:
    return "".join(chunk[0].upper() + chunk[1:] for chunk in _chunks(text))


@lru_cache(maxsize=1 << 14)
def snake(text: str) -> str:
    """``HTTPServerID`` → ``http_server_id``; keywords get a trailing underscore.

    A leading digit gets the prefix ``field_``.
    """
    name = "_".join(word.lower() for word in words(text)) or "unnamed"
    name = f"field_{name}" if name[0].isdigit() else name
    name = _fit(name, text, "_x")
    return f"{name}_" if keyword.iskeyword(name) else name


def after(text: str) -> str:
    """A name that stands behind another word and ``_``: a keyword and a leading digit are none there."""
    return snake(f"a {text}")[2:] or "unnamed"


def argument(text: str, taken: frozenset[str] = frozenset()) -> str:
    """The name of a method's argument: as :func:`snake`, and neither ``self``, ``cls`` nor one of ``taken``."""
    name = snake(text)
    return f"{name}_" if name in {"self", "cls"} or name in taken else name


@lru_cache(maxsize=1 << 14)
def constant(text: str) -> str:
    """``usage:read`` → ``USAGE_READ``, ``+1`` → ``PLUS_1``, ``-1`` → ``MINUS_1``, the empty text → ``EMPTY``."""
    if not text:
        return "EMPTY"
    sign = {"+": "plus ", "-": "minus "}.get(text[0], "")
    parts = words(sign + text) if sign and text[1:2].isdigit() else words(text)
    name = "_".join(word.upper() for word in parts or words(spell(text))) or "UNNAMED"
    name = f"VALUE_{name}" if name[0].isdigit() else name
    return _fit(name, text, "_X").upper()


def module(text: str) -> str:
    """The name of a generated module: as :func:`snake`, and none that a package or a file system reserves."""
    name = snake(text)
    return f"{name}_" if name in reserved.MODULES else name


def stated_package(name: str) -> str:
    """The import name that a user states, or none. Raises ``UsageError`` for one that can't be imported."""
    if name and snake(name) != name:
        raise UsageError(
            f"{name!r} can't be a package name", cure=f"Use a lower-case identifier, such as {snake(name)}."
        )
    return name


def unique(
    texts: Iterable[str], make: Callable[[str], str], taken: Iterable[str] = (), fold: Callable[[str], str] = str
) -> dict[str, str]:
    """A name for each text, all different under ``fold``; a text gives way only to one that makes the same name.

    Where several make one name, the text that already is the name keeps it (else the plainest does); the others spell
    their special characters and capitals out, and failing that carry a hash of their text.
    """
    texts = list(dict.fromkeys(texts))
    used = {fold(name) for name in taken}
    names = {text: make(text) for text in texts}
    folded = {fold(name) for name in names.values()}
    if len(folded) == len(texts) and used.isdisjoint(folded):
        return names
    names.clear()
    late: list[str] = []
    for text in sorted(texts, key=lambda text: _plainness(text, make)):
        name = make(text)
        if fold(name) in used:
            late.append(text)
        else:
            used.add(fold(name))
            names[text] = name
    for text in late:
        names[text] = next(name for name in _alternatives(text, make) if fold(name) not in used)
        used.add(fold(names[text]))
    return {text: names[text] for text in texts}


def distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """What each text is called: its label where it has one that is nobody else's name, else itself."""
    if not any(labels.values()):
        return dict(zip(labels, labels, strict=True))
    named = {text: label or text for text, label in labels.items()}
    while True:
        counts = Counter(named.values())
        clashing = [text for text, name in named.items() if counts[name] > 1 and name != text]
        if not clashing:
            return named
        named |= {text: text for text in clashing}


def unique_modules(texts: Iterable[str]) -> dict[str, str]:
    """Module names that stay different on file systems that ignore case."""
    return unique(texts, module, fold=str.lower)


def spell(text: str) -> str:
    """``text`` with every special character replaced by its name: ``a-b`` → ``a dash b``, ``é`` → ``e with acute``."""
    return "".join(char if char.isascii() and char.isalnum() else f" {_spelled(char)} " for char in text)


def _spelled(char: str) -> str:
    if char.isascii():
        return _SPELLED.get(char, char)
    spelled = unicodedata.name(char, "").lower().replace("-", " ")
    for script in ("latin small letter ", "latin capital letter "):
        spelled = spelled.removeprefix(script)
    return spelled or f"u{ord(char):04x}"


def digest(text: str, length: int = 6) -> str:
    """A short stable hash of ``text``, in lower-case hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _plainness(text: str, make: Callable[[str], str]) -> tuple[bool, bool, int, str]:
    return (make(text) != text, not text.isidentifier(), len(text), text)


def _alternatives(text: str, make: Callable[[str], str]) -> Iterator[str]:
    """What a text may be called where its name is taken: its special characters, then its capitals, in words."""
    spelled, case = spell(text), _case(text)
    capitals = f"capitals {' '.join(str(n) for n, char in enumerate(text, 1) if char.isupper())}"
    foreign = any(char.isalpha() and not unicodedata.name(char, "LATIN").startswith("LATIN") for char in text)
    if not foreign:
        yield from map(make, (spelled, f"{text} {case}", f"{spelled} {case}", f"{spelled} {capitals}"))
    else:  # each letter's name in Unicode is longer than most words
        if text.lower() != text.upper():
            yield make(f"{text} {case}")
        if any(map(str.isupper, text)):
            yield make(f"{text} {capitals}")
        if len(spelled) <= MAX_LENGTH:
            yield make(spelled)
    for length in range(4, 65, 2):
        yield make(f"{text} x{digest(text, length)}")
    raise AssertionError(f"no free name for {text!r}")


def _case(text: str) -> str:
    """How a text is written, in the words that programmers have for it."""
    for case, holds in (("lower", text.islower()), ("upper", text.isupper()), ("title", text.istitle())):
        if holds:
            return case
    return "camel" if text[:1].islower() else "pascal" if text else "empty"


def _chunks(text: str) -> list[str]:
    return _CHUNK.findall(_ascii(text))


def words(text: str) -> list[str]:
    """The words of a text, as written: ``HTTPServerID v2`` → ``HTTP``, ``Server``, ``ID``, ``v2``."""
    parts: list[str] = []
    for chunk in _chunks(text):
        parts += [chunk] if chunk in (chunk.lower(), chunk.upper()) else _CAMEL.findall(chunk)
    return parts


@lru_cache(maxsize=1 << 12)
def _ascii(text: str) -> str:
    """A text in ASCII: letters and digits of any script as they are said, everything else as a space."""
    if text.isascii():
        return text
    normal = unicodedata.normalize("NFKC", text)
    spoken = "".join(map(_transliterate, normal))
    if any(char.isalnum() for char in spoken):
        return spoken
    return "".join(f" u{ord(char):04x} " if char.isalnum() else " " for char in normal)


def _transliterate(char: str) -> str:
    """A letter as it is said; nothing where it is silent alone, as the long vowels of katakana are."""
    if char.isascii():
        return char
    kind = unicodedata.category(char)
    if kind[0] in "LN":
        from anyascii import anyascii  # noqa: PLC0415 - most documents are in ASCII, and need no tables of all scripts

        return "".join(each for each in anyascii(char) if each.isalnum())
    return "" if kind == "Mn" else " "


def _fit(name: str, text: str, mark: str) -> str:
    """A name that is not too long; the hash of the whole text, after ``mark``, stands for what is cut."""
    if len(name) <= MAX_LENGTH:
        return name
    tail = f"{mark}{digest(text, 8)}"
    return name[: MAX_LENGTH - len(tail)].rstrip("_") + tail
