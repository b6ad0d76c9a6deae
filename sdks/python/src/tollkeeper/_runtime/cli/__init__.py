from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from .table import Api

_EXTRA = frozenset({"click", "rich", "jmespath", "yaml"})
_AGENTS = frozenset({"anyio", "jsonschema", "mcp", "mcp_types", "starlette", "uvicorn"})


def run(api: Api) -> NoReturn:
    try:
        code: int = import_module(".app", __package__).main(api)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA | _AGENTS:
            raise
        what, extra = ("mcp", "mcp") if missing in _AGENTS else ("the command line", "cli")
        print(
            f"{api.program}: {what} needs an extra: pip install '{api.program}[{extra}]'", file=sys.stderr
        )
        code = 2
    sys.exit(_flushed(code))


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code
