"""Rules about ``x-sunset`` and ``x-stability-level``, of operations, parameters and properties."""

from __future__ import annotations

from functools import partial

from trueline.diff.rules.model import ERROR, INFO, MAJOR, MINOR, PATCH, Rule

_rule = partial(Rule, area="Sunset and stability", direction="both")

RULES = (
    _rule("operation-removed-before-sunset", ERROR, MAJOR, section="Removed",
        sentence="`{name}` was removed ({request}) before its sunset date {old}."),
    _rule("parameter-removed-before-sunset", ERROR, MAJOR, section="Removed",
        sentence="{place}: the {where} parameter `{name}` was removed before its sunset date."),
    _rule("sunset-added", INFO, MINOR, section="Deprecated", sentence="{place} now has the sunset date {new}."),
    _rule("sunset-removed", ERROR, MINOR,
        sentence="{place} is deprecated and no longer has a sunset date; it was {old}.",
        why="Without the date it may go at any time."),
    _rule("sunset-missing", ERROR, MINOR, section="Deprecated",
        sentence="{place} is deprecated without a sunset date, and {days} days of notice were asked for.",
        why="Only with `--deprecation-days-stable` or `--deprecation-days-beta`."),
    _rule("sunset-too-soon", ERROR, MINOR, section="Deprecated",
        sentence="{place} is deprecated until {new}, which is less than the {days} days of notice that were asked for.",
        why="Only with `--deprecation-days-stable` or `--deprecation-days-beta`."),
    _rule("sunset-moved-earlier", ERROR, MINOR,
        sentence="{place}: the sunset date moved from {old} to {new}, which is earlier."),
    _rule("sunset-moved-later", INFO, PATCH, sentence="{place}: the sunset date moved from {old} to {new}."),
    _rule("sunset-invalid", ERROR, PATCH, sentence="{place}: the sunset date {new} is not a date such as 2027-01-31."),
    _rule("stability-decreased", ERROR, MINOR, sentence="{place}: the stability level fell from {old} to {new}."),
    _rule("stability-increased", INFO, PATCH, sentence="{place}: the stability level rose from {old} to {new}."),
    _rule("stability-invalid", ERROR, PATCH,
        sentence="{place}: the stability level {new} is not one of draft, alpha, beta and stable."),
)  # fmt: skip
