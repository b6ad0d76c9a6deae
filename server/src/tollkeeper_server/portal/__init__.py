"""The webhook portal: a page for a person, with a session of its own. Not a part of v1."""

from tollkeeper_server.portal.pages import Portal

__all__ = ["Portal"]
