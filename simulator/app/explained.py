"""The sentences that explain what stands on the screen, and where there is room to say one. Pure.

An entry is the place of a sentence in the catalogue: of `help.toml` ("phone.topics") or of any other file
("fame.help.p", "figures.minutes"). It has a `text`, and a `name` of its own or the `label` of the words that stand on
the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.geometry import Region, Size

from simulator.locale import Wording


def sentence(entry: str, say: Wording) -> str:
    """What it means."""
    return say(f"{_whole(entry, say)}.text")


def name(entry: str, say: Wording) -> str:
    """What it is called."""
    start = _whole(entry, say)
    return say(f"{start}.name") if f"{start}.name" in say else say(say(f"{start}.label"))


def _whole(entry: str, say: Wording) -> str:
    return f"help.{entry}" if f"help.{entry}.text" in say else entry


def free(cells: Iterable[Region], screen: Size, sizes: Sequence[Size], now: Region | None = None) -> Region:
    """Where a box covers none of these cells, or as few as can be.

    `sizes` are those that it may have, the best first; each is tried at the bottom and at the top, at both ends of
    the line. It stays where it is `now` if that will do.
    """
    taken = list(cells)
    places = [
        Region(x, y, size.width, size.height)
        for size in sizes
        for y in (screen.height - size.height, 0)
        for x in dict.fromkeys((0, screen.width - size.width))
    ]
    if now is not None and now in places:
        places.insert(0, now)
    return min(places, key=lambda place: sum(place.intersection(one).area for one in taken))
