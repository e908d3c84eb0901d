"""What ``presetsync init`` lays down in a repository."""
