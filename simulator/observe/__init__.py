"""What a run has been like: it watches a world, and nothing in the world depends on it."""
