"""The other end of ``engine_process.py``: reads skeletons, and writes what the engine made of them."""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable

from trueline.codegen.engine_types import EngineResult
from trueline.errors import InternalError
from trueline.spec.document import Json


def serve() -> None:
    """Answer until standard input ends. What the engine prints goes to standard error, not into the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; this process ends with its pipe
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    gc.disable()
    run = importlib.import_module("trueline.codegen.engine").run  # now, while nobody waits for it
    while True:
        try:
            question = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        pickle.dump(_answer(run, question), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
        gc.collect()


def _answer(run: Callable[[Json], EngineResult], question: Json) -> EngineResult | str:
    """The engine's result, or what is wrong."""
    try:
        return run(question)
    except InternalError as error:
        return str(error)
    except Exception:  # noqa: BLE001 - the parent tells it to the user
        return "the engine failed: " + traceback.format_exc()
