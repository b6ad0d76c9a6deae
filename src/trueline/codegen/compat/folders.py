"""Packages below ``types``: types are where their resources are, and what arguments take has modules of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trueline import names
from trueline.codegen.compat.offers import Offering
from trueline.codegen.plan.type_values import Offer
from trueline.codegen.plan.values import Sdk
from trueline.spec.naming import Names
from trueline.spec.naming.model import Model
from trueline.spec.naming.stems import short_stem, stems


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name of a package comes from: a module, as that package imports it, and what it is called there."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Home:
    """The module of a type, and what else it offers."""

    module: str
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """``types`` itself, or a package below it such as ``types/chat``: what it exports, and its modules."""

    path: tuple[str, ...]
    exports: Mapping[str, Place]
    modules: Mapping[str, Mapping[str, Place]]


@dataclass(frozen=True, slots=True)
class _Type:
    """A type as a folder has it: what it is called elsewhere, and where."""

    name: str
    home: Home


def homes(sdk: Sdk) -> dict[str, str]:
    """The module of each type of the document."""
    return {name: module for module, found in sdk.exports.items() for name in found}


def folders_of(
    known: Names, named: Mapping[str, Home], own: Mapping[str, Mapping[str, Home]], offering: Offering
) -> Iterator[Folder]:
    """The folders. ``named``: every type of the document; ``own``: what methods have beside them, by their keys."""
    offered: dict[tuple[str, ...], dict[str, _Type]] = defaultdict(dict)
    for folder, name, found in (*_of_methods(known, named, own), *_of_models(known, named, offering)):
        offered[folder][name] = found
    paths = {path[:n] for path in offered for n in range(1, len(path) + 1)} | {()}
    for path in sorted(paths):
        up = "." * (len(path) + 1)
        types = dict(sorted(offered[path].items()))
        exports = {name: Place(f"{up}{found.home.module}", found.name) for name, found in types.items()}
        if not path:  # its names have their modules there
            exports = {name: Place(f".{names.module(name)}", name) for name in types}
        exports |= {below[-1]: Place(f".{below[-1]}", "") for below in sorted(paths) if below and below[:-1] == path}
        yield Folder(path, exports, {names.module(name): _module(name, found, up) for name, found in types.items()})


def _module(name: str, type_: _Type, up: str) -> dict[str, Place]:
    made = {name: Place(f"{up}{type_.home.module}", type_.name)}
    for offer in type_.home.offers:
        there = (offer.module.removeprefix("."), str(offer.target)) if offer.module else (type_.home.module, offer.name)
        made.setdefault(offer.name, Place(f"{up}{there[0]}", there[1]))
    return made


def _of_methods(
    known: Names, named: Mapping[str, Home], own: Mapping[str, Mapping[str, Home]]
) -> Iterator[tuple[tuple[str, ...], str, _Type]]:
    stem_of = stems(known.methods, known.casings)
    for method in known.methods:
        folder = tuple(map(names.module, method.resource[:-1]))
        if not folder or method.left_out:
            continue
        short, long = short_stem(method, known.casings), stem_of[method.key]
        beside = own.get(method.key, {})
        for suffix in ("Response", "Params"):
            home = beside.get(f"{long}{suffix}") or named.get(f"{long}{suffix}")
            if home:
                yield folder, f"{short}{suffix}", _Type(f"{long}{suffix}", home)


def _of_models(
    known: Names, named: Mapping[str, Home], offering: Offering
) -> Iterator[tuple[tuple[str, ...], str, _Type]]:
    """Each model that is not in ``types`` itself, and what it is for arguments: ``shared_params.Pet``, ``PetParam``."""
    for model in known.models:
        name, own, folder = known.class_name(model.name), known.type_name(model.name), _folder(model)
        if own not in named:
            continue
        if folder or name != own:
            yield folder, name, _Type(own, named[own])
        given = offering.input_of(own)
        called = name if folder == ("shared",) else f"{name}Param"
        if given and called not in (named if not folder else ()):
            where = ("shared_params",) if folder == ("shared",) else folder
            yield where, called, _Type(given[0], Home(named[given[0]].module, given[1]))


def _folder(model: Model) -> tuple[str, ...]:
    return ("shared",) if model.resource == ("$shared",) else tuple(map(names.module, model.resource[:-1]))
