"""Runs the command line in forked children that have all loaded but the pipeline. Not a test: the tests start it.

An order is a JSON line: the arguments, the environment, and the files for what the child prints. The answer is a line
with its exit code. A child says at its end whether it loaded what generates, as a process of its own would have to.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import trueline
from trueline.cli import main

sys.path.append(str(Path(__file__).parents[1]))

from support.zygote import serve_lines

sys.path.pop()  # of a child, this is no place to import from

PIPELINE = "trueline.pipeline"


def _generate() -> None:
    """Once, of another document in another folder: templates are compiled, and all is loaded that this needs."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        spec = Path(folder, "other.json")
        operation = {"operationId": "read", "responses": {"204": {"description": "Nothing."}}}
        paths = {"/other": {"get": operation}}
        spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}))
        os.environ["TRUELINE_CACHE"] = str(Path(folder, "cache"))
        assert main(["generate", str(spec), "--output", str(Path(folder, "sdk")), "--package", "other"]) == 0


def _forget() -> None:
    """Whoever imports the pipeline from here on loads it."""
    importlib.import_module(PIPELINE)
    del sys.modules[PIPELINE]
    delattr(trueline, PIPELINE.rpartition(".")[2])
    gc.collect()
    gc.freeze()  # a child would copy what its collector looks at


def _child(order: dict[str, Any]) -> int:
    for number, path in enumerate(order["files"], 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.clear()
    os.environ.update(order["environment"])
    code = main(order["arguments"])
    print("generated" if PIPELINE in sys.modules else "looked")
    return code


if __name__ == "__main__":
    _generate()
    _forget()
    serve_lines(_child)
