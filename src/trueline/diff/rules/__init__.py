"""The registry of all rules, by id and in the order of ``docs/rules.md``."""

from __future__ import annotations

from trueline.diff.rules import api, lifecycle, operations, requests, responses, schemas, surface, values
from trueline.diff.rules.model import Rule

_MODULES = (operations, requests, responses, values, schemas, lifecycle, api, surface)
RULES: dict[str, Rule] = {rule.id: rule for module in _MODULES for rule in module.RULES}

__all__ = ["RULES", "Rule"]
