"""``python -m tollkeeper_server`` is ``tollkeeper-server``."""

from tollkeeper_server.commands.program import main

main()
