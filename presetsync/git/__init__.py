"""Running git, and what it knows of commits, branches and objects."""
