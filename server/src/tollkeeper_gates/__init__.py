"""Every gate of this repository: Trueline's, and two that hold document, server and SDK together."""
