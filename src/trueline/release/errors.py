"""Why a release stops, and the exit code of each reason. ``docs/cli.md`` and ``RELEASE.md`` list them."""

from __future__ import annotations

from enum import IntEnum

from trueline.errors import DocumentError, DriftError, InternalError, TruelineError, UsageError


class ReleaseCode(IntEnum):
    """What ``trueline release`` exits with. They differ from those of ``generate``: a pipeline branches on them."""

    DONE = 0
    """Done, or already done before."""
    INTERNAL = 1
    USAGE = 2
    PRECONDITION = 3
    DRIFT = 4
    GATE = 5
    VERSION = 6
    CONFLICT = 7
    """The index holds other bytes under this name. Running again never helps."""
    PARTIAL = 8
    """Transient, or done in part: ``trueline release resume`` goes on safely."""
    LOCKED = 9


class ReleaseError(TruelineError):
    """Base of what stops a release."""

    exit_code = ReleaseCode.INTERNAL


class PreconditionError(ReleaseError):
    """Something outside of the release is not as it has to be: a dirty tree, the wrong branch, a missing tool."""

    exit_code = ReleaseCode.PRECONDITION


class ReleaseDriftError(ReleaseError):
    """Two things that have to be the same are not: the SDK and its document, a built file and its hash."""

    exit_code = ReleaseCode.DRIFT


class GateError(ReleaseError):
    """A gate, a check of the built files or a test did not pass."""

    exit_code = ReleaseCode.GATE


class VersionError(ReleaseError):
    """A version that the changes, the index or the lockstep of all its places forbid."""

    exit_code = ReleaseCode.VERSION


class ConflictError(ReleaseError):
    """The index, or a tag, already holds something else under this name. Never retried."""

    exit_code = ReleaseCode.CONFLICT


class PartialError(ReleaseError):
    """The world was not reachable, or only a part is done. ``resume`` is safe."""

    exit_code = ReleaseCode.PARTIAL


class LockHeldError(ReleaseError):
    """Another release is running in this checkout."""

    exit_code = ReleaseCode.LOCKED


_CODES: tuple[tuple[type[TruelineError], ReleaseCode], ...] = (
    (UsageError, ReleaseCode.USAGE),
    (DriftError, ReleaseCode.DRIFT),
    (InternalError, ReleaseCode.INTERNAL),
    (DocumentError, ReleaseCode.PRECONDITION),
)


def as_release_error(error: TruelineError) -> ReleaseError:
    """Any error of Trueline with the exit code that it has inside of a release."""
    if isinstance(error, ReleaseError):
        return error
    release_error = ReleaseError(error.what, where=error.where, cure=error.cure)
    release_error.exit_code = next((code for kind, code in _CODES if isinstance(error, kind)), ReleaseCode.PRECONDITION)
    return release_error
