"""A room a folder: `state` is what the screen needs of the world, `camera` makes it in the engine's process and knows
no screen; `screen`, the panels and the styles show it. Its words are `<lang>.toml`."""
