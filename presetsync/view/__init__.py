"""Views of plans, results and statuses, computed once for all formats."""
