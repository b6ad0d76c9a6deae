"""The command line of an SDK: what is written once. Which commands there are, the generated tables in ``_cli`` say.

Here is the console script: it runs the command line, or says how to install what that needs. It imports nothing but the
standard library, so that it works without the extra.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from .table import Api

#: What the extras ``cli`` and ``mcp`` bring, by module.
_EXTRA = frozenset({"click", "rich", "jmespath", "yaml"})
_AGENTS = frozenset({"anyio", "jsonschema", "mcp", "mcp_types", "starlette", "uvicorn"})


def run(api: Api) -> NoReturn:
    """Run the command line with the arguments of this process, and exit."""
    try:
        code: int = import_module(".app", __package__).main(api)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA | _AGENTS:
            raise
        what, extra = ("mcp", "mcp") if missing in _AGENTS else ("the command line", "cli")
        print(  # noqa: T201 - there is no click to do it
            f"{api.program}: {what} needs an extra: pip install '{api.program}[{extra}]'", file=sys.stderr
        )
        code = 2
    sys.exit(_flushed(code))


def _flushed(code: int) -> int:
    """The exit code once all output is out. A reader who went away is not an error of ours: 141, as for SIGPIPE."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return 141
    return code
