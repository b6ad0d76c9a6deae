"""``python -m tollkeeper_server`` is ``tollkeeper-server``."""

from tollkeeper_server.serve import main

main()
