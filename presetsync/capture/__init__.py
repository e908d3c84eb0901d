"""Preset files from requests that work: a JSON or YAML body, or a curl command."""
