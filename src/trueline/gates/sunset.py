"""What is deprecated since the last release gives the notice that the settings ask for."""

from __future__ import annotations

from pathlib import Path

from trueline.config import Config
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
        diff = compare(*both(_source(config, before), _source(config, checkout.root)), notice=notice)
    where = checkout.shown(checkout.spec)
    return result("sunset", [Problem(c.sentence, f"{where}#{c.new}", CURE) for c in short_notice(diff.changes)])


def _source(config: Config, root: Path) -> Source:
    request = config.request(lambda path: str(root / path))
    return Source(request.spec, request.overlays, request.names, request.package, request.allow_remote, request.layout)
