"""For every test: what one run remembers, no other run and no user sees."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, never whether the code is right.
settings.register_profile("trueline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("trueline")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Children inherit it too."""
    pytest.MonkeyPatch().setenv("TRUELINE_CACHE", str(tmp_path_factory.mktemp("cache")))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many faults the kill tests tried: said in the reports of their teardowns, so that workers add up."""
    reports = [report for report in terminalreporter.getreports("") if report.when == "teardown"]
    faults = sum(value for report in reports for name, value in report.user_properties if name == "faults")
    if faults:
        terminalreporter.write_line(f"kill tests: {faults} faults tried, each ended in one release or one refusal")
