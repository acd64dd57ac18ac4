"""Commands in, frames out: how anything outside talks to a running world.

`Session` hides where the engine runs: `LocalSession` turns it in the caller's thread (tests, a fallback),
`ProcessSession` in a process of its own. A run is its settings plus the commands that touch the world at
their ticks, so whatever a hand did in the app can be replayed headless, to the same digest.
"""

from __future__ import annotations

from simulator.session.commands import (
    FRAMES_PER_SECOND,
    SPEEDS,
    Act,
    Attend,
    Begin,
    Command,
    Direct,
    FollowCreator,
    FollowPerson,
    Fork,
    Language,
    Pause,
    Play,
    Rejoin,
    Return,
    Search,
    Seek,
    Session,
    SessionEnded,
    Speed,
    Step,
    StopAtTurns,
    SwitchAlgorithm,
    Tune,
    TuneAll,
    Unfork,
    Until,
)
from simulator.session.drive import Drive
from simulator.session.local import LocalSession
from simulator.session.pacer import Pacer
from simulator.session.process import ProcessSession
from simulator.session.world import LiveWorld, Over, View

__all__ = [
    "FRAMES_PER_SECOND",
    "SPEEDS",
    "Act",
    "Attend",
    "Begin",
    "Command",
    "Direct",
    "Drive",
    "FollowCreator",
    "FollowPerson",
    "Fork",
    "Language",
    "LiveWorld",
    "LocalSession",
    "Over",
    "Pacer",
    "Pause",
    "Play",
    "ProcessSession",
    "Rejoin",
    "Return",
    "Search",
    "Seek",
    "Session",
    "SessionEnded",
    "Speed",
    "Step",
    "StopAtTurns",
    "SwitchAlgorithm",
    "Tune",
    "TuneAll",
    "Unfork",
    "Until",
    "View",
]
