"""Finds the module of a step, by its name or by the state that it proves. Modules are loaded when they are needed."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import cast

from trueline.release.states import State
from trueline.release.step import Provable, Step

#: Which step reaches, and proves, which state.
PROOFS: Mapping[State, str] = {
    State.PLANNED: "plan",
    State.PREPARED: "prepare",
    State.GATED: "gate",
    State.BUILT: "build",
    State.VERIFIED: "verify",
    State.REHEARSED: "rehearse",
    State.TAGGED: "tag",
    State.UPLOADED: "publish",
    State.CONFIRMED: "confirm",
    State.ANNOUNCED: "announce",
}


def load_step(name: str) -> Step:
    """The module of a step."""
    return cast("Step", importlib.import_module(f"trueline.release.steps.{name.replace('-', '_')}"))


def load_proof(state: State) -> Provable:
    """The module that proves a state."""
    return cast("Provable", importlib.import_module(f"trueline.release.steps.{PROOFS[state]}"))
