"""The command line: one module per command, each wiring only."""
