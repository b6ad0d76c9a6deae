"""HTTP: from a Starlette request to a ``Call`` and back."""
