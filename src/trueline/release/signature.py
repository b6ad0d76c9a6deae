"""Who signed the tag of a release: a signature that is there, that git can check, and whose key is trusted.

Keys are git's business (``gpg.format``, ``user.signingkey``); whom to trust is too, or the repository's own: a file of
allowed signers (``ssh-keygen(1)``, ALLOWED SIGNERS) that the setting ``signers`` names. Such a file holds public keys.
"""

from __future__ import annotations

from trueline.errors import Where, printable
from trueline.release.errors import PreconditionError
from trueline.release.git import Git, GitError
from trueline.release.project import Project

_BEGINNINGS = ("-----BEGIN SSH SIGNATURE-----", "-----BEGIN PGP SIGNATURE-----", "-----BEGIN SIGNED MESSAGE-----")
_NO_KEY = (
    "Tell git which key is yours (RELEASE.md, Signed tags), or write sign = false into [tool.trueline.release]. "
    "No tag was made."
)


def make_tag(project: Project, tag: str, commit: str, message: str) -> None:
    """The annotated tag, signed where the settings say so. Raises ``PreconditionError`` where git can't sign."""
    git = Git(project.root)
    if not project.config.release.sign:
        git.run("tag", "--annotate", "--no-sign", "--message", message, "--", tag, commit)
        return
    try:
        output = git.stderr_of("tag", "--annotate", "--sign", "--message", message, "--", tag, commit)
    except GitError as error:
        raise _unsigned(project, tag, error.stderr) from error
    if not _is_signed(git, tag):  # git 2.39 makes a tag without a signature, and succeeds, where an SSH key is missing
        git.run("tag", "--delete", "--", tag)
        raise _unsigned(project, tag, output)


def _unsigned(project: Project, tag: str, output: str) -> PreconditionError:
    reason = printable(" ".join(output.split())) or "it said nothing"
    return PreconditionError(f"git can't sign the tag {tag}: {reason}", where=Where(str(project.root)), cure=_NO_KEY)


def _is_signed(git: Git, tag: str) -> bool:
    return any(beginning in git.run("cat-file", "tag", f"refs/tags/{tag}") for beginning in _BEGINNINGS)


def check_signature(project: Project, tag: str) -> str:
    """What git says of a good signature, in a line. Raises ``PreconditionError`` for a tag whose signature is not."""
    git, where = Git(project.root), Where(tag)
    if not _is_signed(git, tag):
        cure = f"Nobody can tell who made it. If nobody uses it yet: git tag --delete {tag}, and run `tag` again."
        raise PreconditionError("the tag is not signed, and sign = true asks for it", where=where, cure=cure)
    signers = project.config.release.signers
    trust = ("-c", f"gpg.ssh.allowedSignersFile={project.root.resolve() / signers}") if signers else ()
    try:
        output = git.stderr_of(*trust, "verify-tag", "--", tag)
    except GitError as error:
        reason = printable(" ".join(error.stderr.split())) or "git said nothing"
        cure = (
            "If the key is a maintainer's, add it to the allowed signers (RELEASE.md, Signed tags). If not, stop here."
        )
        raise PreconditionError(f"the signature can't be trusted: {reason}", where=where, cure=cure) from error
    good = next((line for line in output.splitlines() if "good" in line.lower()), "git accepts the signature")
    return f"{tag}: {printable(good.removeprefix('gpg: '))}"
