"""The registry of all rules, by id and in the order of ``docs/rules.md``."""

from __future__ import annotations

from trueline.diff.rules import operations
from trueline.diff.rules.model import Rule

RULES: dict[str, Rule] = {rule.id: rule for module in (operations,) for rule in module.RULES}

__all__ = ["RULES", "Rule"]
