"""The layout of openapi-python-client: its parser, templates and ``Project`` make the package, from any document.

The document as it was loaded is read first: where the engine reads that whole, names are those of the stock package,
on which its users' imports hang. Else the engine reads the canonical document in a form that it reads whole.
"""

LAYOUT = "openapi-python-client"
"""How users ask for it."""
