"""One of several types: by a property that says which, or by what fits best.

An object that fits no member is kept as ``Unrecognized``: tomorrow's document may have a member for it. Any other
value that fits none is an error, so that a union without objects has no such thing in its type.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .decoding import DecodeError, Decoder, bad, eagerly, json_type, made_of, string
from .unset import is_object


class Unrecognized(Mapping[str, Any]):
    """An object that is none of the members of its union that this version knows. Reads like a ``dict``."""

    __slots__ = ("raw",)

    def __init__(self, raw: dict[str, Any]) -> None:
        #: The JSON object as it came.
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
) -> Decoder[Any]:
    """A union whose objects say in ``property_name`` which member they are; an unknown name gives ``Unrecognized``.

    ``fallback`` takes objects that say nothing or something unknown. Without it the property is required, unless it is
    ``optional`` because some member is valid without it: an object that says nothing is then ``Unrecognized`` too.
    """
    table = dict(members)

    def decode(value: Any) -> Any:
        try:
            member = table[value[property_name]]
        except (KeyError, TypeError):
            other = unusual(value)
            return Unrecognized(value) if other is None else other(value)
        return member(value)

    def unusual(value: Any) -> Decoder[Any] | None:
        if not is_object(value):
            bad(value, "object")
        if property_name in value:
            tag = value[property_name]
            return next((table[text] for text in _texts(tag) if text in table), fallback)
        if fallback is None and not optional:
            raise DecodeError("required property is missing", path=(property_name,))
        return fallback

    return made_of(decode, "tagged", property_name, unusual)


def _texts(tag: object) -> tuple[str, ...]:
    """A discriminator's value as keys of its mapping, which are all strings: ``1`` and ``1.0`` are one number."""
    if isinstance(tag, bool):
        return (str(tag).lower(),)
    if isinstance(tag, int) or (isinstance(tag, float) and tag.is_integer()):
        return (str(int(tag)), f"{int(tag)}.0")
    return () if isinstance(tag, (list, dict)) else (str(tag),)


class Variant:
    """A member of an undiscriminated union: the JSON types it may have, and what tells it from other members.

    ``types`` are those of JSON Schema, or ``any``. Objects: ``required`` and ``known`` properties, and ``const`` for
    those that have one value, ``listed`` for those that have some. Others: the ``values`` of an enum or constant, empty
    when any is good.
    """

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
        """Whether a value of the JSON type ``kind`` may be this member at all."""
        if kind == "object" and is_object(value):
            # A missing constant is a missing property, which the decoder reports; another constant is another member.
            differs = any(value.get(name, expected) != expected for name, expected in self.const.items())
            return not differs and not self.types.isdisjoint({"object", "any"})
        return not self.types.isdisjoint({kind, "any", *_SAME.get(kind, ())})

    def rank(self, value: Any, kind: str) -> tuple[int, ...]:
        """How well a value fits; less is better."""
        loose = 2 if "any" in self.types else 1 if kind not in self.types else 0
        if is_object(value):
            missing = sum(name not in value for name in self.required)
            unknown = sum(name not in self.known for name in value)
            constants = sum(name in value for name in self.const)
            unlisted = sum(name in value and value[name] not in values for name, values in self.listed.items())
            return (loose, unlisted, -constants, missing, unknown, -len(self.required))
        listed = 1 if not self.values else 0 if value in self.values else 2
        return (loose, listed, self.decode is string)


#: An integer is a number, and a number such as 1.0 is an integer.
_SAME = {"integer": ("number",), "number": ("integer",)}


def one_of(*variants: Variant) -> Decoder[Any]:
    """A union of members that are told apart by their shape. The best fit that decodes wins; of equals, the first.

    Objects: fewest values that an enum does not list, most constants met, fewest required properties missing, fewest
    unknown properties, most required ones.
    Others: an enum that lists the value, then formats, then plain strings, then an open enum that does not list it.
    """

    def decode(value: Any) -> Any:
        errors: list[DecodeError] = []
        for variant in fitting(variants, value):
            try:
                return eagerly(variant.decode, value)
            except DecodeError as error:
                errors.append(error)
        if is_object(value) and any(not {"object", "any"}.isdisjoint(variant.types) for variant in variants):
            return Unrecognized(value)
        if not errors:
            bad(value, " or ".join(sorted({name for variant in variants for name in variant.types})))
        raise errors[0]

    return made_of(decode, "one_of", variants)


def fitting(variants: Collection[Variant], value: Any) -> list[Variant]:
    """The members of a union that a value may be, the most likely first."""
    kind = json_type(value)
    found = [variant for variant in variants if variant.takes(value, kind)]
    if len(found) > 1:
        found.sort(key=lambda variant: variant.rank(value, kind))
    return found
