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


def fault_of(
    wanted: Mapping[str, str], rooms: Iterable[Entry], elsewhere: Iterable[Entry] = ()
) -> Fault | None:
    """What is wrong with these keys of the app and of `rooms`, if something is. `elsewhere`: keys that cannot be moved.

    Keys of two rooms may be the same; a room's may be those of the app that the room uses in any case.
    """
    entries = [*ENTRIES, *rooms]
    known = {entry.id: entry for entry in entries if entry.keys or entry.always or not _room(entry)}
    for name, key in wanted.items():
        said = {"name": name, "key": key}
        if name not in known:
            near = get_close_matches(name, known, 1, 0.0)
            return "app.preferences.keys_unknown", {**said, "near": near[0]}
        if not _normal(key):
            return "app.preferences.keys_none", said
        if known[name].always and not known[name].keys and not _never_typed(key):
            return "app.preferences.keys_typed", said
    used = {(_room(entry), _normal(key)) for entry in entries for key in entry.keys}
    worn = [*moved(entries, wanted), *elsewhere]
    for name, key in wanted.items():
        here, means = _room(known[name]), _normal(key)
        for entry in worn:
            there = _room(entry)
            if entry.id == name or (here and there not in ("", here)):
                continue
            borrowed = here and not there and (here, means) in used
            if not borrowed and means in map(_normal, (*entry.keys, *entry.always)):
                return "app.preferences.keys_taken", {"name": name, "key": key, "other": entry.id}
    return None


def moved(entries: Sequence[Entry], wanted: Mapping[str, str]) -> list[Entry]:
    """The commands with the keys that are wanted."""
    made = [_moved(entry, wanted[entry.id]) if entry.id in wanted else entry for entry in entries]
    for place, entry in enumerate(entries):
        both = [place, *(near for near in (place - 1, place + 1) if _speaks_for(entry, entries, near))]
        if len(both) > 1 and any(entries[each].id in wanted for each in both):
            made[place] = replace(made[place], line="/".join(made[each].labels[0] for each in both))
    return made


def keymap(entries: Sequence[Entry], wanted: Mapping[str, str]) -> dict[str, str]:
    """For Textual: the keys by the ids of bindings; see `commands.bindings`."""
    return {
        entry.id if entry.keys else f"{entry.id}.always": ",".join(entry.keys or entry.always)
        for entry, usual in zip(moved(entries, wanted), entries, strict=True)
        if entry.id in wanted and not keyless(usual)
    }


def given(entries: Iterable[Entry], wanted: Mapping[str, str]) -> list[tuple[str, str]]:
    """(key as Textual calls it, action) of commands that have no key but the one that somebody gave them."""
    return [
        (_normal(wanted[entry.id]), entry.action)
        for entry in entries
        if entry.id in wanted and keyless(entry)
    ]


def keyless(entry: Entry) -> bool:
    """Is it a command that has no key unless somebody gives it one?"""
    return not entry.keys and not entry.always


def _room(entry: Entry) -> str:
    """Whose key it is: a room's, or the app's, ""."""
    room, own, _ = entry.id.partition(".key.")
    return room if own else ""


def _speaks_for(entry: Entry, entries: Sequence[Entry], near: int) -> bool:
    """Does what stands for the entry in the line of keys ("↑↓") stand for its neighbour as well?"""
    return bool(entry.line) and 0 <= near < len(entries) and entries[near].labels[0] in entry.line


def _moved(entry: Entry, key: str) -> Entry:
    """In the place of its first key; others that it has, such as escape, stay."""
    labels = (key, *entry.labels[1:])
    if entry.keys or keyless(entry):
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
