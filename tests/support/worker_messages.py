"""What a worker of pytest-xdist tells the process that prints, for each test: what that process uses, and no more.

4,000 empty tests in two workers took 11.5 s of CPU with all of it, and take 7.9.
"""

# pyright: reportMissingTypeStubs=false
# pytest-rerunfailures has no py.typed.

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytest_rerunfailures import StatusDB  # type: ignore[import-untyped]

_UNUSED = ("logstart", "logfinish")
"""Only live logging looks at these, which no run with workers has."""


def say_less(config: pytest.Config) -> None:
    """In a worker; elsewhere nothing."""
    if hasattr(config, "workerinput"):
        _ask_nobody(config)
        _tell_what_is_used(config)


def _ask_nobody(config: pytest.Config) -> None:
    """pytest-rerunfailures 16.7 asks how often a test has ended its worker, to hand it out again.

    No scheduler that keeps groups together does that: the answer is always 0.
    """
    found: Any = getattr(config, "failures_db", None)
    if found is not None:
        found.sock.close()
        config.failures_db = StatusDB()  # type: ignore[attr-defined] # the plugin's own


def _tell_what_is_used(config: pytest.Config) -> None:
    """Not that a test begins or ends, nor that it was set up or torn down without a word, but for who asks how long."""
    worker: Any = next(each for each in config.pluginmanager.get_plugins() if type(each).__name__ == "WorkerInteractor")
    if config.getoption("durations") is None and not config.getoption("xmlpath"):
        worker.sendevent = _without_empty(worker.sendevent)


def _without_empty(send: Callable[..., None]) -> Callable[..., None]:
    def told(name: str, **facts: Any) -> None:
        if name not in _UNUSED and not (name == "testreport" and _is_empty(facts["data"])):
            send(name, **facts)

    return told


def _is_empty(report: dict[str, Any]) -> bool:
    return report["when"] != "call" and report["outcome"] == "passed" and not report["sections"]
