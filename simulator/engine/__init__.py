"""One hour of the world: the tick, somebody's hand in it, and how long its steps take."""
