"""The world at one moment, frozen: all that a screen, a printer, a recording or a report needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames.answers import Found, StageState
from simulator.frames.brand import Brand
from simulator.frames.feed import Phone
from simulator.frames.happenings import HotTrend, Live, Remark, Turn
from simulator.frames.vitals import FigureHistory, Vitals


@dataclass(frozen=True, slots=True)
class Crowd:
    """People as dots on the cocoon map, at most a few thousand of them; columns of equal length.

    Topics stand evenly around the unit circle, topic 0 at the top, clockwise. A dot's direction is where
    its diet pulls it, its distance from the centre how narrow the diet is: 0 all topics alike, 1 a single topic.
    """

    person: NDArray[np.int32]
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    """Upwards. x and y are NaN for people who have watched nothing yet."""
    topic: NDArray[np.uint8]
    """Leading topic of the diet."""
    state: NDArray[np.uint8]
    """A `Diet`."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A world that stands still and waits until somebody returns to it."""

    life: int
    """`Frame.life` of its frames."""
    tick: int
    people: int


@dataclass(frozen=True, slots=True)
class CloseUp:
    """What a single screen needs beyond a Frame; see `closeups`."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The world at the end of a tick."""

    tick: int
    """Simulated hours since the start; 0 before the first."""
    progress: float
    """How far into the next tick the clock is, 0..1; the phone plays its feed along it."""
    paused: bool
    speed: float
    """Ticks a second that were asked for; 0 is as fast as possible."""
    rate: float
    """Ticks a second that were reached over the last second."""
    algorithm: str
    algorithms: tuple[str, ...]
    """Names that a SwitchAlgorithm may carry."""
    unavailable: tuple[tuple[str, str], ...]
    """(name, extra of feedscope that installs what it needs) of algorithms whose libraries are not here."""
    topics: tuple[str, ...]
    """Keys of the topics; the catalogue has their words."""
    seed: int
    lang: str
    vitals: Vitals
    trends: FigureHistory
    crowd: Crowd
    phone: Phone
    brand: Brand
    remarks: tuple[Remark, ...]
    """Newest first."""
    digest: str
    """SHA-256 over all events so far."""
    stages: tuple[StageState, ...] = ()
    """What comes after the algorithm's own order, in the order of work."""
    hot: tuple[HotTrend, ...] = ()
    """The running trends, hottest first, at most eight."""
    live: tuple[Live, ...] = ()
    """Who was live in the last hour, most viewers first, at most eight."""
    found: Found | None = None
    closeup: CloseUp | None = None
    """What the screen that is open needs beyond this; None for those that need nothing."""
    refused: str = ""
    """Why the last command could not be carried out; empty in all other frames."""
    turns: tuple[Turn, ...] = ()
    """The newest turning points, newest first, at most a few."""
    stops: bool = False
    """Does time stop by itself at a turning point?"""
    twin: Frame | None = None
    """The other world, where there is one: the same people and luck under another algorithm. It has no twin."""
    forked: int = -1
    """Tick at which the two worlds parted; -1 while there is one."""
    unforked: int = -1
    """Tick at which a twin was unforked that can come back; -1 if there is none."""
    notice: str = ""
    """Key of a sentence about what the engine is busy with ("warming", "compiling"); empty when it simply runs."""
    begun: int = 0
    """How often another world of this session has taken the place of the one before, by beginning or returning."""
    life: int = 0
    """Which world of this session it is: the same when it returns after it was put aside."""
    aside: Aside | None = None
    """The world that somebody can return to."""
    fate: str = ""
    """What becomes of this one if another begins: "aside" if it is put aside; "ends" if it is too large for that; ""
    if it can be had again: a story's, a recording, or one that has not lived an hour."""
    owed: int = 0
    """Hours that are still to pass of those that somebody asked for; then the clock stands still, as `paused` says."""
    obeyed: int = 0
    """Number of the last command that has been carried out, or refused; see `session.Session.send`."""
    past: bool = False
    """Was it kept from before, and is shown while somebody looks back?"""
    recorded: NDArray[np.int32] | None = None
    """Ticks of all frames of the recording that is played, rising; None in a living world."""

    @property
    def ready(self) -> bool:
        """Does the world simply run? Else it gets ready, or lives the days that lie before its algorithm takes over;
        until it is, whoever counts hours has none to count."""
        return not self.notice
