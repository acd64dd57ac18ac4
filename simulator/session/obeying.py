"""How each command is carried out on the life it is meant for. ValueError says why one cannot be.

A new command is a dataclass in `commands`, a member of one of the groups there, and one case here; pyright tells
when the case is missing.
"""

from __future__ import annotations

from dataclasses import replace

from simulator.session.commands import (
    Act,
    Attend,
    Direct,
    FollowCreator,
    FollowPerson,
    Fork,
    Language,
    OfTime,
    OfView,
    OfWorld,
    Pause,
    Play,
    Rejoin,
    Search,
    Seek,
    Speed,
    Step,
    StopAtTurns,
    SwitchAlgorithm,
    Tune,
    TuneAll,
    Unfork,
    Until,
)
from simulator.session.life import Life
from simulator.session.world import View


def pace(command: OfTime, life: Life, now: float) -> None:
    """Let time run otherwise, from `now` on the session's clock."""
    match command:
        case Pause(True):
            life.pacer.stop(now)
        case Pause():
            life.pacer.pause(False, now)
        case Step(ticks):
            life.pacer.step(ticks, now)
        case Speed(ticks_per_s):
            life.pacer.run_at(ticks_per_s, now)
        case Until(tick):
            life.until = tick
        case Seek(tick):
            life.seek(tick, now)


def touch(command: OfWorld, life: Life) -> None:
    """Change the world, its twin, or both."""
    match command:
        case SwitchAlgorithm(name, twin):
            life.side(twin).switch(name)
        case Tune(name, value):
            life.tell(lambda world: world.tune(name, value))
        case TuneAll(values):
            life.tell(lambda world: world.tune_all(dict(values)))
        case Direct(creator, plan):
            life.tell(lambda world: world.direct(creator, plan))
        case Play(on):
            life.unfork()
            life.world.take(on)
        case Act(action):
            life.world.act(action)
        case Fork(algorithm):
            life.fork(algorithm)
        case Unfork():
            life.unfork()
        case Rejoin():
            life.rejoin()


def looking(command: OfView, view: View) -> View:
    """Where the camera points afterwards."""
    match command:
        case FollowPerson(person):
            return replace(view, person=person)
        case FollowCreator(creator):
            return replace(view, creator=creator)
        case Search():
            return replace(view, search=command)
        case Attend(what, about):
            return replace(view, attends=what, about=about)
        case Language(lang):
            return replace(view, lang=lang)
        case StopAtTurns(on):
            return replace(view, stops=on)
