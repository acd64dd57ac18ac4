"""Keys that somebody prefers: `[keys]` of the preferences, a command's id and its one key on a line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from textual.binding import Binding, BindingError
from textual.keys import Keys

from simulator.app.commands import ENTRIES, Entry

NAMED = {key.value for key in Keys} | {"comma"} | {key for entry in ENTRIES for key in entry.keys}
"""Keys that are called by a word."""

Fault = tuple[str, dict[str, str]]
"""Key and values of the sentence that says what is wrong."""


def fault_of(wanted: Mapping[str, str], rooms: Iterable[Entry]) -> Fault | None:
    """What is wrong with these keys, if something is. `rooms` are the keys that mean something elsewhere."""
    known = {entry.id: entry for entry in ENTRIES}
    for name, key in wanted.items():
        said = {"name": name, "key": key}
        if name not in known:
            near = get_close_matches(name, known, 1, 0.0)
            return "app.preferences.keys_unknown", {**said, "near": near[0]}
        if not _normal(key):
            return "app.preferences.keys_none", said
        if not known[name].keys and not _never_typed(key):
            return "app.preferences.keys_typed", said
    worn = [*moved(ENTRIES, wanted), *rooms]
    for name, key in wanted.items():
        for entry in worn:
            if entry.id != name and _normal(key) in map(_normal, (*entry.keys, *entry.always)):
                return "app.preferences.keys_taken", {"name": name, "key": key, "other": entry.id}
    return None


def moved(entries: Sequence[Entry], wanted: Mapping[str, str]) -> list[Entry]:
    """The commands with the keys that are wanted."""
    return [_moved(entry, wanted[entry.id]) if entry.id in wanted else entry for entry in entries]


def keymap(wanted: Mapping[str, str]) -> dict[str, str]:
    """For Textual: the keys by the ids of bindings; see `commands.bindings`."""
    return {
        entry.id if entry.keys else f"{entry.id}.always": ",".join(entry.keys or entry.always)
        for entry in moved(ENTRIES, wanted)
        if entry.id in wanted
    }


def _moved(entry: Entry, key: str) -> Entry:
    """In the place of its first key; others that it has, such as escape, stay."""
    labels = (key, *entry.labels[1:])
    if entry.keys:
        return replace(entry, keys=(key, *entry.keys[1:]), labels=labels, line="")
    return replace(entry, always=(key, *entry.always[1:]), labels=labels, line="")


def _normal(key: str) -> str:
    """What Textual calls it; "" for what is no key."""
    if len(key) != 1 and key not in NAMED:
        return ""
    try:
        return next(iter(Binding.make_bindings([Binding(key, "")]))).key
    except (BindingError, StopIteration):
        return ""


def _never_typed(key: str) -> bool:
    """Can it not be part of a text that somebody types?"""
    return key.startswith("ctrl+") or (key[:1] == "f" and key[1:].isdigit())
