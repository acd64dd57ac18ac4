"""One world measured as `feedscope validate` compares it with real platforms."""

from __future__ import annotations

from simulator.experiments.studies.plan import Plan, planned
from simulator.frames import HOURS_PER_DAY
from simulator.observe.scale import scale
from simulator.settings.tree import Settings
from simulator.validation.catalogue import shown_all
from simulator.validation.effects import Effects
from simulator.validation.tally import Tally
from simulator.validation.targets import SCALE
from simulator.validation.watching import figures

WARM_UP = 0.25
"""Share of a run that is not counted: platforms are measured when their algorithm knows people."""
VIEWS = "views counted"
"""Among the stored figures: how many they rest on."""


def plan(settings: Settings, days: int) -> Plan:
    """The run that measures such a world over so many days."""
    return planned(settings, days, window=(WARM_UP * days, days), work=f"{__name__}:work")


def work(plan: Plan) -> tuple[dict[str, float], str]:
    """Its figures, views among them; the digest."""
    found, views, digest = _measured(plan.settings, plan.ticks)
    return {**found, VIEWS: float(views)}, digest


def measured(settings: Settings, days: int) -> tuple[dict[str, float], int]:
    """The figures of one world over so many days under its own algorithm, and the views counted; the days that the
    platform has lived before are not."""
    found, views, _ = _measured(settings, days * HOURS_PER_DAY)
    return found, views


def _measured(settings: Settings, hours: int) -> tuple[dict[str, float], int, str]:
    from simulator.experiments.wiring import build

    first = int(hours * WARM_UP)
    engine = build(settings, (settings.feed.algorithm,)).open().engine
    world = engine.world
    tally, effects = Tally(len(world.people)), Effects(engine)
    for hour in range(hours):
        events = engine.step().interactions
        effects.note(events, engine.tick - 1)
        if hour >= first:
            tally.add(events, engine.tick - 1)
    stayed = (world.people.arrives <= engine.opens + first) & (world.people.left < 0)
    size = scale(settings)
    found = {
        **figures(tally, shown_all(world, engine.tick).ratio, world.videos, stayed),
        **effects.figures(),
        **{target.key: float(getattr(size, target.key)) for target in SCALE},
    }
    return found, tally.views, engine.digest
