"""What is deprecated since the last release gives the notice that the settings ask for."""

from __future__ import annotations

from trueline.diff import Source, both, compare
from trueline.diff.notice import CURE, Notice, short_notice
from trueline.diff.revisions import last_tag, tree
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result


def sunset(checkout: Checkout) -> GateResult:
    """Compare with the document of the last release. Without notice asked for, or a release, nothing is held."""
    config = checkout.config
    notice = Notice(config.release.deprecation_days_stable, config.release.deprecation_days_beta)
    tag = last_tag(checkout.root, config.tag_prefix) if notice else None
    if tag is None:
        return result("sunset", [])
    with tree(checkout.root, tag) as before:
        requests = (config.request(root) for root in (before, checkout.root))
        diff = compare(*both(*map(Source.of, requests)), notice=notice)
    where = checkout.shown(checkout.spec)
    return result("sunset", [Problem(c.sentence, f"{where}#{c.new}", CURE) for c in short_notice(diff.changes)])
