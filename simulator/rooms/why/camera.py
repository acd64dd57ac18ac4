"""The why room's close-up: all that speaks for a video, what the stages did, and what would have come instead.

What would have come instead is worked out at the moment at which the feed is made, before anything is learned from
it: that is the only moment at which the question has an exact answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from recommender.counterfactual import without_person
from recommender.privacy.guard import Guarded
from recommender.types import Explanation, Ids, Part, Source
from simulator.camera.hour import HourSeen
from simulator.camera.inside import is_tracked, pipeline_of
from simulator.camera.labels import label, title, topic_of
from simulator.engine.tick import Engine
from simulator.rooms.why.state import TITLES, Instead, WhyCloseUp, WhyPart
from simulator.session import View
from simulator.world.words import Words

PARTS = 5


@dataclass(frozen=True, slots=True)
class _Aside:
    """What was worked out while a feed was made. Lists of videos are slates of the same person and hour."""

    person: int
    tick: int
    explained: dict[int, Explanation]
    """By video, in the order of the feed."""
    unstaged: Ids | None
    """Before the stages; None where none is on."""
    without: tuple[int, Ids] | None
    """The neighbour who had most to say in this feed, and the feed had they never been met."""
    methods: tuple[tuple[str, Ids], ...]
    """The other algorithms and what they would have shown."""


class WhyCamera:
    """Listens while the spotlit person is served, and answers about any video of that feed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._aside: _Aside | None = None
        self._looked = False
        """Has anybody looked since the last feed? A world without a person costs more than the rest together."""
        self._now: tuple[tuple[object, ...], Explanation] | None = None

    def see(self, hour: HourSeen) -> None:
        """Nothing: what this needs, `served` is told before the hour's events are learned."""

    def take(self, view: View, words: Words) -> WhyCloseUp | None:
        """About the video that `view.about` names, and where the person has got another feed meanwhile, about the
        one in the place that it names second; None where it names none that there is."""
        self._looked = True
        person, about = self._engine.spotlight, (*view.about, -1, -1)
        video, place = about[0], about[1]
        if person is None or not 0 <= video < len(self._engine.world.videos):
            return None
        aside = self._aside
        since = int(self._engine.chronicle.last_online[person])
        if aside is None or (aside.person, aside.tick) != (person, since):
            return self._closeup(self._explained_now(person, video), -1, (), words)
        feed = list(aside.explained)
        if 0 <= place < len(feed):
            video = feed[place]  # another one, if this feed is newer than the question
        if video not in aside.explained:
            return self._closeup(self._explained_now(person, video), -1, (), words)
        place = feed.index(video)
        return self._closeup(aside.explained[video], place, self._instead(aside, place, video, words), words)

    def _explained_now(self, person: int, video: int) -> Explanation:
        """Asked anew only when an hour has passed: this may be called twenty times a second."""
        engine = self._engine
        key = (person, video, engine.tick, engine.algorithm)
        if self._now is None or self._now[0] != key:
            self._now = key, engine.methods[engine.algorithm].explain(person, video, engine.tick)
        return self._now[1]

    def _closeup(
        self, why: Explanation, place: int, instead: tuple[Instead, ...], words: Words
    ) -> WhyCloseUp:
        helping = [part for part in why.parts if part.share > 0]
        whole = sum(part.share for part in helping)
        against = -sum(part.share for part in why.parts if part.share < 0)
        alone = len(why.parts) == 1
        named = [part for part in helping if not alone or label(self._engine, part, words)]
        parts = tuple(self._part(part, whole, words) for part in named[:PARTS])
        return WhyCloseUp(
            person=why.user,
            video=why.item,
            served=place >= 0,
            place=place,
            source=int(why.source),
            score=why.score,
            parts=parts,
            others=len(named) - len(parts),
            others_share=sum(part.share for part in named[PARTS:]) / whole if whole > 0 else 0.0,
            against=against / whole if whole > 0 else 0.0,
            moves=tuple((move.stage, move.before, move.after) for move in why.moves),
            instead=instead,
        )

    def _part(self, part: Part, whole: float, words: Words) -> WhyPart:
        return WhyPart(
            label=label(self._engine, part, words),
            share=part.share / whole,
            weight=part.weight,
            topic=topic_of(self._engine, part),
            titles=tuple(title(self._engine, video, words) for video in part.items[:TITLES]),
        )

    def _instead(self, aside: _Aside, place: int, video: int, words: Words) -> tuple[Instead, ...]:
        made: list[Instead] = []
        if aside.unstaged is not None:
            made.append(self._other("stages", "", aside.unstaged, place, video, words))
        if aside.without is not None:
            person, items = aside.without
            made.append(self._other("person", words.person(person), items, place, video, words))
        made += [self._other("method", name, items, place, video, words) for name, items in aside.methods]
        return tuple(made)

    def _other(self, without: str, name: str, items: Ids, place: int, video: int, words: Words) -> Instead:
        other = int(items[place]) if place < len(items) else -1
        if other < 0:
            return Instead(without, name, -1, "", -1, False)
        topic = int(self._engine.world.videos.topic[other])
        return Instead(without, name, other, title(self._engine, other, words), topic, other == video)

    def served(self, person: int, tick: int) -> None:
        """The spotlit person has just been served. Everything here asks, and teaches nothing."""
        engine, who = self._engine, np.array([person], dtype=np.int32)
        explained = {why.item: why for why in engine.explained}
        n = engine.world.settings.feed.slate
        self._aside = _Aside(
            person=person,
            tick=tick,
            explained=explained,
            unstaged=self._unstaged(who, n, tick),
            without=self._without(explained, person, n, tick) if self._looked else None,
            methods=tuple(
                (name, engine.methods[name].recommend(who, n, tick).items[0]) for name in self._awake()
            ),
        )
        self._looked = False

    def _awake(self) -> list[str]:
        """The other algorithms, without those that rest and would only show what trends."""
        names = (name for name in self._engine.algorithms if name != self._engine.algorithm)
        pipelines = ((name, pipeline_of(self._engine, name)) for name in names)
        return [name for name, pipeline in pipelines if pipeline is not None and not pipeline.method.resting]

    def _unstaged(self, who: Ids, n: int, tick: int) -> Ids | None:
        pipeline = pipeline_of(self._engine, self._engine.algorithm)
        if pipeline is None or not pipeline.stages_on() or not is_tracked(self._engine, int(who[0])):
            return None
        _, slate = next(iter(pipeline.walk(who, n, tick)))
        return slate.items[0]

    def _without(
        self, explained: dict[int, Explanation], person: int, n: int, tick: int
    ) -> tuple[int, Ids] | None:
        """The feed without the neighbour whose parts of the scores are largest in all; None without neighbours."""
        weight: defaultdict[int, float] = defaultdict(float)
        for why in explained.values():
            if why.source == Source.NEIGHBOURS and why.score > 0:
                for part in why.parts:
                    weight[part.id] += part.share / why.score
        method = self._engine.methods[self._engine.algorithm]
        if not weight or not isinstance(method, Guarded):
            return None
        gone = min(weight, key=lambda other: (-weight[other], other))
        return gone, without_person(method, person, gone, n, tick).after.items[0]
