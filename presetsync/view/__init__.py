"""What is shown of a plan, a result or a status, worked out once for every format."""
