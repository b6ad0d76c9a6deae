"""The event stream: what follows the table of events without missing one, and server-sent events made from it."""
