"""Everything a person can do, once: feeds bindings, palette, the line of keys, help and README.

A command's words are in the catalogue: `app.command.<id>` is its name, `help.command.<id>` its sentence; those of
rooms and of their keys have a file of their own (`<id>.name` and `<id>.text`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from simulator.locale import Catalogue


@dataclass(frozen=True, slots=True)
class Entry:
    """One command of the app."""

    id: str
    keys: tuple[str, ...]
    """Keys as Textual names them."""
    labels: tuple[str, ...]
    """The keys as people read them; a label with an entry in `app.key` is a word."""
    action: str
    """What the app runs."""
    rank: int = 0
    """Place in the line of keys: 1 goes last when room gets short; 0 is not in the line."""
    needs_frame: bool = False
    """Makes no sense before the world's first picture."""
    line: str = ""
    """What stands for the key in the line of keys, where one place speaks for several keys."""
    always: tuple[str, ...] = ()
    """Keys that work even while somebody types into a field."""


ENTRIES = (
    Entry("pause", ("space",), ("space",), "pause", 1, True),
    Entry("step", ("full_stop",), (".",), "step", 7, True),
    Entry("faster", ("plus", "equals_sign"), ("+",), "faster", 4, True, "+/-"),
    Entry("slower", ("minus",), ("-",), "slower", needs_frame=True),
    Entry("algorithm", ("a",), ("a",), "choose('algorithm')", 2, True),
    Entry("stages", ("s",), ("s",), "stages", 9, True),
    Entry("worlds", ("f",), ("f",), "open('worlds')", needs_frame=True),
    Entry("turns", ("e",), ("e",), "turns", needs_frame=True),
    Entry("person", ("p",), ("p",), "choose('person')", 6, True),
    Entry("creator", ("c",), ("c",), "choose('creator')", 8, True),
    Entry("phone", ("1",), ("1",), "zoom('phone')", 5, line="1-4"),
    Entry("map", ("2",), ("2",), "zoom('map')"),
    Entry("brand", ("3",), ("3",), "zoom('brand')"),
    Entry("vitals", ("4",), ("4",), "zoom('vitals')"),
    Entry("cocoon", ("k",), ("k",), "open('cocoon')", needs_frame=True),
    Entry("why", ("w",), ("w",), "open('why')", needs_frame=True),
    Entry("pipeline", ("i",), ("i",), "open('pipeline')", needs_frame=True),
    Entry("viewer", ("v",), ("v",), "open('viewer')", needs_frame=True),
    Entry("fame", ("b",), ("b",), "open('fame')", needs_frame=True),
    Entry("studio", ("u",), ("u",), "open('studio')", needs_frame=True),
    Entry("lab", ("l",), ("l",), "open('lab')", needs_frame=True),
    Entry("society", ("o",), ("o",), "open('society')", needs_frame=True),
    Entry("hot", ("g",), ("g",), "open('hot')", needs_frame=True),
    Entry("timeline", ("t",), ("t",), "timeline", needs_frame=True),
    Entry("story", ("j",), ("j",), "open('story')", needs_frame=True),
    Entry("home", ("0", "escape"), ("0", "esc"), "home", 12),
    Entry("help", ("question_mark",), ("?",), "help", 2),
    Entry("explain", ("h",), ("h",), "explain", 8, True),
    Entry("palette", (), ("ctrl+p",), "palette", 9, always=("ctrl+p",)),
    Entry("shade", ("d",), ("d",), "shade", 10),
    Entry("language", (), ("ctrl+l",), "language", 11, always=("ctrl+l",)),
    Entry("menu", ("m",), ("m",), "menu"),
    Entry("replay", (), ("ctrl+o",), "recordings", needs_frame=True, always=("ctrl+o",)),
    Entry("anew", (), ("ctrl+n",), "anew", needs_frame=True, always=("ctrl+n",)),
    Entry("back", (), ("ctrl+z",), "resume", needs_frame=True, always=("ctrl+z",)),
    Entry("motion", (), ("ctrl+r",), "motion", always=("ctrl+r",)),
    Entry("picture", (), ("ctrl+s",), "picture", always=("ctrl+s",)),
    Entry("quit", ("q",), ("q", "ctrl+c"), "quit", 3, always=("ctrl+q", "ctrl+c")),
)

PANELS = ("phone", "map", "brand", "vitals")
"""The panels in the order of their digits."""


def bindings(entries: Sequence[Entry] = ENTRIES) -> list[BindingType]:
    """The bindings of commands, each with the id by which a keymap can move it."""
    made: list[BindingType] = []
    for entry in entries:
        if entry.keys:
            made.append(Binding(",".join(entry.keys), entry.action, entry.id, id=entry.id))
        if entry.always:
            made.append(
                Binding(
                    ",".join(entry.always), entry.action, entry.id, id=f"{entry.id}.always", priority=True
                )
            )
    return made


def name_of(entry: Entry, say: Catalogue) -> str:
    """The name of a command."""
    key = f"app.command.{entry.id}"
    return say(key if key in say else f"{entry.id}.name")


def sentence_of(entry: Entry, say: Catalogue) -> str:
    """What a command does."""
    key = f"help.command.{entry.id}"
    return say(key if key in say else f"{entry.id}.text")


def key_label(entry: Entry, say: Catalogue, every: bool = False) -> str:
    """The key of a command as people read it; all of its keys if `every`."""
    labels = entry.labels if every else entry.labels[:1]
    return " ".join(say(f"app.key.{label}") if f"app.key.{label}" in say else label for label in labels)


def key_table(say: Catalogue, entries: Sequence[Entry] = ENTRIES) -> Sequence[tuple[str, str, str]]:
    """(keys, name, sentence) of every command, in the order of the registry."""
    return [
        (key_label(entry, say, every=True), name_of(entry, say), sentence_of(entry, say)) for entry in entries
    ]
