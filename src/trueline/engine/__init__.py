"""The engine: openapi-python-client, pinned, driven as a library. Only this package imports it.

It reads a document (``parse.py``), and what it read becomes frozen values (``reading.py``) or files in its own layout
(``build.py``). What it is used for, and why: docs/decisions/009-engine.md.
"""
