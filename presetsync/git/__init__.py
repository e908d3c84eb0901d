"""Running git, and reading commits, branches and objects."""
