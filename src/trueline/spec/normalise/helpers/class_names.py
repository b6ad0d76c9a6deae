"""Names of classes: the document's own, what is remembered, and what is made of the places of all others in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from trueline import names, words
from trueline.memory import Memory, Remembered
from trueline.spec import extensions
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.definitions import Definitions
from trueline.spec.normalise.helpers.naming import Namer
from trueline.spec.normalise.helpers.routes import body_name, function_names
from trueline.spec.normalise.helpers.sharing import Class, classes, shapes
from trueline.spec.normalise.helpers.type_names import type_name
from trueline.spec.normalise.marks import ANY, INPUT, derived_by, is_derived
from trueline.spec.normalise.report import Notes
from trueline.spec.openapi import SCHEMAS
from trueline.spec.pointer import parse

#: Which part of all that is called so a class has to be, to have the name of a property for itself.
_MOST = 0.75


def is_own(key: str) -> bool:
    """Whether a key is that of a schema of the document, not of one that a pass made."""
    return key.startswith(SCHEMAS[1:]) and key.count("/") == 3 and not is_derived(key)


class ClassNames:
    """Says in words where components stand, and makes the names of classes of that."""

    def __init__(self, document: Json, notes: Notes) -> None:
        self._schemas: Json = document["components"]["schemas"]
        self._document = document
        functions = function_names(document)
        own = _own_names(self._schemas, functions, notes)
        self._own = own
        made = names.unique(own.values(), names.class_name, fold=str.lower)
        self._found = {key: made[text] for key, text in own.items()}
        self._namer = Namer(notes.source.value, self._found, _operation_names(document, functions))
        rest = (key for key in self._schemas if key not in own)
        self._rest = sorted(rest, key=lambda key: (_rank(key), len(parse(key)), key))
        self._stated = {
            key: names.class_name(stated)
            for key in self._rest
            if _base(key) == key and (stated := type_name(self._schemas[key], key, notes))
        }
        self._words: dict[str, str] = {}
        self._calls: dict[str, str] = {}
        taken: set[str] = set()
        for key in self._rest:
            self._words[key] = _free(self._wishes(key, self._words), taken)
        self._definitions = Definitions(self._rest)

    def _wishes(self, key: str, chosen: Mapping[str, str]) -> Iterable[str]:
        base = _base(key)
        wanted = self._namer.name(key)
        if base != key:
            wanted = _variant(self._found.get(base) or chosen.get(base) or self._namer.name(base), key)
        return chain(self._stated_wish(key), _candidates(wanted, key, self._schemas[key]))

    def _stated_wish(self, key: str) -> list[str]:
        return [self._stated[key]] if key in self._stated else []

    def classes(self, memory: Memory, edges: Mapping[str, set[str]]) -> list[Class]:
        """What of the components that stand inline is one class. ``edges`` is what each component refers to."""
        inline = [key for key in self._rest if self._may_be_shared(key)]
        called = {key: self._called(key) or f"in {self._words[key]}" for key in inline}
        return classes(shapes(self._document, inline, called, edges), self._words, self._stated, memory)

    def _may_be_shared(self, key: str) -> bool:
        base = key.removesuffix(INPUT)
        return not is_own(base) and ANY not in key and f"{base}{ANY}" not in self._schemas

    def _called(self, key: str) -> str:
        """The name that a component may share with others: the stated one, its title, what it is called there."""
        if key not in self._calls:
            self._calls[key] = self._stated.get(key) or self._called_there(key)
        return self._calls[key]

    def _called_there(self, key: str) -> str:
        title = self._schemas[key].get("title")
        if isinstance(title, str) and names.words(title):
            return names.joined([title, "Input"]) if key.endswith(INPUT) else names.class_name(title)
        called = self._namer.called(key)
        return names.joined(called[-1]) if called else ""

    def _own_names(self, groups: list[Class], memory: Memory) -> dict[str, str]:
        """The names of the document's own schemas. One that is new takes no name that an inline one has already."""
        before = {place: name for name, was in memory.names.items() for place in was.places}
        had = {key: before[f"#{text}"] for key, text in self._own.items() if f"#{text}" in before}
        kept = {name.lower() for name in (*had.values(), *(group.name for group in groups))}
        found = {key: name for key, name in self._found.items() if key not in had and name.lower() not in kept} | had
        taken = kept | {name.lower() for name in found.values()}
        for key, name in self._found.items():
            if key not in found:
                found[key] = _free(_own_wishes(name, key), taken)
        return {key: found[key] for key in self._found}

    def names(self, schemas: Json, groups: list[Class], memory: Memory) -> dict[str, str]:
        """The class name of every component: the document's own, what is remembered, what is alone, what is shared."""
        found = self._own_names(groups, memory)
        taken = {name.lower() for name in found.values()}
        for group in groups:
            if group.name and group.name.lower() not in taken:
                found[group.keys[0]] = group.name
                taken.add(group.name.lower())
        several = {group.keys[0] for group in groups if len(group.keys) > 1}
        for key in self._rest:
            if key in schemas and key not in found and key not in several:
                short = self._definitions.wishes(key, self._words, found)
                found[key] = _free(chain(self._stated_wish(key), short, self._wishes(key, found)), taken)
        for group, wishes in self._short(groups):
            if group.keys[0] not in found:
                found[group.keys[0]] = _free(wishes, taken)
        return found

    def _short(self, groups: list[Class]) -> Iterator[tuple[Class, Iterable[str]]]:
        """What new shared classes would like to be called, the most used first.

        The name alone is for the structure that most of what is called so has; others say what they are part of. A
        title says what something is, so that it need not be that of nearly all: ``User``, but not ``Type``.
        """
        uses: dict[str, Counter[str]] = {}
        for group in groups:
            uses.setdefault(self._called(group.keys[0]).lower(), Counter())[group.shape] += len(group.keys)
        several = [group for group in groups if len(group.keys) > 1]
        for group in sorted(several, key=lambda group: (-len(group.keys), self._words[group.keys[0]])):
            called = self._called(group.keys[0])
            counts = uses[called.lower()]
            alone = [called] if _is_usual(counts, group.shape, titled=self._is_titled(group)) else []
            places = sorted((self._words[key] for key in group.keys), key=_weight)
            key = next(key for key in group.keys if self._words[key] == places[0])
            yield group, chain(alone, self._around(group, called), self._wishes(key, {}), places)

    def _around(self, group: Class, called: str) -> Iterator[str]:
        """The name with its only value, what it is part of in most places, what all or most places begin with."""
        values: list[object] = self._schemas[group.keys[0]].get("enum", [])
        if len(values) == 1 and isinstance(values[0], str):
            yield names.joined([values[0], called])
        if nearest := self._outer(group, 1):
            yield names.joined([*nearest, called])
        begin = _common([names.words(self._words[key]) for key in group.keys])
        if begin:
            yield names.joined([*begin, called])
        if further := self._outer(group, 2):
            yield names.joined([*further, called])
        field = _field([self._words[key] for key in group.keys])
        if field and (nearest or self._is_titled(group)):  # ``WebhookState`` of its name alone would say too little
            yield names.joined([field, *nearest, called])

    def _is_titled(self, group: Class) -> bool:
        return 2 * sum(bool(self._schemas[key].get("title")) for key in group.keys) > len(group.keys)

    def _outer(self, group: Class, depth: int) -> tuple[str, ...]:
        """What a class is part of in most of its places; empty where no such thing is in most."""
        places = (self._namer.called(key)[-1 - depth : -1] for key in group.keys)
        counts = Counter(tuple(map(names.joined, place)) for place in places)
        outer = min(counts, key=lambda each: (-counts[each], each))
        return outer if 2 * counts[outer] > len(group.keys) else ()

    def remembered(self, groups: list[Class], chosen: Mapping[str, str]) -> dict[str, Remembered]:
        """What the next run has to know."""
        own = {
            chosen[key]: Remembered("", (f"#{text}",))
            for key, text in self._own.items()
            if chosen[key] != self._found[key]
        }
        return own | {
            chosen[group.keys[0]]: Remembered(group.shape, tuple(sorted(self._words[key] for key in group.keys)))
            for group in groups
        }


