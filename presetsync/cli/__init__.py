"""The command line: one module a command, each wiring only."""
