"""The SBOM inside a wheel (PEP 770), as CycloneDX JSON: what is vendored, what it needs, from what it was made.

The same release gives the same bytes: its time is that of the commit, its serial number derives from what it describes.
"""

# The library makes its classes with a decorator that hides their constructors from pyright; mypy sees and checks them.
# pyright: reportCallIssue=false, reportArgumentType=false, reportAttributeAccessIssue=false
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

#: Makes serial numbers; any fixed UUID does.
_NAMESPACE = uuid.UUID("6f0f7b1e-6c1b-5d0a-9d53-2f4a3c1f8a10")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the SBOM describes. ``inputs`` are those of ``generated.lock``; ``epoch`` is in seconds since 1970."""

    distribution: str
    version: str
    requirements: tuple[str, ...]
    optional: tuple[str, ...]
    inputs: Mapping[str, str]
    commit: str
    epoch: int


def make_sbom(parts: Parts) -> bytes:
    """The SBOM as bytes that end in a newline."""
    root = _package(parts)
    bom = Bom(
        serial_number=uuid.uuid5(_NAMESPACE, f"{parts.distribution} {parts.version} {parts.commit}"),
        version=1,
        metadata=BomMetaData(
            component=root,
            timestamp=datetime.fromtimestamp(parts.epoch, UTC),
            tools=ToolRepository(components=[_trueline(parts)]),
        ),
    )
    components = [
        _runtime(parts),
        *(_requirement(text, ComponentScope.REQUIRED) for text in parts.requirements),
        *(_requirement(text, ComponentScope.OPTIONAL) for text in parts.optional),
    ]
    for component in components:
        bom.components.add(component)
    bom.register_dependency(root, components)
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    return text.encode() + b"\n"


def _package(parts: Parts) -> Component:
    facts = {**parts.inputs, "commit": parts.commit}
    return Component(
        type=ComponentType.LIBRARY,
        name=parts.distribution,
        version=parts.version,
        bom_ref=parts.distribution,
        purl=PackageURL("pypi", None, canonicalize_name(parts.distribution), parts.version),
        properties=[Property(name=f"trueline:{name}", value=facts[name]) for name in sorted(facts)],
    )


def _runtime(parts: Parts) -> Component:
    """The vendored half of the SDK."""
    return Component(
        type=ComponentType.LIBRARY,
        name="trueline-runtime",
        version=parts.inputs["trueline"],
        bom_ref="trueline-runtime",
        description="Vendored as _runtime",
        properties=[Property(name="trueline:runtime", value=parts.inputs["runtime"])],
    )


def _trueline(parts: Parts) -> Component:
    return Component(
        type=ComponentType.APPLICATION, name="trueline", version=parts.inputs["trueline"], bom_ref="trueline"
    )


def _requirement(text: str, scope: ComponentScope) -> Component:
    """A dependency: no version, for the installer chooses it; the range is a property."""
    requirement = Requirement(text)
    name = canonicalize_name(requirement.name)
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        bom_ref=f"{name} ({scope.value})",
        purl=PackageURL("pypi", None, name),
        scope=scope,
        properties=[Property(name="trueline:requirement", value=text)],
    )
