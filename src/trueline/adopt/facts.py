"""What is known about a repository: everything that its scaffold is rendered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from trueline.errors import DocumentError, Where


@dataclass(frozen=True, slots=True)
class Wheel:
    """Trueline's own wheel, kept in the repository: its file name and SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """``title`` and ``allow_loss`` are text of the document, hostile; the others are names that Trueline checked."""

    title: str
    package: str
    distribution: str
    client: str
    spec: str
    output: str
    trueline: str
    allow_loss: tuple[str, ...] = ()
    vendored: Wheel | None = None
    app: str = ""
    """The application that the document is exported from, ``package.module:app``; empty where people write it."""
    layout: str = "trueline"
    """How the SDK is laid out."""
    engine_config: str = ""
    """The configuration of openapi-python-client, where its layout has one."""
    compat: str = ""
    """The generator whose SDK's surface is kept; its names file is beside the document. Empty for none."""

    @property
    def names(self) -> str:
        """The names file, where the surface of an older SDK is kept."""
        return names_file(self.compat) if self.compat else ""

    @property
    def older(self) -> str:
        """The folder with the tests of the older SDK, where its surface is kept."""
        return f"tests/{self.compat}" if self.compat else ""

    @property
    def source(self) -> str:
        """The folder in which Python finds the package."""
        return f"{self.output}/src" if self.layout == "trueline" else self.output

    def to_json(self) -> dict[str, Any]:
        """The fields, for the scaffold's lock."""
        return asdict(self)


def names_file(generator: str) -> str:
    """Where the names file of an older SDK is in the repository."""
    return f"openapi/{generator}.yml"


_TEXTS = ("title", "package", "distribution", "client", "spec", "output", "trueline")


def facts_from_json(fields: Mapping[str, Any], where: Where) -> Facts:
    """The facts that a lock keeps. Raises ``DocumentError`` for a lock that no ``trueline`` wrote."""
    try:
        wheel = fields["vendored"]
        return Facts(
            **{name: _text(fields[name]) for name in _TEXTS},
            allow_loss=tuple(map(_text, fields["allow_loss"])),
            app=_text(fields.get("app", "")),
            layout=_text(fields.get("layout", "trueline")),
            compat=_text(fields.get("compat", "")),
            engine_config=_text(fields.get("engine_config", "")),
            vendored=Wheel(_text(wheel["name"]), _text(wheel["sha256"])) if wheel else None,
        )
    except (KeyError, TypeError) as error:
        raise DocumentError("the scaffold's lock is damaged", where=where, cure="Restore it from git.") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
