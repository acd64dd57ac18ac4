"""Finds what somebody brought along by where it is: `package.module:name`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from simulator.settings.tree import SettingsError


def named_object(spec: str, option: str) -> object:
    """What `package.module:name` names. SettingsError says what is missing."""
    module, _, name = spec.partition(":")
    look_here()
    try:
        return getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{option}: {spec}: there is no module {error.name!r} that Python can import"
        ) from None
    except AttributeError:
        raise SettingsError(f"{option}: {spec}: module {module} has nothing called {name!r}") from None


def look_here() -> None:
    """Let Python import from the working folder, too, after all else: an installed command does not by itself."""
    here = str(Path.cwd())
    if here not in sys.path and "" not in sys.path:
        sys.path.append(here)
