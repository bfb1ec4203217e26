"""The interfaces to users and programs: chat window, command line, HTTP API and MCP tool."""
