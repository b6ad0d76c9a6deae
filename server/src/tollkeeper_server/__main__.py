"""``python -m tollkeeper_server`` is ``tollkeeper-server``."""

from __future__ import annotations

from tollkeeper_server import collector


def run() -> None:
    """The console script."""
    with collector.paused():
        from tollkeeper_server.commands.program import main  # noqa: PLC0415 - what is imported is most of a start

        main()


if __name__ == "__main__":
    run()
