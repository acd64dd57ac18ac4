"""The close-up of society: measures over time, the dials that move them, and who is private, fake or small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.privacy.consent import opted_out, truthfulness
from recommender.privacy.noise import pushed_creators
from simulator.camera.thinning import thinned
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY
from simulator.rooms.society.state import MEASURES, Dial, SocietyState
from simulator.session import View
from simulator.settings.files import value_of
from simulator.world.words import Words

DIALS = (
    "feed.rerank.fairness.strength", "feed.rerank.pools.share", "feed.rerank.calibration.share",
    "privacy.opt_out", "privacy.epsilon", "feed.rerank.quality.least", "noise.bots",
)  # fmt: skip
"""Settings that have an effect on what this screen measures."""

GROUPS = 10


class SocietyCamera:
    """Looks at one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, view: View, words: Words) -> SocietyState:
        """The measures so far, and the dials as they stand."""
        del view, words
        world, chronicle = self._engine.world, self._engine.chronicle
        settings, people = world.settings, len(world.people)
        places = thinned(chronicle.hours)
        return SocietyState(
            tick=(places + 1).astype(np.int32),
            series=np.stack([chronicle.vital(name)[places] for name in MEASURES]),
            dials=tuple(self._dial(name) for name in DIALS),
            tenths=self._tenths(),
            people=people,
            opted_out=int(opted_out(np.arange(people), settings.privacy.opt_out, world.luck).sum()),
            truthful=truthfulness(settings.privacy.epsilon),
            bots=round(settings.noise.bots * people),
            pushed=int(pushed_creators(len(world.creators), settings.noise.bot_pushes, world.luck).sum()),
        )

    def _dial(self, name: str) -> Dial:
        settings = self._engine.world.settings
        switch = switch_of(name)
        touched = [
            change.tick
            for change in self._engine.changes
            if any(part[0] in (name, switch) for part in change.parts)
        ]
        value, on = value_of(settings, name), bool(value_of(settings, switch)) if switch else True
        return Dial(name, float(str(value)), on, touched[-1] if touched else -1)

    def _tenths(self) -> NDArray[np.float64]:
        chronicle = self._engine.chronicle
        views = chronicle.creator_views_day
        if chronicle.hours < HOURS_PER_DAY or not views.sum():
            return np.full(GROUPS, np.nan)
        (before,) = chronicle.counts("reached", np.array([chronicle.hours - HOURS_PER_DAY]))
        order = np.argsort(before, kind="stable")
        return np.array([part.sum() for part in np.array_split(views[order], GROUPS)]) / views.sum()


def switch_of(name: str) -> str:
    """The switch of the stage to which a setting belongs; "" where it belongs to none."""
    return f"{name.rpartition('.')[0]}.on" if name.startswith("feed.rerank.") else ""
