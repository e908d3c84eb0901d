"""Plans, results, statuses and diagnostics as text for a terminal or a log."""
