"""What apply would do, as sorted data, without I/O or presentation."""
