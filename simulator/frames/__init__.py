"""A Frame is the world at one moment, frozen: all that a screen, a printer, a recording or a report needs.

Names, titles and comments arrive as finished text in the run's language; everything else is numbers
that `app/view.py` puts into words. This package imports numpy and nothing heavier, because the screen's
process imports it; and names are loaded when they are touched, because its first frame needs none of them.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)  # pyright: ignore[reportUnknownVariableType]
