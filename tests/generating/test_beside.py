"""Work for the second core: the same answer wherever it is made, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from trueline.beside import beside

COPIES = os.name == "posix" and hasattr(os, "sched_getaffinity")
copies = pytest.mark.skipif(not COPIES, reason="processes are copied on Linux alone")


@pytest.fixture(autouse=True)
def several_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(_process: int) -> set[int]:
        return {0, 1}

    if COPIES:
        monkeypatch.setattr(os, "sched_getaffinity", two)


def run_alone(code: str) -> None:
    """In a process with no other thread and no other child."""
    begin = (
        "import os, signal, threading\nfrom trueline.beside import beside\nos.sched_getaffinity = lambda _: {0, 1}\n"
    )
    script = begin + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@copies
def test_a_copy_answers() -> None:
    run_alone("""
        with beside(os.getpid) as answer:
            assert answer() != os.getpid()
    """)


@copies
def test_a_large_answer_does_not_wait_for_itself() -> None:
    run_alone("""
        with beside(lambda: (os.getpid(), b"x" * 5_000_000)) as answer:
            process, text = answer()
        assert process != os.getpid() and len(text) == 5_000_000
    """)


@copies
@pytest.mark.parametrize(
    "start", ["threading.Thread(target=stop.wait).start()", "_thread.start_new_thread(stop.wait, ())"]
)
def test_beside_another_thread_the_work_is_done_here(start: str) -> None:
    run_alone(f"""
        import _thread

        stop = threading.Event()
        {start}
        try:
            with beside(os.getpid) as answer:
                assert answer() == os.getpid()
        finally:
            stop.set()
    """)


def test_an_error_is_raised_here() -> None:
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), beside(fail) as answer:
        answer()


@copies
def test_a_copy_that_is_killed_loses_nothing() -> None:
    run_alone("""
        here = os.getpid()

        def work():
            if os.getpid() != here:
                os.kill(os.getpid(), signal.SIGKILL)
            return os.getpid()

        with beside(work) as answer:
            assert answer() == here
    """)


@copies
def test_a_copy_that_is_killed_lets_the_work_be_done_from_scratch() -> None:
    run_alone("""
        here = os.getpid()

        def work():
            assert os.getpid() != here, "this one was let go of"
            os.kill(os.getpid(), signal.SIGKILL)

        with beside(work, lambda: "from scratch") as answer:
            assert answer() == "from scratch"
        with beside(os.getpid, lambda: here) as answer:
            assert answer() != here
    """)


@copies
@pytest.mark.parametrize("inherited", ["SIG_DFL", "SIG_IGN"], ids=["", "interrupts ignored, as by nohup"])
def test_an_error_beside_it_ends_the_copy(inherited: str) -> None:
    run_alone(f"""
        signal.signal(signal.SIGINT, signal.{inherited})

        class Stop(Exception):
            pass

        try:
            with beside(lambda: threading.Event().wait(60)):
                raise Stop
        except Stop:
            pass
        else:
            raise AssertionError
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            pass
        else:
            raise AssertionError
    """)


@copies
@pytest.mark.parametrize("fork", ["fork", "lambda: fork() or os._exit(1)"], ids=["", "the copy is lost"])
def test_a_huge_document_that_is_let_go_of_is_the_same_sdk(tmp_path: Path, fork: str) -> None:
    document = tmp_path / "many.json"
    document.write_text(json.dumps(_many(210)))
    run_alone(f"""
        from trueline.codegen import types_beside
        from trueline.codegen.shelf import Shelf
        from trueline.pipeline import generate
        from trueline.request import Request
        from trueline.write.emit import check, emit
        from pathlib import Path

        request, fork = Request(spec={str(document)!r}, package="many"), os.fork
        usual = generate(request)
        types_beside._HUGE, os.fork = 200, {fork}
        huge = generate(request)
        assert isinstance(huge.files, Shelf) and list(huge.files) == list(usual.files)
        assert dict(huge.files) == usual.files and huge.report.in_spec == usual.report.in_spec
        output = Path({str(tmp_path)!r}) / "sdk"
        emit(huge.files, output, huge.inputs, huge.names)
        assert not check(usual.files, output, usual.inputs, usual.names)
    """)


@copies
def test_a_large_document_is_the_same_sdk_from_one_process_and_from_two(tmp_path: Path) -> None:
    document = tmp_path / "many.json"
    document.write_text(json.dumps(_many(210)))
    run_alone(f"""
        from trueline import beside as module
        from trueline.pipeline import generate
        from trueline.request import Request

        request, fork, copies = Request(spec={str(document)!r}, package="many"), os.fork, []
        os.fork = lambda: copies.append(fork()) or copies[-1]
        both = generate(request).files
        assert len(copies) == 1
        module._can_copy = lambda: False
        assert generate(request).files == both
        assert len(copies) == 1
        assert sum("/types/" in path for path in both) > 210
    """)


def _many(count: int) -> dict[str, object]:
    """A document of so many models, each of which another refers to."""
    schemas: dict[str, object] = {
        f"Thing{number}": {
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "kind": {"type": "string", "enum": ["a", f"b{number}"]},
                "next": {"$ref": f"#/components/schemas/Thing{(number + 1) % count}"},
            },
        }
        for number in range(count)
    }
    answer = {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing0"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Many", "version": "1"},
        "paths": {"/things": {"get": {"operationId": "get_thing", "responses": {"200": answer}}}},
        "components": {"schemas": schemas},
    }
