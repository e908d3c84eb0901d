"""API keys: their sources, their shapes, and redacting them from text."""
