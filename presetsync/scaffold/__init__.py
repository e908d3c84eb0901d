"""The files that ``presetsync init`` writes to a repository."""
