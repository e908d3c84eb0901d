"""What ``presetsync init`` writes to a repository."""
