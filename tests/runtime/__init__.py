"""The runtime on its own: hand-written operations, mocked HTTP, loopback sockets."""
