"""How a setting reads, how it is typed, and where it goes at a turn. Pure."""

from __future__ import annotations

import math
import re

from simulator.app.screens.stages import further
from simulator.frames import Knob
from simulator.locale import Wording
from simulator.settings.described import Setting, Value
from simulator.settings.toml_text import literal

LOOSEST = 16.0
"""A setting that may be endless goes from here to its end, and back: no turn comes home from infinity."""

_TRUE = ("true", "on", "yes", "1", "开", "是")
_FALSE = ("false", "off", "no", "0", "关", "否")


def written(value: Value, say: Wording) -> str:
    """A value in few characters."""
    if isinstance(value, bool):
        return say("lab.on") if value else say("lab.off")
    if isinstance(value, float):
        return "∞" if math.isinf(value) else f"{value:.6g}"
    if isinstance(value, tuple):
        return ", ".join(written(part, say) for part in value)
    return str(value)


def sentence(setting: Setting, say: Wording) -> str:
    """What a setting does; in English where the catalogue has no words of its own."""
    key = said_at(setting.name, say)
    return say(key) if key else setting.text


def said_at(name: str, say: Wording) -> str:
    """The key of a setting's sentence, its own or that of all branches which have a setting of this name; "" if the
    catalogue has none."""
    above, _, last = name.rpartition(".")
    shared = f"{above.rpartition('.')[0]}.*.{last}"
    return next((key for each in (name, shared) if (key := f"lab.setting.{each}") in say), "")


def title(branch: str, say: Wording) -> str:
    """A branch of the settings in words; as it is called in a file, where there are none."""
    for key in (f"lab.branch.{branch}", f"stages.{branch.removeprefix('feed.rerank.')}.name"):
        if key in say:
            return say(key)
    return branch


def allowed(setting: Setting, say: Wording) -> str:
    """What it may be, in words."""
    low, high = setting.low, setting.high
    if setting.choices:
        return say("lab.one_of", names=", ".join(setting.choices))
    if isinstance(setting.default, bool):
        return f"{say('lab.on')} / {say('lab.off')}"
    if low is not None and high is not None:
        return say("lab.above_to" if setting.above else "lab.between", low=f"{low:.9g}", high=f"{high:.9g}")
    if low is not None:
        return say("lab.above" if setting.above else "lab.from", low=f"{low:.9g}")
    ends = re.search(r"(\d+) to (\d+) entries|at most (\d+)$", setting.allowed)
    if ends is None:
        return setting.allowed
    return say("lab.text_to", high=ends[3]) if ends[3] else say("lab.listed", low=ends[1], high=ends[2])


def unit(setting: Setting, say: Wording) -> str:
    """In what it is measured; "" where its sentence says so."""
    return say(f"lab.unit.{setting.unit}") if setting.unit else ""


def turned(setting: Setting, by: int) -> Value:
    """The value one turn up (1) or down (-1), within its ends; a list of numbers is typed, not turned."""
    value = setting.value
    if isinstance(value, tuple):
        return value
    if isinstance(value, bool):
        return by > 0
    if isinstance(value, float) and isinstance(setting.default, float) and math.isinf(setting.default):
        if math.isinf(value):
            return LOOSEST if by < 0 else value
        if by > 0 and value >= LOOSEST:
            return math.inf
    return further(Knob(setting.name, value, setting.low, setting.high, setting.choices), by)


def typed(text: str, like: Value) -> Value:
    """The value that text stands for beside one of the same setting; the text itself where it stands for none, so
    that whoever checks it can say what is allowed."""
    text = text.strip()
    if isinstance(like, tuple):
        parts = text.strip("[]").replace("，", ",").split(",")
        return tuple(_number(part.strip(), like[0]) for part in parts if part.strip())
    if isinstance(like, bool):
        low = text.casefold()
        return True if low in _TRUE else False if low in _FALSE else text
    return _number(text, like)


def _number(text: str, like: Value) -> float | str:
    """A number where `like` is one."""
    if isinstance(like, str):
        return text
    try:
        number = float("inf" if text == "∞" else text)
    except ValueError:
        return text
    if isinstance(like, int) and number.is_integer():
        return int(number)
    return text if math.isnan(number) else number


def refusal(setting: Setting, value: Value) -> str:
    """Why a setting that only a new world can take may not be this; "" if it may. The engine says so of all others."""
    kind = type(setting.default)
    parts = value if isinstance(value, tuple) else (value,)
    good = isinstance(value, kind) or (kind is float and type(value) is int)
    if isinstance(setting.default, tuple) and isinstance(value, tuple):
        good = all(isinstance(part, type(setting.default[0])) for part in value)
    if setting.choices:
        good = value in setting.choices
    for part in parts if not isinstance(setting.default, tuple) else ():
        if isinstance(part, int | float) and not isinstance(part, bool):
            good = good and (setting.low is None or part >= setting.low)
            good = good and (setting.high is None or part <= setting.high)
    if good:
        return ""
    given = repr(value) if isinstance(value, str) else literal(value)
    return f"{setting.name} must be {setting.allowed}, not {given}"
