"""The MCP server: tools over stdio and streamable HTTP."""
