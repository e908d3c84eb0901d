"""The model lock: what of the catalogue is kept, which endpoints a body leaves, what they cost."""
