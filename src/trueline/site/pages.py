"""The pages of a site that nobody writes: reference and guides, made of the document by the repository's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from trueline.config import read_config
from trueline.errors import DocumentError, Where
from trueline.pipeline import Planned
from trueline.reference.command import whole
from trueline.reference.guides import guides
from trueline.reference.pages import pages
from trueline.spec.document import is_array, is_object
from trueline.spec.load.value import Value

#: The builder's settings; what they name is relative to the folder in which they lie, ``build``.
CONFIG = "mkdocs.yml"
#: Where they lie on the site; an entry of the navigation that is called so stands for all of them.
REFERENCE, GUIDES = "reference", "guides"
_MAKERS: Mapping[str, Callable[[Planned], dict[str, str]]] = {REFERENCE: pages, GUIDES: guides}


@dataclass(frozen=True, slots=True)
class SitePages:
    """Pages by name, those of a folder in their order; ``llms.txt`` among those of the reference."""

    reference: Mapping[str, str] = field(default_factory=dict[str, str])
    guides: Mapping[str, str] = field(default_factory=dict[str, str])


def site_pages(root: Path) -> SitePages:
    """What the navigation of the site asks for. Raises ``TruelineError`` for what it can't be made of."""
    asked = [name for name in _MAKERS if name in set(places(settings(root).get("nav")))]
    if not asked:
        return SitePages()
    config = read_config(root / "pyproject.toml")
    planned = whole(config.request(root))
    return SitePages(**{name: _MAKERS[name](planned) for name in asked})


def settings(root: Path) -> dict[str, Value]:
    """The builder's settings. Raises ``DocumentError`` where they are none."""
    try:
        value: object = yaml.safe_load((root / CONFIG).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        cure = f"`trueline update` brings back a {CONFIG} that was never there; git has one that was."
        raise DocumentError(f"the site's settings can't be read: {error}", where=Where(CONFIG), cure=cure) from error
    if not is_object(value):
        raise DocumentError("the site's settings are no mapping", where=Where(CONFIG), cure="Write keys and values.")
    return dict(value)


def places(nav: Value) -> Iterator[str]:
    """The files and folders that a navigation names."""
    if is_array(nav):
        for each in nav:
            yield from places(each)
    elif is_object(nav):
        for each in nav.values():
            yield from places(each)
    elif isinstance(nav, str):
        yield nav
