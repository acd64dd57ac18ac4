"""What the values of a row look like: numbers, times, or the names of columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from recommender.datasets.formats import NAMES
from recommender.names import FLAGS

SPELLINGS = (
    "%m/%d/%Y %I:%M:%S %p",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y",
)
"""Of times in words, besides those of ISO 8601."""
_ZONE = re.compile(r"(?:[Zz]|[+-]\d\d(?::?\d\d)?)$")
_ISO = re.compile(r"\d{4}-\d\d?-\d\d?([ T]\d\d?:\d\d(:\d\d(\.\d+)?)?)?\s*([Zz]|[+-]\d\d(:?\d\d)?)?$")


def time_kind(words: Sequence[str]) -> str:
    """How times in words are read: a SQL type, or a spelling of `strptime`; "" where none of them is one."""
    from datetime import datetime

    if any(_ISO.match(word) for word in words):
        return "TIMESTAMPTZ" if any(_ZONE.search(word[10:]) for word in words) else "TIMESTAMP"
    for spelling in SPELLINGS:
        try:
            datetime.strptime(words[0], spelling)
        except ValueError:
            continue
        return spelling
    return ""


def is_data(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> bool:
    """Whether the first row has a number, or a time, wherever the columns that are counted want one."""
    first = rows[0]
    for role, name in columns.items():
        if role in ("user", "item", "event", *FLAGS) or not name[1:].isdecimal():
            continue
        place = int(name[1:]) - 1
        if place < len(first) and not (is_number(first[place]) or is_time(first[place])):
            return False
    known = {word for words in NAMES.values() for word in words}
    return not any(cell.lower() in known for cell in first if not is_number(cell))


def looks_like_data(first: Sequence[str]) -> bool:
    """Whether a first line is data already: numbers or times stand in it, and no name that columns have."""
    known = {word for words in NAMES.values() for word in words}
    if any(cell.split(":")[0].lower() in known for cell in first):
        return False
    told = [is_number(cell) or is_time(cell) for cell in first if cell]
    return all(told) if len(first) == 2 else any(told[2:])


def is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return re.fullmatch(r"-?\d+,\d+", word) is not None
    return True


def is_time(word: str) -> bool:
    return bool(_ISO.match(word.strip()))
