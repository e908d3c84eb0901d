"""JSON, SARIF and workflow commands: formats for programs."""
