"""Presets on the server, brought into files."""
