"""From a preset file's data to diagnostics."""
