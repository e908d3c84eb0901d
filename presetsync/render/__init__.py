"""Plans, results and diagnostics, for people and for programs."""
