"""Commands in, frames out: how anything outside talks to a running world.

`Session` hides where the engine runs: `LocalSession` turns it in the caller's thread (tests, a fallback),
`ProcessSession` in a process of its own. A run is its settings plus the commands that touch the world at
their ticks, so whatever a hand did in the app can be replayed headless, to the same digest.

Names are loaded when they are touched: the engine's process can be started before the screen's has loaded the rest.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)  # pyright: ignore[reportUnknownVariableType]
