"""How fast a world runs and how much it holds, by the number of people and by its age, beside a stated ceiling.

The ceiling is a bare compiled loop over the very views of the last hour: it draws the luck that a view needs, gathers
the columns that decide it, and writes the columns of its event, in one thread. Nothing that simulates a platform can do
less, so our share of it says what choosing, learning, remembering and measuring cost.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.luck import Luck, folded, unit
from simulator.engine.laps import STEPS
from simulator.experiments.memory_room import memory_bytes
from simulator.experiments.wiring import Simulation, build
from simulator.frames import HOURS_PER_DAY
from simulator.laws.attention import Views
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings
from simulator.world.columns import product
from simulator.world.scene import Scene, scene

SIZES = (1_000, 5_000, 20_000)
AGES = (10, 30, 90)
"""Days after which a world of the smallest size is measured again."""
DRAWS = 15
"""Numbers that luck draws for one view: mood and its angle, seven to watch, six to react."""
SAMPLE = 300
"""People whose true neighbours are looked for, where the method asks around."""
_CEILING_S = 0.3


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One world in one of its days."""

    people: int
    creators: int
    videos: int
    day: int
    """The day that was measured, from 1."""
    views: int
    """In that day."""
    views_per_s: float
    cpu_views_per_s: float
    """Views over seconds of all threads together: steadier on a busy machine."""
    bytes_a_person: float
    """What the process holds more than before the world was built, over people."""
    told: float
    """The same as `memory_room.memory_bytes` reckons it from the settings."""
    steps: Mapping[str, float]
    """Share, 0..1, of the time of an hour by step of `laps.STEPS`."""
    recall: float | None
    """Share, 0..1, of the true neighbours of a sample whom the feed's method finds; None where it compares all."""
    ceiling: float
    """Views a second of the bare loop."""

    @property
    def share(self) -> float:
        """Our part of the ceiling, 0..1."""
        return self.views_per_s / self.ceiling


@dataclass(frozen=True, slots=True)
class WorldBench:
    """Everything one run measured."""

    sizes: tuple[BenchRow, ...]
    ages: tuple[BenchRow, ...]
    machine: Mapping[str, str]

    def document(self) -> dict[str, object]:
        """The report as JSON takes it."""
        return asdict(self)


def of_size(people: int) -> Settings:
    """The demo without its past, with so many people, and creators as their number to the power of two thirds: about as
    many as the worlds that come with feedscope have at their sizes."""
    demo = load_preset("demo")
    creators = round(demo.world.creators * (people / demo.world.people) ** (2 / 3))
    return override(demo, {"world.people": people, "world.creators": creators, "world.past_days": 0})


def bench(sizes: Sequence[int], ages: Sequence[int], say: Callable[[str], None]) -> WorldBench:
    """Measure the second day at each size, and these days of a world of the first. `say` is told what goes on."""
    rows = [row for size in sizes for row in _apart(of_size(size), (2,), say)]
    aged = tuple(_apart(of_size(sizes[0]), sorted(ages), say)) if ages else ()
    machine = {"cores": str(os.cpu_count() or 1), "numpy": np.__version__}
    return WorldBench(tuple(rows), aged, machine)