def _weight(place: str) -> tuple[bool, int, str]:
    """Of several places the shortest comes first, and none with a number or a hash before one without."""
    return any(map(str.isdigit, place)), len(place), place


def _is_usual(counts: Counter[str], shape: str, *, titled: bool) -> bool:
    """Whether most of what is called so has a structure; under a title, half as much again as any other has."""
    if _MOST * counts.total() <= counts[shape]:
        return True
    others = (count for each, count in counts.items() if each != shape)
    return titled and 2 * counts[shape] >= 3 * max(others, default=0)


def _own_wishes(name: str, key: str) -> Iterator[str]:
    yield names.joined([name, "Schema"])
    for length in range(4, 65, 2):
        yield names.joined([name, "Schema", f"X{names.digest(key, length)}"])


def _free(wishes: Iterable[str], taken: set[str]) -> str:
    """The first name that nobody has, which is then taken."""
    name = next(name for name in wishes if name.lower() not in taken)
    taken.add(name.lower())
    return name


def _common(texts: list[list[str]]) -> list[str]:
    """The words that all begin with, short of the last of any."""
    found: list[str] = []
    for each in zip(*(text[:-1] for text in texts), strict=False):
        if len(set(each)) > 1:
            break
        found.append(each[0])
    return found


def _field(places: list[str]) -> str:
    """The noun that most places begin with: ``Webhook``. A verb says what one operation does, not what a class is."""
    begins = [found[0] for place in places if (found := names.words(place))]
    counts = Counter(words.singular(each.lower()) for each in begins)
    noun, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return noun if 2 * count > len(places) and noun not in words.CRUD | words.ACTIONS else ""


