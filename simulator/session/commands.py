"""The vocabulary between a screen and a running world: what a `Session` can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.engine.action import Action
    from simulator.settings.described import Value

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 0.0)
"""Ticks a second that + and - step through; 0 is as fast as possible."""

FRAMES_PER_SECOND = 20


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop, a step that is under way too; or go on."""

    on: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Run this many ticks and stay paused."""

    ticks: int = 1


@dataclass(frozen=True, slots=True)
class Speed:
    """Ticks a second; 0 is as fast as possible."""

    ticks_per_s: float


@dataclass(frozen=True, slots=True)
class SwitchAlgorithm:
    """Everyone gets another algorithm from the next tick on. Touches the world."""

    name: str
    twin: bool = False
    """In the twin, and not in the first world."""


@dataclass(frozen=True, slots=True)
class Tune:
    """Another value for a setting that may change while the world runs. Touches the world."""

    name: str
    """Dotted, such as "feed.rerank.diversity.on"."""
    value: Value


@dataclass(frozen=True, slots=True)
class TuneAll:
    """Other values for several such settings at once, or for none of them. Touches the world."""

    values: tuple[tuple[str, Value], ...]
    """(dotted name, value)."""


@dataclass(frozen=True, slots=True)
class Play:
    """Put a new person into a player's hands, or give them back. Touches the world, and ends its twin."""

    on: bool


@dataclass(frozen=True, slots=True)
class Fork:
    """From now on a twin of the world runs beside it, under this algorithm; it takes the place of an earlier one."""

    algorithm: str


@dataclass(frozen=True, slots=True)
class Unfork:
    """The twin ends; until another is forked it can come back."""


@dataclass(frozen=True, slots=True)
class Rejoin:
    """The twin that was unforked last comes back, as if it had never been; the world waits while it catches up."""


@dataclass(frozen=True, slots=True)
class StopAtTurns:
    """Pause by itself at every turning point, or do not."""

    on: bool


@dataclass(frozen=True, slots=True)
class Act:
    """What the played person did with a video of their feed. Touches the world."""

    action: Action


@dataclass(frozen=True, slots=True)
class Direct:
    """A creator works like this from now on. Touches the world."""

    creator: int
    plan: Mapping[str, object]
    """Levers by their names in `creator_settings.Strategy`; what is left out stays."""


@dataclass(frozen=True, slots=True)
class FollowPerson:
    """Show this person's phone."""

    person: int


@dataclass(frozen=True, slots=True)
class FollowCreator:
    """Show this creator's brand."""

    creator: int


@dataclass(frozen=True, slots=True)
class Search:
    """Find people or creators by part of a name or by number; the answer comes in `Frame.found`."""

    what: str
    """"person" or "creator"."""
    text: str


@dataclass(frozen=True, slots=True)
class Attend:
    """Frames carry this close-up from now on; "" for none."""

    what: str
    about: tuple[int, ...] = ()
    """What in particular, as the close-up says: people to show, a place in a feed."""


@dataclass(frozen=True, slots=True)
class Language:
    """Names, titles and comments from now on in "en" or "zh"."""

    lang: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Another world, of these plain settings, takes the place of this one; it stands still before its first hour.

    The one that was there is put aside, and an earlier one that had been is let go; see `Frame.fate`.
    """

    settings: Mapping[str, object]
    own: bool = True
    """May the new one be put aside some day? Not a story's: the story can tell it again."""


@dataclass(frozen=True, slots=True)
class Return:
    """The world that was put aside goes on exactly where it stood; this one is put aside, or else ends."""


@dataclass(frozen=True, slots=True)
class Until:
    """Stand still by itself once the world has lived so many hours; None takes that back."""

    tick: int | None


@dataclass(frozen=True, slots=True)
class Seek:
    """Go to this hour. Only what was recorded can; a living world refuses."""

    tick: int


OfTime = Pause | Step | Speed | Until | Seek
"""When hours pass."""

OfWorld = SwitchAlgorithm | Tune | TuneAll | Play | Act | Direct | Fork | Unfork | Rejoin
"""What happens in the world, or in its twin."""

OfView = FollowPerson | FollowCreator | Search | Attend | Language | StopAtTurns
"""What frames show, and when they stop for it."""

OfSession = Begin | Return
"""Which world it is."""

Command = OfTime | OfWorld | OfView | OfSession
"""`obeying` carries out the first three, `drive` the last."""
