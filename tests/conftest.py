"""For every test: what one run remembers, no other run and no user sees."""

from __future__ import annotations

import gc
import os
import signal
import ssl
import sys
from collections import Counter
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any

import certifi
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import is_local_module_file
from support.memory import keep_in_memory
from support.scheduling import Scheduling
from support.worker_messages import say_less

# How long an example takes says how busy the machine is, never whether the code is right.
settings.register_profile("trueline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("trueline")


_checkout = str(Path(__file__).parents[1]) + os.sep


def _is_ours(path: str) -> bool:
    """Whether Hypothesis draws constants of a module: not of SDKs that tests make, of which it would read every one."""
    return path.startswith(_checkout) and is_local_module_file(path)


pytest.MonkeyPatch().setattr(providers, "is_local_module_file", _is_ours, raising=False)


def pytest_xdist_auto_num_workers() -> int:
    """``auto``: one more than cores, as one begins with what waits (support/scheduling.py)."""
    return (os.cpu_count() or 1) + 1


class TellsAtOnce:
    """Prints a failure when it happens: a run that is stopped before its end has told what it knew."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome not in ("passed", "skipped"):
            self._terminal.write_line(f"\n{report.outcome}: {report.nodeid}, {report.when}\n{report.longreprtext}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Files go to memory and failures are told in the process that prints: its workers inherit the one."""
    if not hasattr(config, "workerinput"):
        config.add_cleanup(keep_in_memory())
    say_less(config)
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(TellsAtOnce(terminal))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    """In place of ``loadgroup``: see there."""
    return Scheduling(config, log) if config.option.dist == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, so that no worker is alone with one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Bytecode of the tests is kept, even where Python is told to write none: each worker reads all of it.

    What is made here stays to the end: the collector of garbage looks at none of it, now or during the tests, and then
    looks after 50,000 new objects, not 700. It took 5 of the 12 CPU seconds to collect, and a fifth of many tests.
    """
    told, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gc.enable()
        sys.dont_write_bytecode = told


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """What is left goes as a whole: an interpreter would look through it twice more, a CPU second for each worker."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Children inherit it too. mypy reads the standard library and what is installed once, not for each SDK again.

    What Trueline keeps beside its memory (devpi) is made once for all workers.
    """
    patch, own = pytest.MonkeyPatch(), tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    patch.setenv("TRUELINE_CACHE", str(run / "tools" / f"trueline-{own.name}"))
    patch.setenv("MYPY_CACHE_DIR", str(tmp_path_factory.mktemp("mypy")))


@pytest.fixture(scope="session", autouse=True)
def children_run_pytest_as_we_do() -> None:
    """As in pyproject.toml, which pytest does not read where it runs the tests of somebody else: a second each time.

    None of those uses Hypothesis, whose plugin takes a quarter of what remains.
    """
    pytest.MonkeyPatch().setenv("PYTEST_ADDOPTS", "-p no:schemathesis -p no:hypothesispytest")


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> None:
    """Each client of httpx reads all of the machine's: 20 ms of CPU, and nearly every test has one that needs none."""
    read, usual = ssl.create_default_context, {certifi.where(), os.environ.get("SSL_CERT_FILE")}

    @cache
    def once(cafile: str) -> ssl.SSLContext:
        return read(cafile=cafile)

    def context(*args: Any, **options: Any) -> ssl.SSLContext:
        asked = not args and options.keys() == {"cafile"} and options["cafile"] in usual
        return once(options["cafile"]) if asked else read(*args, **options)

    pytest.MonkeyPatch().setattr(ssl, "create_default_context", context)


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> None:
    """A shell starts what it runs in the background with SIGINT ignored, and children inherit that."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the tests counted: said in their reports, so that workers add up."""
    _kill_tests(terminalreporter)
    _live_suite(terminalreporter)
    _attacks(terminalreporter)


def _attacks(terminalreporter: pytest.TerminalReporter) -> None:
    """How often each attack of tests/server/attacks.py was tried, and withstood."""
    held, fell = (
        Counter(value for report in reports for name, value in report.user_properties if name == "attack")
        for reports in (terminalreporter.getreports("passed"), terminalreporter.getreports("failed"))
    )
    for attack, count in sorted((held + fell).items()):
        terminalreporter.write_line(f"attacks: {attack:<44} {count:>4} tried, {held[attack]:>4} withstood")
    if held or fell:
        terminalreporter.write_line(f"attacks: {len(held + fell)} kinds, {(held + fell).total()} tried")


def _live_suite(terminalreporter: pytest.TerminalReporter) -> None:
    """Calls of the SDK's suite against a running server, by what they try and by the kind of client."""
    reports = terminalreporter.getreports("passed")
    calls = Counter(tuple(value) for report in reports for name, value in report.user_properties if name == "live")
    for row in dict.fromkeys(row for row, _ in calls):
        terminalreporter.write_line(
            f"SDK against the server: {row:<20} {calls[row, 'sync']:>4} sync {calls[row, 'async']:>4} async"
        )


def _kill_tests(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for report in terminalreporter.getreports("") if report.when == "teardown"]
    faults = sum(value for report in reports for name, value in report.user_properties if name == "faults")
    if faults:
        terminalreporter.write_line(f"kill tests: {faults} faults tried, each ended in one release or one refusal")
