"""The use cases shared by commands and programs."""
