"""Tools for agents (MCP): what is written once. Which tools there are, the generated tables in ``_cli`` say."""
