"""A run as people and machines read it: a page of words and small charts, and a JSON document."""
