"""How values travel by a names file: ``query_settings`` and ``multipart_settings``."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.spec.naming.checked import Checked, Tell
from trueline.spec.naming.model import Remark

_FORM_ARRAYS = ("brackets", "indices", "repeat", "comma")
_FORMATS = {"array_format": ("comma", "repeat", "brackets"), "nested_format": ("brackets", "dots")}


def read_query(section: Checked | None) -> Iterator[tuple[str, Checked]]:
    """How arrays and objects travel."""
    for name, entry in section.items(*_FORMATS) if section else ():
        if entry.value not in _FORMATS[name]:
            entry.refuse(
                f"{entry.value} is not a {name} that SDKs for Python had", f"Known: {', '.join(_FORMATS[name])}."
            )
        yield name, entry


def misfits(query: dict[str, Checked]) -> Iterator[Remark]:
    """How arrays and objects travel is the document's to say; what it can't say is refused."""
    for name, entry in query.items():
        if name == "array_format" and entry.value == "comma":
            yield Remark(entry.key, "arrays in the query travel as style and explode of each parameter say")
        elif name == "array_format" and entry.value != "repeat":
            cure = "Say how each parameter travels in the document, with `style` and `explode`, and take this key out."
            entry.refuse(f"OpenAPI has no style for parameters that travel as {entry.value}", cure)
        if name == "nested_format" and entry.value != "brackets":
            entry.refuse(f"OpenAPI has no style for parameters that travel with {entry.value}", "Take this key out.")


def form_arrays(section: Checked | None, tell: Tell) -> str:
    """How forms name the items of lists."""
    found = section.known(tell, "array_format") if section else {}
    entry = found.get("array_format")
    if entry is None:
        return "brackets"
    if entry.value not in _FORM_ARRAYS:
        entry.refuse("forms name no lists so", f"Known are {', '.join(_FORM_ARRAYS)}.")
    return str(entry.value)
