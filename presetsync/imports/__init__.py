"""Importing presets from the server into files."""

PROMPTS_OVER = 200
"""Characters. A longer system prompt is written to its own file."""
