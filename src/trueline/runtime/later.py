"""Models that are decoded when they are first used: lists of many, of which a program looks at some, or at few fields.

Such an object is of a subclass of its model that has no values yet, only the JSON object. Whatever is done with it, it
is decoded first and is of its own class from then on. It never fails: what is not as documented is kept as it came.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from operator import length_hint
from threading import RLock
from typing import Any, NamedTuple, cast

from .decoding import FAILURES, Watch, watching
from .encoding import written
from .models import Model
from .reading import Reading
from .straight import Fill, many, moved
from .unset import UNSET

#: With the first of so many objects of a list, the others are decoded: they are likely to be used next.
AT_ONCE = 64
#: Twice as many with the first behind those, and so on: who has come so far is likely to go on. Not more than this.
MOST_AT_ONCE = 256


class _Guard:
    """One lock for all: it is held for microseconds. A child process gets its own: its parent's may never be free."""

    lock = RLock()


def _new_lock() -> None:
    _Guard.lock = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)


class _First(NamedTuple):
    """What the first of ``AT_ONCE`` objects knows; the others have their JSON object alone."""

    data: dict[str, Any]
    models: list[Any]
    items: list[dict[str, Any]]


def _together(model: Any, raw: Any, waiting: type) -> tuple[list[Any], list[dict[str, Any]]]:
    """The models that are decoded with one, and their objects."""
    if not isinstance(raw, _First):
        return [model], [raw]
    models, items = [model, *raw.models], [raw.data, *raw.items]
    if set(map(type, models)) == {waiting}:
        return models, items
    left = [at for at, each in enumerate(models) if type(each) is waiting]
    return [models[at] for at in left], [items[at] for at in left]


def decoder_of(cls: type[Model]) -> Callable[[list[Any]], list[Any]]:
    """A decoder of lists of ``cls`` whose items are decoded when they are first used."""
    waiting = _waiting(cls)
    new = cls.__new__

    def decode(items: list[Any]) -> list[Any]:
        models: list[Any] = list(map(new, repeat(waiting, len(items))))
        for model, data in zip(models, items, strict=True):
            model.__raw__ = data
        first, count = 0, AT_ONCE
        while first < len(items):
            others = slice(first + 1, first + count)
            models[first].__raw__ = _First(items[first], models[others], items[others])
            first, count = first + count, min(2 * count, MOST_AT_ONCE)
        return models

    return decode


class _Waiting:
    """An attribute of an object that has not been used yet: it is decoded first."""

    __slots__ = ("_name", "_now")

    def __init__(self, name: str, now: Callable[[Any], None]) -> None:
        self._name = name
        self._now = now

    def __get__(self, model: Any, _: object) -> Any:
        if model is None:
            return self
        self._now(model)
        return getattr(model, self._name)

    def __set__(self, model: Any, value: Any) -> None:
        self._now(model)
        setattr(model, self._name, value)

    def __delete__(self, model: Any) -> None:
        self._now(model)
        delattr(model, self._name)


def _waiting(cls: type[Model]) -> type[Any]:
    """The class of an object that has not been used yet."""
    shape = cls.__shape__
    fill: Fill | None = None

    def now(self: Any) -> None:
        nonlocal fill
        with _Guard.lock:
            if type(self) is not waiting:
                return
            models, items = _together(self, self.__raw__, waiting)
            if fill is None:
                fill = many(shape.properties, shape.rest, items[0])
            _decode(fill, models, items, cls)

    def reduce(self: Any, protocol: Any) -> Any:
        now(self)
        return self.__reduce_ex__(protocol)

    def make(_: type[Any], **values: Any) -> Any:
        return cast("Any", cls)(**values)

    def own_class(self: Any) -> type[Model]:
        now(self)
        return cls

    namespace: dict[str, Any] = {
        "__slots__": (),
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
        **{name: _Waiting(name, now) for name in (*shape.attrs.values(), "additional_properties")},
        "__reduce_ex__": reduce,
        "__class__": property(own_class),
        "__become__": object.__dict__["__class__"],  # what sets the class of an object, also of one that says another
        "__new__": make,
        **({"to_json": _writer(shape.attrs)} if cls.to_json is Model.to_json else {}),
        **{name: getattr(cls, name) for name in ("from_dict", "from_json")},
    }
    waiting: type[Any] = type(cls.__name__, (cls,), namespace)
    return waiting


def _writer(attrs: Mapping[str, str]) -> Callable[[Any], str]:
    #: Names as they were written last: documented ones as the document has them, then others.
    order: list[str] = []

    def to_json(self: Any) -> str:
        raw = self.__raw__
        if raw is None:  # another thread has used it meanwhile
            return str(self.to_json())
        data = raw.data if type(raw) is _First else raw
        if [*data] != order:
            data = _in_order(attrs, data)
            order[:] = data if len(data) <= 2 * len(attrs) else ()
        return written(data).decode()

    return to_json


def _in_order(names: Iterable[str], data: dict[str, Any]) -> dict[str, Any]:
    """A JSON object with its documented properties as the document has them, then others."""
    return {**{name: data[name] for name in names if name in data}, **data}


def _decode(fill: Fill, models: list[Any], items: list[dict[str, Any]], cls: type[Model]) -> None:
    """Fill models from their objects. Where that is interrupted, those that are not done wait as before."""
    left, objects = iter(models), iter(items)
    watch = Watch()
    watch.slow = True
    outer = watching.set(watch)
    try:
        while length_hint(left):
            try:
                fill(zip(left, objects, strict=True), cls)
            except (*FAILURES, ValueError):
                at = -length_hint(left) - 1
                moved(tuple(cls.__shape__.attrs.values()))(models[at], _read(cls, items[at]), cls)
    finally:
        watching.reset(outer)


def _read(cls: type[Model], data: dict[str, Any]) -> Any:
    """A model whose object is not as documented."""
    model: Any = cls.__new__(cls)
    try:
        Reading().fill(model, cls, data)
    except RecursionError:
        for each in cls.__shape__.properties:
            setattr(model, each.attr or each.name, data.get(each.name, UNSET))
        model.additional_properties = {key: value for key, value in data.items() if key not in cls.__shape__.names}
    return model
