"""Names as data: a names file (the format of ``stainless.yml``) and hints that a document has for generators."""

from __future__ import annotations

from trueline.spec.naming.apply import Named, apply_names
from trueline.spec.naming.model import Names
from trueline.spec.naming.read import load_names

__all__ = ["Named", "Names", "apply_names", "load_names"]
