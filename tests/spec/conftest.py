"""The document that the tests of this folder are about."""

from __future__ import annotations

import pytest
import yaml
from spec_support import SPEC, Spec


@pytest.fixture(scope="session")
def spec() -> Spec:
    return Spec(yaml.load(SPEC.read_text(encoding="utf-8"), yaml.CSafeLoader))
