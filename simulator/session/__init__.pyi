"""What `simulator.session` offers, and where it lies."""

from .commands import (
    FRAMES_PER_SECOND as FRAMES_PER_SECOND,
    SPEEDS as SPEEDS,
    Act as Act,
    Attend as Attend,
    Begin as Begin,
    Command as Command,
    Direct as Direct,
    FollowCreator as FollowCreator,
    FollowPerson as FollowPerson,
    Fork as Fork,
    Language as Language,
    Pause as Pause,
    Play as Play,
    Rejoin as Rejoin,
    Return as Return,
    Search as Search,
    Seek as Seek,
    Speed as Speed,
    Step as Step,
    StopAtTurns as StopAtTurns,
    SwitchAlgorithm as SwitchAlgorithm,
    Tune as Tune,
    TuneAll as TuneAll,
    Unfork as Unfork,
    Until as Until,
)
from .drive import Drive as Drive
from .local import LocalSession as LocalSession
from .pacer import Pacer as Pacer
from .process import ProcessSession as ProcessSession
from .session import Session as Session, SessionEnded as SessionEnded
from .world import LiveWorld as LiveWorld, Over as Over, View as View
