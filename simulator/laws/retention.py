"""Whether people keep coming: a bored person opens the app less, a delighted one more; some leave for good.

    contentment c += (1 - 2^(-n / 100)) * (e - c)            after n views of mean experience e (see `laws.drift`)
    zest = exp(retention * (c - c0)), within 1/3 and 3        times as often they open the app
    chance to leave = leaving_per_day * exp(-6 * (c - c0))    once a day, before dawn, drawn for everyone

with c in 0..1 and c0 = 0.67 the usual contentment, at which everybody starts. A running mean of outcomes compared
with a level one is used to is Helson's (1964) adaptation level; that satisfaction decides who stays and how much
they use a service is Bolton (1998). Newcomers are people whose hour of arrival lies ahead: until then they do not
come online, and no method has met them. With retention, leaving_per_day and newcomers at 0 nothing of this shows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.frames import HOURS_PER_DAY
from simulator.laws.drift import experience
from simulator.world.columns import sums_by
from simulator.world.people import USUAL_CONTENTMENT
from simulator.world.state import World

MEMORY_VIEWS = 100.0
"""Views after which an impression of the feed counts half."""

LARGEST_ZEST = 3.0
LOYALTY = 6.0
"""How much contentment keeps people: a tenth more takes 45 % from the chance to leave."""

LEAVING_HOUR = 4


def zest(world: World) -> NDArray[np.float64]:
    """(people,) how many times as often as usual they open the app, 1/3..3."""
    weight = world.settings.behaviour.retention
    drawn = np.exp(weight * (world.people.contentment.astype(np.float64) - USUAL_CONTENTMENT))
    return np.clip(drawn, 1.0 / LARGEST_ZEST, LARGEST_ZEST)


def settle(world: World, events: Interactions, tick: int, felt: NDArray[np.float32] | None = None) -> None:
    """Let this hour's views move contentment, and once a day let some leave; `felt` (B,) is their `drift.experience`,
    where somebody knows it already. A person's events must stand together."""
    people = world.people
    served = np.ones((len(events), 2), dtype=np.float32)
    served[:, 0] = experience(events) if felt is None else felt
    who, sums = sums_by(events.user, served)
    views = sums[:, 1]
    before = people.contentment[who]
    people.contentment[who] = before + (1.0 - 2.0 ** (-views / MEMORY_VIEWS)) * (sums[:, 0] / views - before)
    if tick % HOURS_PER_DAY == LEAVING_HOUR:
        leaves = world.luck.below(leaving(world), "leaves for good", np.arange(len(people)), tick)
        people.left[leaves & people.here(tick)] = tick


def leaving(world: World) -> NDArray[np.float64]:
    """(people,) chance, 0..1, to leave for good today."""
    beyond = world.people.contentment.astype(np.float64) - USUAL_CONTENTMENT
    return np.minimum(world.settings.behaviour.leaving_per_day * np.exp(-LOYALTY * beyond), 1.0)
