"""Bodies and calls of presets as printable source code."""
