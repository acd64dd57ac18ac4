"""The verbs: `feedscope app`, `run` and `settings`.

Our own errors end in one line on stderr: exit code 2 for what was asked wrongly, 1 for what went wrong on the
way. A bug keeps its traceback.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

from cyclopts import App, Parameter, Token
from cyclopts.exceptions import (
    ArgumentOrderError,
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from simulator.config import Settings, SettingsError
from simulator.frames import HOURS_PER_DAY
from simulator.recording.errors import RecordingError
from simulator.report.document import program_version
from simulator.settings_faults import allowed, field_of, nearest
from simulator.settings_io import load_preset, override, presets, read_file, to_toml

MOST_DAYS = 10_000


class UsageError(Exception):
    """The command line asks for something that cannot be; one sentence."""


# Options


def _spelt(text: str) -> object:
    """A number where the text is one, else the text: settings say what they take."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _setting(dotted: str, option: str) -> Parameter:
    """An option that stands for one setting, with that setting's help, range and errors."""

    def convert(_: object, tokens: Sequence[Token]) -> object:
        settings = override(Settings(), {dotted: _spelt(tokens[0].value)}, {dotted: option})
        value: object = settings
        for name in dotted.split("."):
            value = getattr(value, name)
        return value

    field = field_of(dotted)
    sentence = (field.description or "").rstrip(".")
    return Parameter(name=option, help=f"{sentence} ({allowed(field)}).", converter=convert, show_default=False)


def _days(_: object, tokens: Sequence[Token]) -> float:
    text = tokens[0].value
    days = _spelt(text)
    if not isinstance(days, int | float) or not 0 < days <= MOST_DAYS:
        raise UsageError(f"--days must be a number above 0 and at most {MOST_DAYS}, not {text!r}")
    return float(days)


def _world(_: object, tokens: Sequence[Token]) -> str:
    name = tokens[0].value
    if name not in presets():
        known = ", ".join(presets())
        raise UsageError(f"--world must be one of {known}, not {name!r}{nearest(name, presets())}")
    return name