def _own_names(schemas: Json, functions: dict[str, str], notes: Notes) -> dict[str, str]:
    """The texts that the names of the document's own schemas come from; of several with one, those that ask lose it."""
    own = {key: body_name(parse(key)[-1], functions) for key in schemas if is_own(key)}
    asked = {key: name for key in own if (name := type_name(schemas[key], key, notes, component=True))}
    texts = {key: asked.get(key, text) for key, text in own.items()}
    counts = Counter(names.class_name(text).lower() for text in texts.values())
    return {key: own[key] if counts[names.class_name(text).lower()] > 1 else text for key, text in texts.items()}


def _rank(key: str) -> int:
    return 0 if is_own(_base(key)) else 2 if _base(key) != key else 1


def _base(key: str) -> str:
    """What a union of *parents* or a variant of *read_write* was made from."""
    return key.partition(ANY)[0].removesuffix(INPUT)


def _variant(name: str, key: str) -> str:
    if ANY in key:
        by = derived_by(key.removesuffix(INPUT).partition(ANY)[2])
        name = names.joined([f"Any{name}", *(["By", by] if by else [])])
    return names.joined([name, "Input"]) if key.endswith(INPUT) else name


def _candidates(name: str, key: str, schema: Json) -> Iterable[str]:
    """The name, the name with what it is, the name with a hash of where it stood."""
    yield name
    kind = "Enum" if "enum" in schema else "Object" if schema.get("type") == "object" else "Type"
    yield names.joined([name, "Body" if name.endswith(("Request", "Response")) else kind])
    for length in range(4, 65, 2):
        yield names.joined([name, f"X{names.digest(key, length)}"])


def _operation_names(document: Json, functions: dict[str, str]) -> dict[str, str]:
    """The class name that an operation lends to what stands inside it."""
    texts: dict[str, str] = {}

    def add(operation: Json, otherwise: str) -> None:
        stem, said = operation.get(extensions.TYPE_NAME), operation.get("operationId") or otherwise
        texts[operation[POINTER]] = stem if isinstance(stem, str) and stem else functions.get(said, said)
        for name, callback in operation.get("callbacks", {}).items():
            for item in callback.values():
                for method, inner in item.items():
                    add(inner, f"{texts[operation[POINTER]]} {name}{'' if len(item) == 1 else f' {method}'}")

    for path, item in document["paths"].items():
        for method, operation in item.items():
            add(operation, f"{method} {_in_words(path)}")
    for name, item in document["webhooks"].items():
        for method, operation in item.items():
            add(operation, name if len(item) == 1 else f"{name} {method}")
    made = names.unique(texts.values(), names.class_name, fold=str.lower)
    return {pointer: made[text] for pointer, text in texts.items()}


def _in_words(path: str) -> str:
    return path.replace("{", "by ").replace("}", "")
