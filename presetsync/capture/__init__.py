"""Preset files from working requests: a JSON or YAML body, or a curl command."""
