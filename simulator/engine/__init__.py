"""One hour of the world: the tick, somebody who is played in it, and how long its steps take."""
