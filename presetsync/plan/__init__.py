"""What apply would do, as sorted data: no I/O, no knowledge of how it is shown."""
