"""The event stream: what follows the table of events without missing one, and server-sent events made from it."""

from tollkeeper_server.stream.tail import Tail

__all__ = ["Tail"]
