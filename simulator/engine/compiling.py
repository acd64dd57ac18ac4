"""The first start after installing compiles for long: two processes share the work where there are two cores.

One begins with what people do, the other with what a recommender learns and answers; what one has compiled, the other
reads from the disk. Nothing hangs on the second: without it the first compiles everything.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread

import numpy as np

from recommender.compiled import kept
from recommender.memory.rows import put
from recommender.types import Interactions
from simulator.another_python import command
from simulator.engine.tick import Engine
from simulator.settings.tree import Settings

_OTHER = "from simulator.experiments.wiring import compile_learning; compile_learning()"
_VIEWS = 4
"""Videos that each person watches, so that there is something to learn."""

_at_work: list[Popen[bytes]] = []
"""The second process, while there is one."""


def begin(settings: Settings) -> None:
    """Have another process compile the end first, if nothing is on the disk yet, for a world that will be `shared`:
    the sooner, the less is left to the first."""
    if _at_work or (os.cpu_count() or 1) < 2 or kept(put):
        return
    other = Popen(command(_OTHER), stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL)
    _at_work.append(other)
    assert other.stdin is not None
    with suppress(BrokenPipeError):  # stays open: whoever reads it ends with it
        pickle.dump(settings, other.stdin)
        other.stdin.flush()


@contextmanager
def shared(settings: Settings) -> Generator[None]:
    """Until the block has compiled all, another process compiles its end first: the one that was begun, or another."""
    try:
        begin(settings)
        yield
    finally:
        while _at_work:
            other = _at_work.pop()
            other.kill()
            other.communicate()


def told() -> Settings:
    """In the second process: the settings that the first has sent. It ends with the first, however that ends."""
    settings: Settings = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_it, daemon=True).start()
    return settings


def _end_with_it() -> None:
    # Not through sys.stdin: what a thread that waits there holds, Python wants when it ends.
    os.read(sys.stdin.fileno(), 1)
    os._exit(0)


def learn(engine: Engine) -> None:
    """Have the methods of a world of a few learn what nobody did, and answer; people do nothing."""
    people, videos = len(engine.world.people), len(engine.world.videos)
    users = np.repeat(np.arange(people, dtype=np.int32), _VIEWS)
    items = (users + np.tile(np.arange(_VIEWS, dtype=np.int32), people)) % np.int32(videos)
    seconds = np.full(len(users), 10.0, dtype=np.float32)
    hour, never = np.zeros(len(users), dtype=np.int32), np.zeros(len(users), dtype=np.bool_)
    events = Interactions(users, items, hour, seconds, seconds, ~never, never, never, never, never)
    engine.methods.update(events)
    who = np.arange(people, dtype=np.int32)
    engine.methods[engine.chosen].recommend(who, engine.world.settings.feed.slate, 1)
    engine.chronicle.note(events, 0)
    engine.chronicle.reputation.take_in()
