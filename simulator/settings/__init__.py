"""Everything that can be set: the validated tree, its files, what is wrong with one, and how screens see it."""
