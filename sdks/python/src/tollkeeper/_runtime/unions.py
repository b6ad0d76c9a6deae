from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .decoding import DecodeError, Decoder, Watch, bad, json_type, lenient, let_pass, made_of, string, watching
from .unset import is_array, is_object


class Unrecognized(Mapping[str, Any]):
    """An object that is none of the members of its union that this version knows. Reads like a ``dict``."""

    __slots__ = ("raw",)

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __repr__(self) -> str:
        return f"Unrecognized({self.raw!r})"

    def to_dict(self) -> dict[str, Any]:
        """The JSON object, unchanged."""
        return self.raw.copy()


def discriminated(
    property_name: str,
    members: Mapping[str, Decoder[Any]],
    fallback: Decoder[Any] | None = None,
    *,
    optional: bool = False,
    others: Decoder[Any] | None = None,
) -> Decoder[Any]:
    table = dict(members)

    def decode(value: Any) -> Any:
        try:
            member = table[value[property_name]]
        except (KeyError, TypeError):
            other = unusual(value)
            if other is not None:
                return other(value)
            let_pass()
            return Unrecognized(value)
        return member(value)

    def unusual(value: Any) -> Decoder[Any] | None:
        if not is_object(value):
            return others or bad(value, "object")
        if property_name in value:
            tag = value[property_name]
            return next((table[text] for text in _texts(tag) if text in table), fallback)
        if fallback is None and not optional:
            raise DecodeError("required property is missing", path=(property_name,))
        return fallback

    return made_of(decode, "tagged", property_name, unusual)


def _texts(tag: object) -> tuple[str, ...]:
    if isinstance(tag, bool):
        return (str(tag).lower(),)
    if isinstance(tag, int) or (isinstance(tag, float) and tag.is_integer()):
        return (str(int(tag)), f"{int(tag)}.0")
    return () if isinstance(tag, (list, dict)) else (str(tag),)


class Variant:
    __slots__ = ("const", "decode", "known", "listed", "required", "types", "values")

    def __init__(
        self,
        decode: Decoder[Any],
        *types: str,
        required: Collection[str] = (),
        known: Collection[str] = (),
        const: Mapping[str, Any] | None = None,
        listed: Mapping[str, Collection[Any]] | None = None,
        values: Collection[Any] = (),
    ) -> None:
        self.decode = decode
        self.types = frozenset(types)
        self.required = frozenset(required)
        self.known = frozenset(known)
        self.const = dict(const or {})
        self.listed = dict(listed or {})
        self.values = tuple(values)

    def takes(self, value: Any, kind: str) -> bool:
        if kind == "object" and is_object(value):
            differs = [name for name, expected in self.const.items() if value.get(name, expected) != expected]
            return not differs and not self.types.isdisjoint(_OBJECTS)
        return not self.types.isdisjoint(_SAME.get(kind) or (kind, "any"))

    def rank(self, value: Any, kind: str) -> tuple[int, ...]:
        if kind == "object" and is_object(value):
            unlisted = [name for name, values in self.listed.items() if name in value and value[name] not in values]
            return self.deep_rank(value, len(unlisted), len(value) - len(self.known.intersection(value)))
        listed = 1 if not self.values else 0 if value in self.values else 2
        return (self._loose(kind), listed, self.decode is string)

    def unknown(self, value: Any) -> list[str]:
        return [name for name in value if name not in self.known] if is_object(value) else []

    def is_good(self, value: Any, *, odd: bool, extra: int) -> bool:
        return not odd and (not extra or extra <= len(self.unknown(value)))

    def is_whole(self, value: Any, first: Variant, watch: Watch) -> bool:
        kind = "object" if is_object(value) else "array"
        return not (watch.odd or watch.extra or self.unknown(value)) and self._loose(kind) <= first._loose(kind)

    def deep_rank(self, value: Any, odd: int, extra: int) -> tuple[int, ...]:
        if not is_object(value):
            return (self._loose("array"), odd, extra)
        constants = len([name for name in self.const if name in value])
        missing = len(self.required.difference(value))
        return (self._loose("object"), odd, -constants, missing, extra, -len(self.required))

    def _loose(self, kind: str) -> int:
        return 2 if "any" in self.types else 1 if kind not in self.types else 0


