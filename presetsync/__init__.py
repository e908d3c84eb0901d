"""Presets as code for OpenRouter: a declarative sync of YAML files to versioned presets."""

__version__ = "0.1.0"
