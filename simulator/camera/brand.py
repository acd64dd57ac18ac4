"""The followed creator's brand, its curves, its videos and its rivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.camera.labels import title
from simulator.camera.marks import marks
from simulator.engine.tick import Engine
from simulator.frames import HOURS_PER_DAY, NO_BASS, Bass, Brand, Rival, TopVideo
from simulator.metrics import brand
from simulator.metrics.diffusion import fit_bass
from simulator.observe.chronicle import CURVES
from simulator.world.state import World
from simulator.world.words import Words

TOP_VIDEOS = 8
RIVALS = 10
PLENTY, FLOOD = 2.0, 6.0
"""Videos a day."""


def lively(world: World) -> int:
    """The creator to look at first: of those who are there when the platform opens, on one of the larger half of
    topics, who makes the best videos at a pace at which a brand is seen to grow: `PLENTY` a day, or nearly, and those
    who flood the platform last."""
    made, weights = world.creators, world.topic_weights[world.creators.topic]
    known, pace = weights >= np.median(world.topic_weights), made.posts_per_day
    there = made.arrives <= world.settings.world.past_days * HOURS_PER_DAY
    worth = np.where(pace > FLOOD, 1e-3, 1.0) * made.quality * np.minimum(pace, PLENTY)
    return int(np.argmax(np.where(known & there, worth, -1.0)))


class BrandCamera:
    """Looks at creators."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._default = lively(engine.world)
        self._bass: tuple[int, int, Bass] = (-1, 0, NO_BASS)
        """(creator, days, fit): a fit holds until the day is over."""

    def take(self, creator: int | None, words: Words, places: NDArray[np.intp]) -> Brand:
        """The creator (None: a lively one), with curves at these hours."""
        world, chronicle = self._engine.world, self._engine.chronicle
        made, bonds = world.creators, world.bonds
        who = self._default if creator is None else min(max(creator, 0), len(made) - 1)
        stands = chronicle.reputation.standing(slice(who, who + 1), self._engine.tick)
        order = np.argsort(-made.reached, kind="stable")
        curves = {name: chronicle.curve(name, who)[places] for name in CURVES}
        people, met = len(world.people), bonds.of_creator(who)
        posted = np.bincount(world.videos.creator, minlength=len(made)) > 0
        posted[who] = True
        same_topic = made.topic == made.topic[who]
        voice = chronicle.creator_views_day
        return Brand(
            creator=who,
            name=words.creator(who, int(made.topic[who])),
            topic=int(made.topic[who]),
            rank=int(posted[order][: int(np.flatnonzero(order == who)[0]) + 1].sum()),
            creators=int(posted.sum()),
            videos=int((world.videos.creator == who).sum()),
            impressions=int(made.impressions[who]),
            reach=float(made.reached[who]) / people,
            effective_reach=float(made.effective[who]) / people,
            frequency=brand.frequency(int(made.impressions[who]), int(made.reached[who])),
            awareness=float(stands.awareness[0]),
            trust=float(made.trust[who]),
            followers=int(made.followers[who]),
            share_of_voice=brand.share_of_voice(int(voice[who]), int(voice[same_topic].sum())),
            funnel=brand.funnel(people, bonds.exposures[met], bonds.likes[met], bonds.follows[met]),
            tick=(places + 1).astype(np.int32),
            reach_curve=curves["reached"] / people,
            effective_curve=curves["effective"] / people,
            follower_curve=curves["followers"].astype(np.float64),
            top=self._top(who, words),
            rivals=self._rivals(who, order, words),
            bass=self._fitted(who),
            marks=marks(self._engine, who, words),
            index=float(stands.index[0]),
            linked=float(stands.linked[0]),
            strength=float(stands.strength[0]),
            uniqueness=float(stands.uniqueness[0]),
            associations=stands.associations[0],
            perceived_quality=float(stands.perceived_quality[0]),
            loyalty=float(stands.loyalty[0]),
            advocates=int(stands.advocates[0]),
        )

    def _fitted(self, who: int) -> Bass:
        """Of the reach at the end of every full day."""
        chronicle = self._engine.chronicle
        days = chronicle.hours // HOURS_PER_DAY
        if self._bass[:2] != (who, days):
            closing = slice(HOURS_PER_DAY - 1, None, HOURS_PER_DAY)
            reach = chronicle.curve("reached", who)[closing] / len(self._engine.world.people)
            self._bass = (who, days, fit_bass(reach))
        return self._bass[2]

    def _top(self, who: int, words: Words) -> tuple[TopVideo, ...]:
        videos = self._engine.world.videos
        own = np.flatnonzero(videos.creator == who)
        views, likes, ends = videos.total("views"), videos.total("likes"), videos.total("completions")
        best = own[np.argsort(-views[own], kind="stable")][:TOP_VIDEOS]
        return tuple(
            TopVideo(
                title=title(self._engine, int(v), words),
                kind=int(videos.kind[v]),
                age_h=self._engine.tick - int(videos.tick[v]),
                views=int(views[v]),
                likes=int(likes[v]),
                completion=int(ends[v]) / int(views[v]) if views[v] else float("nan"),
            )
            for v in best
        )

    def _rivals(self, who: int, order: NDArray[np.intp], words: Words) -> tuple[Rival, ...]:
        made, people = self._engine.world.creators, len(self._engine.world.people)
        views_day = self._engine.chronicle.creator_views_day
        shown = order[:RIVALS].tolist()
        if who not in shown:
            shown[-1] = who
        return tuple(
            Rival(
                creator=c,
                name=words.creator(c, int(made.topic[c])),
                topic=int(made.topic[c]),
                reach=float(made.reached[c]) / people,
                followers=int(made.followers[c]),
                views_day=int(views_day[c]),
            )
            for c in shown
        )
