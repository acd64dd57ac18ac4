"""Recommenders that know ids and features: no feed, no screen, no simulator. `types` holds the contract.

Names are loaded when they are touched, so whoever wants one table of settings does not wait for every method;
`__init__.pyi` lists them, with where they lie.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)  # pyright: ignore[reportUnknownVariableType]
