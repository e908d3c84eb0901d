"""Bodies and calls of presets as source code, which may be printed and says the same."""
