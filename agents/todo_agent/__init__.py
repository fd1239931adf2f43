"""The agent: a turn from a message to an answer, over MCP tools."""
