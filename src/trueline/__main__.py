"""``python -m trueline``."""

from trueline.cli import main

raise SystemExit(main())
