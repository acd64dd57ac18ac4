"""Everything a person can do, once: feeds bindings, palette, the line of keys, help and README.

A command without a key is reached through its door or the palette; `[keys]` of the preferences may give it one.

A command's words are in the catalogue: `app.command.<id>` is its name, `help.command.<id>` its sentence; those of
rooms and of their keys have a file of their own (`<id>.name` and `<id>.text`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from simulator.app.doors import DOORS, ELSEWHERE
from simulator.locale import Wording


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
    """Makes no sense before the world's first frame."""
    line: str = ""
    """What stands for the key in the line of keys, where one place speaks for several keys."""
    always: tuple[str, ...] = ()
    """Keys that work even while somebody types into a field."""


def _of_doors() -> Iterator[Entry]:
    """A command for each door, with its letter, and one for each tab, which has no key unless somebody gives it one."""
    for door in DOORS:
        yield Entry(
            door.id, (door.key,), (door.key,), f"door('{door.id}')", needs_frame="dashboard" not in door.tabs
        )
        for place, tab in enumerate(door.tabs):
            if tab not in ELSEWHERE and tab != door.id:
                way = " ".join(door.key * (place + 1))
                yield Entry(tab, (), (way,), f"open('{tab}')", needs_frame=True)


ENTRIES = (
    Entry("pause", ("space",), ("space",), "pause", 1, True),
    Entry("step", ("full_stop",), (".",), "step", 7, True),
    Entry("faster", ("plus", "equals_sign"), ("+",), "faster", 4, True, "+/-"),
    Entry("slower", ("minus",), ("-",), "slower", needs_frame=True),
    *_of_doors(),
    Entry("algorithm", ("a",), ("a",), "choose('algorithm')", 2, True),
    Entry("stages", (), ("r r",), "stages", needs_frame=True),
    Entry("turns", ("e",), ("e",), "turns", needs_frame=True),
    Entry("person", ("slash",), ("/",), "choose('person')", 5, True),
    Entry("creator", (), ("/ tab",), "choose('creator')", needs_frame=True),
    Entry("phone", ("1",), ("1",), "zoom('phone')", 9, line="1-4"),
    Entry("map", ("2",), ("2",), "zoom('map')"),
    Entry("brand", ("3",), ("3",), "zoom('brand')"),
    Entry("vitals", ("4",), ("4",), "zoom('vitals')"),
    Entry("jump", ("j",), ("j",), "jump", 8, True),
    Entry("timeline", ("t",), ("t",), "timeline", needs_frame=True),
    Entry("home", ("0", "escape"), ("0", "esc"), "home", 12),
    Entry("help", ("question_mark",), ("?",), "help", 2),
    Entry("explain", ("h",), ("h",), "explain", 6, True),
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

OF_THE_TIMELINE = (
    Entry("timeline.key.live", (), ("enter",), "look('live')", 1, line="enter", always=("enter", "escape")),
    Entry("timeline.key.earlier", (), ("←",), "look('earlier')", 2, line="← →", always=("left",)),
    Entry("timeline.key.later", (), ("→",), "look('later')", always=("right",)),
    Entry("timeline.key.day_back", (), ("shift+←",), "look('day_back')", 3, line="shift ← →", always=("shift+left",)),
    Entry("timeline.key.first", (), ("home",), "look('first')", 4, line="home end", always=("home",)),
    Entry("timeline.key.last", (), ("end",), "look('last')", always=("end",)),
    Entry("timeline.key.day_on", (), ("shift+→",), "look('day_on')", always=("shift+right",)),
)  # fmt: skip
"""They work before all other keys, and only while the timeline is open."""

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


def name_of(entry: Entry, say: Wording) -> str:
    """The name of a command."""
    key = f"app.command.{entry.id}"
    return say(key if key in say else f"{entry.id}.name")


def sentence_of(entry: Entry, say: Wording) -> str:
    """What a command does."""
    key = f"help.command.{entry.id}"
    return say(key if key in say else f"{entry.id}.text")


def key_label(entry: Entry, say: Wording, every: bool = False) -> str:
    """The key of a command as people read it; all of its keys if `every`."""
    labels = entry.labels if every else entry.labels[:1]
    return " ".join(say(f"app.key.{label}") if f"app.key.{label}" in say else label for label in labels)


def key_table(say: Wording, entries: Sequence[Entry] = ENTRIES) -> Sequence[tuple[str, str, str]]:
    """(keys, name, sentence) of every command, in the order of the registry."""
    return [
        (key_label(entry, say, every=True), name_of(entry, say), sentence_of(entry, say)) for entry in entries
    ]
