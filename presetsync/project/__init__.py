"""The use cases that commands and programs share."""
