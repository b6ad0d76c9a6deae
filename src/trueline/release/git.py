"""What a release asks of git. What comes from outside stands after ``--`` or can't be an option."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trueline import programs
from trueline.errors import Where
from trueline.release.errors import PartialError, PreconditionError
from trueline.release.objects import GitObject, UnclearError, find

_SECRET = re.compile(r"(?<=://)[^/\s@]+@")
_TIMEOUT_SECONDS = 300
_COMMITTED = re.compile(rb"^committer .* (\d+) [+-]\d{4}$", re.MULTILINE)


class GitError(PreconditionError):
    """A git command did not succeed. ``stderr`` is what git said, without credentials."""

    def __init__(self, arguments: Sequence[str], stderr: str, root: Path, cure: str = "") -> None:
        self.stderr = _SECRET.sub("", stderr).strip()
        last_line = self.stderr.splitlines()[-1] if self.stderr else "it said nothing"
        super().__init__(f"git {arguments[0]} failed: {last_line}", where=Where(str(root)), cure=cure)


@dataclass(frozen=True, slots=True)
class Git:
    """The repository of a checkout. Paths are relative to ``root``, which need not be the repository's top folder."""

    root: Path

    def head(self) -> str:
        """The commit that is checked out, 40 or 64 hexadecimal digits."""
        return self._digest("HEAD^{commit}")

    def tree(self, revision: str = "HEAD") -> str:
        """The hash of a commit's whole tree."""
        return self._digest(f"{_revision(revision)}^{{tree}}")

    def commit_of(self, revision: str) -> str | None:
        """The commit that a branch, tag or hash means, or None where there is no such thing."""
        return self._hash(f"{_revision(revision)}^{{commit}}")

    def branch(self) -> str:
        """The branch that is checked out; empty where none is."""
        return self.run("branch", "--show-current")

    def changes(self) -> tuple[str, ...]:
        """What differs from the commit, untracked files too: lines such as `` M openapi/v1.yaml``."""
        return tuple(self.run("status", "--porcelain", strip=False).splitlines())

    def show(self, revision: str, path: str) -> bytes | None:
        """The bytes of a file at a revision, or None where it is not there."""
        name = f"{_revision(revision)}:./{path}"
        try:
            found = find(self.root, name)
        except UnclearError:
            return self._shown(name)
        return None if found is None else found.content if found.kind == "blob" else self._shown(name)

    def _shown(self, name: str) -> bytes | None:
        done = self._call("cat-file", "blob", name)
        if done.returncode == 0:
            return done.stdout
        if self._call("cat-file", "-e", name).returncode:
            return None
        return self._checked("cat-file", "blob", name).stdout  # it is there and no file: git says what it is

    def files(self, revision: str, folder: str) -> tuple[str, ...]:
        """The files below a folder at a revision, relative to ``root``."""
        listed = self._checked("ls-tree", "-r", "-z", "--name-only", _revision(revision), "--", f"./{folder}").stdout
        return tuple(os.fsdecode(name) for name in listed.split(b"\0") if name)

    def commit_time(self, revision: str) -> int:
        """When a commit was made, in seconds since 1970."""
        found = self._find(f"{_revision(revision)}^{{commit}}")
        if found and (when := _COMMITTED.search(found.content.partition(b"\n\n")[0])):
            return int(when[1])
        return int(self.run("show", "--no-patch", "--format=%ct", _revision(revision)))

    def tags(self, prefix: str) -> tuple[str, ...]:
        """The tags that begin with ``prefix`` and are reachable from HEAD."""
        listed = self.run("tag", "--list", "--merged", "HEAD", "--", f"{_glob(prefix)}*")
        return tuple(listed.splitlines())

    def tag_object(self, tag: str) -> str | None:
        """The hash of an annotated tag's object (of the commit for a light one), or None where there is no such tag."""
        return self._hash(f"refs/tags/{_revision(tag)}")

    def trailer(self, ref: str, key: str) -> str:
        """The value of a trailer (``Key: value``) at the end of an annotated tag's message; empty where it has none."""
        form = f"--format=%(contents:trailers:key={key},valueonly,unfold)"
        return self.run("for-each-ref", form, "--", ref)

    def remote_ref(self, remote: str, ref: str) -> str | None:
        """What a full ref (``refs/heads/main``) is on a remote now, or None. Raises ``PartialError`` if unreachable."""
        return self.remote_refs(remote, ref)[0]

    def remote_refs(self, remote: str, *refs: str) -> tuple[str | None, ...]:
        """The same of several refs, at one moment. Raises ``PartialError`` where the remote does not answer."""
        done = self._call("ls-remote", "--", remote, *refs)
        if done.returncode:
            failure = GitError(["ls-remote"], done.stderr.decode("utf-8", "replace"), self.root)
            raise PartialError(
                failure.what, where=failure.where, cure="The remote was not reachable; run it again later."
            )
        lines = (line.partition("\t") for line in done.stdout.decode().splitlines())
        there = {name: digest for digest, _, name in lines}
        return tuple(map(there.get, refs))

    def has_remote(self, remote: str) -> bool:
        return remote in self.run("remote").splitlines()

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether ``new`` contains ``old``. False too where ``old`` is not known here."""
        return self._call("merge-base", "--is-ancestor", _revision(old), _revision(new)).returncode == 0

    def fork_point(self, one: str, other: str) -> str | None:
        """The last commit that two have in common: one of them if the other contains it. None where there is none."""
        return self._call("merge-base", _revision(one), _revision(other)).stdout.decode().partition("\n")[0] or None

    def commit(self, paths: Sequence[str], message: str) -> str:
        """Commit these paths and nothing else; returns the new commit."""
        self.run("add", "--all", "--", *paths)
        self.run("commit", "--quiet", "--message", message, "--", *paths)
        return self.head()

    @contextmanager
    def worktree(self, revision: str) -> Generator[Path]:
        """A checkout of a revision beside this one, on no branch, gone afterwards: what is done there shows nowhere
        until its commits are merged. The value is the folder that corresponds to ``root``."""
        with tempfile.TemporaryDirectory(prefix="trueline-worktree-") as name:
            folder = Path(name) / "tree"
            self._forget_worktrees()
            self.run("worktree", "add", "--quiet", "--detach", str(folder), _revision(revision))
            try:
                yield folder / self.run("rev-parse", "--show-prefix")
            finally:
                self._call("worktree", "remove", "--force", str(folder))

    def _forget_worktrees(self) -> None:
        """Remove what a killed run left behind. There is no other one: a release holds the checkout's lock."""
        self.run("worktree", "prune")
        for line in self.run("worktree", "list", "--porcelain").splitlines():
            if line.startswith("worktree ") and "/trueline-worktree-" in line:
                self._call("worktree", "remove", "--force", line.removeprefix("worktree "))

    def fast_forward(self, commit: str) -> None:
        """Move the branch that is checked out, and its files, to a commit that contains it."""
        self.run("merge", "--ff-only", "--quiet", _revision(commit))

    def differ(self, old: str, new: str, *paths: str) -> bool:
        """Whether any of these paths is another in two revisions."""
        if old == new:
            return False
        done = self._call("diff", "--quiet", _revision(old), _revision(new), "--", *(f"./{path}" for path in paths))
        return done.returncode != 0

    def last_change(self, revision: str, path: str) -> str | None:
        """The last commit up to a revision that changed a path, or None."""
        if there := self._changed_by(_revision(revision), path):
            return there
        return self.run("log", "-1", "--format=%H", _revision(revision), "--", f"./{path}") or None

    def _changed_by(self, revision: str, path: str) -> str | None:
        """This very commit, where it is easily told that it changed a file: none before it, or one with another."""
        commit, now = self._find(f"{revision}^{{commit}}"), self._find(f"{revision}:./{path}")
        if not commit or not now or self._find(f"{revision}^2"):
            return None
        before = self._find(f"{revision}^1:./{path}")
        return commit.digest if before is None or before.digest != now.digest else None

    def archive(self, revision: str, folder: str = "") -> bytes:
        """A tar of a folder (or of everything below ``root``) in a commit: nothing untracked or changed gets in."""
        return self._checked("archive", "--format=tar", f"{_revision(revision)}:./{folder}").stdout

    def run(self, *arguments: str, strip: bool = True) -> str:
        """The output of a git command. Raises ``GitError`` where it fails."""
        text = self._checked(*arguments).stdout.decode("utf-8", "replace")
        return text.strip() if strip else text

    def stderr_of(self, *arguments: str) -> str:
        """What a git command says on its error stream, where some say what they found. Raises ``GitError``."""
        return self._checked(*arguments).stderr.decode("utf-8", "replace").strip()

    def _find(self, name: str) -> GitObject | None:
        """An object, where it is told at once; None does not mean that there is none."""
        try:
            return find(self.root, name)
        except UnclearError:
            return None

    def _digest(self, name: str) -> str:
        """The hash of what has this name. Raises ``GitError`` where nothing has."""
        found = self._find(name)
        return found.digest if found else self.run("rev-parse", "--verify", name)

    def _hash(self, name: str) -> str | None:
        """The same, or None where nothing has it."""
        try:
            found = find(self.root, name)
        except UnclearError:
            done = self._call("rev-parse", "--verify", "--quiet", name)
            return done.stdout.decode().strip() if done.returncode == 0 else None
        return found.digest if found else None

    def _checked(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        done = self._call(*arguments)
        if done.returncode:
            raise GitError(arguments, done.stderr.decode("utf-8", "replace"), self.root)
        return done

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return programs.git(*arguments, cwd=self.root, seconds=_TIMEOUT_SECONDS)
        except FileNotFoundError:
            cure = "Install git; a release is made from a repository."
            raise PreconditionError("git is not installed", where=Where(str(self.root)), cure=cure) from None
        except subprocess.TimeoutExpired:
            what = f"git {arguments[0]} did not answer within {_TIMEOUT_SECONDS} s"
            raise PartialError(what, where=Where(str(self.root)), cure="Run the same command again.") from None


def _revision(text: str) -> str:
    """A revision that git can't take for an option or a range."""
    if not text or text.startswith("-") or ".." in text or any(char in text for char in "\0\n ~^:?*[\\"):
        raise PreconditionError(f"{text!r} is not a branch, tag or commit")
    return text


def _glob(text: str) -> str:
    return re.sub(r"([*?\[\\])", r"\\\1", text)
