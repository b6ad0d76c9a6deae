"""``python -m tests.real_servers [prefect ...]``: a story with each server, and what was not as documented."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.sdks import make_sdk

from real_servers import airflow, kinto, label_studio, phoenix, prefect
from real_servers.server import RealServer, ServerError, running
from real_servers.visit import Visit

Story = Callable[[Visit], None]
STORIES: dict[str, tuple[RealServer, Story]] = {
    module.SERVER.package: (module.SERVER, module.story) for module in (prefect, phoenix, label_studio, kinto, airflow)
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.real_servers")
    parser.add_argument("servers", nargs="*", help=f"some of {', '.join(STORIES)}; all when none is named")
    names = parser.parse_args().servers or list(STORIES)
    unknown = sorted(set(names) - STORIES.keys())
    if unknown:
        parser.error(f"{', '.join(unknown)}: choose from {', '.join(STORIES)}")
    failed = [name for name in names if not _visited(name)]
    sys.stdout.write(f"failed: {', '.join(failed)}\n" if failed else "every story came to its end\n")
    return 1 if failed else 0


def _visited(name: str) -> bool:
    server, story = STORIES[name]
    with TemporaryDirectory(prefix="real-server-") as folder:
        work = Path(folder)
        try:
            with running(server, work) as url:
                return _told(name, server, story, url, work)
        except ServerError as error:
            sys.stdout.write(f"{name}: FAILED: {error}\n")
            return False


def _told(name: str, server: RealServer, story: Story, url: str, work: Path) -> bool:
    answer = httpx.get(url + server.document, timeout=60, follow_redirects=True, trust_env=False)
    sdk = make_sdk(work / "sdk", answer.content, suffix=".json")
    visit, start = Visit(sdk, url + server.base), time.monotonic()
    sys.stdout.write(f"{name}: {answer.json()['info'].get('version', '')}, {len(answer.content):,} bytes\n")
    try:
        story(visit)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the next server has its turn
        sys.stdout.write(f"  FAILED after {visit.steps} steps: {type(error).__name__}: {error}\n")
        return False
    sys.stdout.write(f"  {visit.steps} steps in {time.monotonic() - start:.1f} s\n{visit.report()}")
    return True


if __name__ == "__main__":
    raise SystemExit(main())
