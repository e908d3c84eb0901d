"""The model lock: its facts, the routing of bodies, and prices."""
