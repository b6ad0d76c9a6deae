"""The interactive reference of the API, served with its own script and style and nothing from anywhere else."""

from __future__ import annotations

from tollkeeper_server.reference.pages import routes

__all__ = ["routes"]