class Members(tuple[Variant, ...]):
    def __init__(self, _: Iterable[Variant] = (), /) -> None:
        self._orders: dict[tuple[Any, ...], list[Variant]] = {}
        self._listed: dict[str, dict[Any, Any]] = {}
        for each in self:
            for name, values in [*((name, (value,)) for name, value in each.const.items()), *each.listed.items()]:
                keys = [value for value in values if isinstance(value, (str, int, float, type(None)))]
                self._listed.setdefault(name, {}).update(zip(keys, keys, strict=True))

    def fitting(self, value: Any) -> list[Variant]:
        kind, shape, found = "object", None, None
        if not is_object(value):
            kind = json_type(value)
        elif len(value) < _LARGE:
            try:
                shape = (*value, *[table.get(value.get(name), ...) for name, table in self._listed.items()])
                found = self._orders.get(shape)
            except TypeError:
                shape = None
        if found is None:
            found = [variant for variant in self if variant.takes(value, kind)]
            if len(found) > 1:
                found.sort(key=lambda variant: variant.rank(value, kind))
            if shape and len(self._orders) < _MOST_SHAPES:
                self._orders[shape] = found
        return found


_LARGE, _MOST_SHAPES = 64, 256
_SAME = {"integer": ("integer", "number", "any"), "number": ("integer", "number", "any")}
_OBJECTS = ("object", "any")


Place = tuple[str | int, ...]


class Attempt(NamedTuple):
    variant: Variant
    value: Any
    decoded: Any
    odd: tuple[Place, ...] = ()
    extra: tuple[Place, ...] = ()
    kept: bool = False

    @property
    def is_good(self) -> bool:
        return self.variant.is_good(self.value, odd=bool(self.odd), extra=len(self.extra))

    @property
    def is_whole(self) -> bool:
        return not (self.odd or self.extra or self.kept)


def one_of(*members: Variant) -> Decoder[Any]:
    variants = Members(members)

    def decode(value: Any) -> Any:
        found = variants.fitting(value)
        if found and (is_object(value) or is_array(value)):
            return _deep(variants, found, value)
        error: DecodeError | None = None
        for variant in found:
            try:
                return variant.decode(value)
            except DecodeError as reason:
                error = error or reason
        return _none(variants, value, error)

    return made_of(decode, "one_of", variants)


def nearest(variants: Members, value: Any) -> Variant | None:
    for each in variants.fitting(value) if is_object(value) else ():
        if each.required <= value.keys() and not each.known.isdisjoint(value):
            return each
    return None


def takes_objects(variants: Members) -> bool:
    return any(not variant.types.isdisjoint(_OBJECTS) for variant in variants)


def _deep(variants: Members, found: list[Variant], value: Any) -> Any:
    outer = watching.get()
    watch = Watch(outer)
    slow = lenient.get() or (outer is not None and outer.slow)
    if watch.choices and (id(variants), id(value)) in watch.choices:
        result = _known(variants, value, watch)
    else:
        result = _quickly(variants, found, value, watch)
    if watch.kept and slow:
        raise DecodeError("an object fits no member of its union")
    watch.tell(outer)
    return result


def _quickly(variants: Members, found: list[Variant], value: Any, watch: Watch) -> Any:
    error: DecodeError | None = None
    decoded: list[tuple[Any, Watch]] = []
    for variant in found:
        trial = Watch(watch) if decoded or error else watch
        try:
            made = trial.over(variant.decode, value)
        except DecodeError as reason:
            error = error or reason
            continue
        if not decoded and (len(found) == 1 or variant.is_good(value, odd=trial.odd, extra=trial.extra)):
            watch.take(trial)
            return made
        if decoded and variant.is_whole(value, found[0], trial):
            watch.choices[id(variants), id(value)] = Attempt(variant, value, made)
            watch.take(trial)
            return made
        decoded.append((made, trial))
    if not decoded:
        watch.choices[id(variants), id(value)] = None
        return _none(variants, value, error, watch)
    if len(decoded) > 1 and _tried(variants, value, watch.choices):
        return _known(variants, value, watch)
    made, trial = decoded[0]
    watch.take(trial)
    return made


def _known(variants: Members, value: Any, watch: Watch) -> Any:
    attempt: Attempt | None = watch.choices[id(variants), id(value)]
    if attempt is None:
        return _none(variants, value, None, watch)
    watch.odd, watch.extra, watch.kept = bool(attempt.odd), len(attempt.extra), attempt.kept
    return attempt.decoded


def _tried(variants: Members, value: Any, choices: dict[Any, Any]) -> bool:
    from .reading import Reading

    reading = Reading()
    reading.choices = choices
    outer = watching.set(None)
    try:
        return reading.choice(variants, value) is not None
    except RecursionError:
        return False
    finally:
        watching.reset(outer)


def _none(variants: Members, value: Any, error: DecodeError | None, watch: Watch | None = None) -> Any:
    if is_object(value) and takes_objects(variants):
        if watch:
            watch.odd, watch.kept = True, nearest(variants, value) is not None
        return Unrecognized(value)
    if error is None:
        bad(value, " or ".join(sorted({name for variant in variants for name in variant.types})))
    raise error
