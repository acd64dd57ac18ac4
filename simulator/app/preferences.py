"""What the app remembers from one time to the next: colours, language, motion. Saved the moment it changes.

The file is TOML in the platform's folder for such. One that cannot be read is put aside under another name, never
thrown away; what people wrote in it, comments and entries that this version does not know too, stays as it is.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, cast

from simulator.app.places import config_folder, fresh, served
from simulator.locale import LANGUAGES
from simulator.settings.toml_text import literal, rewritten


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody prefers."""

    theme: str = ""
    """Name of a colour scheme; "" for the usual one."""
    lang: str = ""
    """"en", "zh", or "" for the terminal's."""
    reduced_motion: bool = False
    """Nothing plays or glides by itself."""
    stop_at_turning_points: bool = False
    """The clock stops by itself where something remarkable happens."""
    opening: bool = True
    """The app opens on two worlds that part, before the menu."""


class PreferenceFile:
    """Preferences and the file in which they are kept; without a file they last as long as the app."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.now = Preferences()
        """What is preferred now."""
        self.keys: dict[str, str] = {}
        """Keys by the ids of commands; they are only read here, see `moved`."""
        self.fault: tuple[str, dict[str, str]] | None = None
        """Key and values of the sentence about a file that could not be read or written, for once; see `told`."""
        if file is not None:
            self._read(file)

    def told(self) -> tuple[str, dict[str, str]] | None:
        """The fault, if there is a new one; it is said only once."""
        fault, self.fault = self.fault, None
        return fault

    def remember(self, **changes: Any) -> None:
        """Prefer this from now on, and save it."""
        wanted = replace(self.now, **changes)
        if wanted == self.now:
            return
        self.now = wanted
        if self._file is not None:
            try:
                self._write(self._file)
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or str(error)
                self.fault = ("app.preferences.unwritten", {"file": str(self._file), "why": why})
                self._file = None  # said once; from now on they last as long as the app

    def _read(self, file: Path) -> None:
        try:
            table = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
            self.now, self.keys = _made(table), _keys(table)
        except FileNotFoundError:
            return
        except OSError as error:
            why = error.strerror or str(error)
            self.fault = ("app.preferences.unread", {"file": str(file), "why": why})
            self._file = None  # what cannot be read is not written over
            return
        except ValueError:
            self._put_aside(file)
            return

    def _put_aside(self, file: Path) -> None:
        (aside,) = fresh(file.parent, file.name, ".bad")
        try:
            file.rename(aside)
        except OSError:
            self._file = None
        self.fault = ("app.preferences.broken", {"file": str(file), "aside": aside.name})

    def _write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        # What stands there now, not what stood there when the app opened: people edit it meanwhile.
        before = file.read_bytes().decode("utf-8-sig") if file.exists() else ""
        text = rewritten(before, asdict(self.now))
        beside = file.with_name(f"{file.name}.{os.getpid()}.new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)


def kept() -> PreferenceFile:
    """The preferences of whoever uses this computer; those of a visitor from elsewhere last as long as the visit."""
    return PreferenceFile() if served() else PreferenceFile(config_folder() / "app.toml")


def _made(table: dict[str, object]) -> Preferences:
    """ValueError where an entry is of the wrong kind."""
    known: dict[str, type[object]] = {name: type(value) for name, value in asdict(Preferences()).items()}
    found = {name: value for name, value in table.items() if name in known}
    for name, value in found.items():
        if type(value) is not known[name]:
            raise ValueError(f"{name} must be {known[name].__name__}, not {literal(str(value))}")
    if found.get("lang", "") not in ("", *LANGUAGES):
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}")
    return Preferences(**cast("dict[str, Any]", found))


def _keys(table: dict[str, object]) -> dict[str, str]:
    """`[keys]` by ids, whether those are quoted or not. ValueError where it is not a table of names and words."""
    keys = table.get("keys", {})
    if not isinstance(keys, dict):
        raise ValueError("keys must be a table")
    found: dict[str, str] = {}
    for name, key in cast("dict[str, object]", keys).items():
        if isinstance(key, dict):
            inner = _keys({"keys": key})
            found |= {f"{name}.{rest}": each for rest, each in inner.items()}
        elif isinstance(key, str) and re.fullmatch(r"[\w.-]+", name, re.ASCII):
            found[name] = key
        else:
            raise ValueError(f"keys.{name} must be the name of a key")
    return found
