"""Close-ups: what a single screen needs of the world beyond a Frame. One is made only while somebody looks.

A screen asks by `session.Attend`; `camera.closeups` makes them; they travel in `Frame.closeup`. Like `frames`,
this package imports numpy and nothing heavier.
"""
