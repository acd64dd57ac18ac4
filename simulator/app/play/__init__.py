"""The two games: what a player has done so far, and what there is to win. Pure; the rooms show it."""