def _apart(settings: Settings, days: Sequence[int], say: Callable[[str], None]) -> Iterator[BenchRow]:
    """`measured` in a process of its own, whose memory holds nothing else."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    worker = context.Process(
        target=_work, args=(theirs, settings.model_dump(mode="json"), tuple(days)), daemon=True
    )
    worker.start()
    theirs.close()
    left = len(days)
    while left:
        told = cast("BenchRow | int", ours.recv())
        if isinstance(told, BenchRow):
            left -= 1
            yield told
        else:
            say(f"{settings.world.people:,} people, day {told} of {days[-1]}")
    worker.join()


def _work(told: Connection, settings: Mapping[str, object], days: Sequence[int]) -> None:
    for what in measured(Settings.model_validate(settings), days):
        told.send(what)


def measured(settings: Settings, days: Sequence[int]) -> Iterator[BenchRow | int]:
    """Live a world; yields the number of every day that begins, and a row for each of the rising `days`."""
    build(of_size(50)).warm()
    before = resident()
    world = build(settings, (settings.feed.algorithm,))
    world.warm()
    for day in range(1, days[-1] + 1):
        yield day
        steps, views, cpu, begun = {str(step): 0.0 for step in STEPS}, 0, os.times(), perf_counter()
        for _ in range(HOURS_PER_DAY):
            views += len(world.step().interactions)
            for step, ms in world.engine.laps.ms.items():
                steps[step] += ms
        if day not in days:
            continue
        took, after, whole = perf_counter() - begun, os.times(), sum(steps.values())
        yield BenchRow(
            people=settings.world.people,
            creators=settings.world.creators,
            videos=len(world.engine.world.videos),
            day=day,
            views=views,
            views_per_s=views / took,
            cpu_views_per_s=views / (after.user + after.system - cpu.user - cpu.system),
            bytes_a_person=(resident() - before) / settings.world.people,
            told=memory_bytes(settings, day) / settings.world.people,
            steps={step: ms / whole for step, ms in steps.items()},
            recall=world.recall(_sample(world)),
            ceiling=ceiling(world),
        )


def _sample(world: Simulation) -> NDArray[np.int32]:
    """People of the last day, evenly spread over their numbers."""
    users = np.flatnonzero(world.engine.chronicle.last_online >= world.tick - HOURS_PER_DAY)
    count = min(len(users), SAMPLE)
    return users[np.arange(count) * len(users) // max(count, 1)].astype(np.int32)


def resident() -> int:
    """Bytes of memory that this process holds; the most it ever held where the system does not tell."""
    try:
        told = Path("/proc/self/statm").read_text(encoding="ascii")
        return int(told.split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def ceiling(world: Simulation) -> float:
    """Views a second of the bare loop over the world's next hour, which is not lived."""
    views = _next_hour(world)
    seen, out = scene(world.engine.world), np.empty((DRAWS + 8, len(views.user)))
    purposes = Luck(1).purposes(*map(str, range(DRAWS)))
    _bare(seen, views.user, views.item, purposes, out)
    rounds, begun = 0, perf_counter()
    while rounds < 3 or perf_counter() - begun < _CEILING_S:
        _bare(seen, views.user, views.item, purposes, out)
        rounds += 1
    return rounds * len(views.user) / (perf_counter() - begun)


def _next_hour(world: Simulation) -> Views:
    """Of everybody who was online last, what they would watch of videos of all ages."""
    from recommender.types import Slate
    from simulator.laws.attention import watch

    engine = world.engine
    users = np.flatnonzero(engine.chronicle.last_online >= engine.tick - HOURS_PER_DAY).astype(np.int32)
    places = np.arange(10)
    items = engine.world.luck.integers(len(engine.world.videos), "bench", users[:, None], places).astype(
        np.int32
    )
    nothing = np.zeros(items.shape)
    slate = Slate(users, items, nothing, nothing.astype(np.uint8))
    return watch(engine.world, slate, np.full(len(users), len(places)))


@compiled
def _bare(
    seen: Scene,
    user: NDArray[np.int32],
    item: NDArray[np.int32],
    purposes: NDArray[np.uint64],
    out: NDArray[np.float64],
) -> None:
    """Draw, gather and write, and decide nothing."""
    people, videos = seen.people, seen.videos
    for at in range(len(user)):
        who, video = int(user[at]), int(item[at])
        key = folded(folded(np.uint64(0), who), int(videos.name[video]))
        for draw in range(len(purposes)):
            out[draw, at] = unit(key, purposes[draw])
        rest, creator = len(purposes), videos.creator[video]
        out[rest, at] = product(people.taste[who], videos.topics[video])
        out[rest + 1, at] = product(people.fatigue[who], videos.topics[video])
        out[rest + 2, at] = videos.quality[video] + videos.clickbait[video] + videos.duration_s[video]
        out[rest + 3, at] = (
            people.likes[who] + people.comments[who] + people.shares[who] + people.follows[who]
        )
        out[rest + 4, at] = seen.trust[creator] + seen.replies[creator]
        out[rest + 5, at] = seen.kinds.appeal[videos.kind[video]]
        out[rest + 6, at] = who
        out[rest + 7, at] = video
