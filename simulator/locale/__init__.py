"""The words of the program: one catalogue a language, read from the TOML files `locale/<lang>/<name>.toml`, and from
those that lie with a room, `rooms/<name>/<lang>.toml`.

Every file holds tables of sentences; a sentence's key is that name, the tables and the sentence's name joined by dots:
`[vitals] online = "..."` in `app.toml` is `app.vitals.online`. Values are filled in by `str.format`; and
`{n:view|views}` is a count with its word, "1 view" or "3 views".
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

Lang = Literal["en", "zh"]
LANGUAGES: tuple[str, ...] = get_args(Lang)

Words = tuple[str, ...]


class _Counting(string.Formatter):
    """Knows counts with their words."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, several, many = format_spec.partition("|")
        if not several:
            return format(value, format_spec)
        return f"{value} {one if str(value) == '1' else many}"


_COUNTING = _Counting()


class Wording:
    """The sentences of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._entries: dict[str, str | Words] = {}
        self._unread = {
            file.name.removesuffix(".toml"): file
            for file in files(__name__).joinpath(lang).iterdir()
            if file.name.endswith(".toml")
        }
        for room in files("simulator").joinpath("rooms").iterdir():
            if (file := room.joinpath(f"{lang}.toml")).is_file():
                self._unread[room.name] = file

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of `key` with its values filled in. KeyError names the key and the language."""
        entry = self._entry(key)
        if not isinstance(entry, str):
            raise TypeError(f"{key} is a list of words in the {self.lang} catalogue, not a sentence")
        if not values:
            return entry
        return _COUNTING.format(entry, **values) if "|" in entry else entry.format(**values)

    def words(self, key: str) -> Words:
        """The list of words of `key`."""
        entry = self._entry(key)
        if isinstance(entry, str):
            raise TypeError(f"{key} is a sentence in the {self.lang} catalogue, not a list of words")
        return entry

    def topic(self, key: str) -> str:
        """The word for a topic; its key where that is a name already, as those of a settings file are."""
        return self(f"topic.{key}") if f"topic.{key}" in self else key

    def __contains__(self, key: str) -> bool:
        self._read(key)
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        for name in sorted(self._unread):
            self._read(name)
        return iter(self._entries)

    def _entry(self, key: str) -> str | Words:
        if key not in self._entries:
            self._read(key)
        try:
            return self._entries[key]
        except KeyError:
            raise KeyError(f"no {key!r} in the {self.lang} catalogue") from None

    def _read(self, key: str) -> None:
        """The file of this key, unless that was read: all of them would take a tenth of the time to a first frame."""
        name = key.partition(".")[0]
        if file := self._unread.pop(name, None):
            self._entries.update(_flatten(name, tomllib.loads(file.read_text(encoding="utf-8"))))


def _flatten(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str | Words]]:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            yield from _flatten(key, value)  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(value, list):
            yield key, tuple(str(word) for word in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        else:
            yield key, str(value)


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(lang: str) -> Wording:
    """The catalogue of "en" or "zh"; each of its files is read once, when it is needed."""
    if lang not in LANGUAGES:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}, not {lang!r}")
    return Wording(lang)
