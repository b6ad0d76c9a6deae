from __future__ import annotations

OK, API, USAGE, AUTH, NOT_FOUND, REFUSED, RATE_LIMIT, NETWORK, SERVER = range(9)
INTERRUPTED, PIPE = 130, 141
_BY_STATUS = {401: AUTH, 403: AUTH, 404: NOT_FOUND, 410: NOT_FOUND, 429: RATE_LIMIT}
_REFUSED = frozenset({400, 409, 412, 413, 415, 422, 428})


class CliError(Exception):
    """Something that the command line itself can't do, with its exit code."""

    def __init__(self, message: str, code: int = API) -> None:
        super().__init__(message)
        self.code = code


def of_status(status: int) -> int:
    if status >= 500:
        return SERVER
    return REFUSED if status in _REFUSED else _BY_STATUS.get(status, API)
