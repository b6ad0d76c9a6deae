"""The environment of devpi, which every rehearsal needs: made once a run, and lent to the repositories.

So is what verify compiled in another repository.
"""

from __future__ import annotations

import shutil
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from trueline.release.files import tools_folder
from trueline.release.rehearsal.environment import devpi_environment


def lend_devpi(checkout: Path) -> None:
    """Put it where the repository would make its own, which takes most of its first rehearsal."""
    environment = devpi_environment().parent
    link = checkout / ".cache" / environment.name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(environment)
    for compiled in tools_folder().glob(f"imports-*.{MAGIC_NUMBER.hex()}"):  # whole ones, of this Python
        shutil.copy(compiled, link.parent)
