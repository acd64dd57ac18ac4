"""From people to slates in steps that can be printed and drawn: recall -> score -> rerank.

Recall and score are a method's own; the stages of `rerank` follow. With all stages off the pipeline is the
method, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from recommender.memory.memory import Memory
from recommender.methods.lots import inserted, spread
from recommender.methods.method import Method, single
from recommender.methods.suite import Suite
from recommender.rerank.hot import hottest
from recommender.rerank.moment import Moment
from recommender.rerank.settings import RerankSettings
from recommender.rerank.stages import STAGES
from recommender.types import (
    NO_ITEM,
    Chance,
    Explanation,
    Floats,
    Ids,
    Interactions,
    Items,
    Move,
    Part,
    Slate,
    Source,
)

_GIVEN = (Source.FOLLOWING, Source.TRIAL, Source.CHANCE, Source.CURIOSITY, Source.HOT)
"""Sources of items that a stage has brought in."""


@dataclass(frozen=True, slots=True)
class PipelineStep:
    """One step of the way."""

    name: str
    """"recall", "score" or the name of a stage."""
    on: bool
    sentence: str
    """What it does, in plain words."""
    knobs: tuple[tuple[str, object], ...] = ()
    """Its settings and their values."""


class Pipeline:
    """A method and the stages after it; a `Recommender`. `settings` and `adoption` may be replaced at any time."""

    def __init__(
        self,
        method: Method,
        name: str,
        settings: RerankSettings,
        chance: Chance,
        places: int = 40,
        own: Pipeline | None = None,
    ) -> None:
        """`name` is what people call the method; `places` are those of the slates that `explain` speaks of; `own` is
        what people choose by themselves."""
        self.method = method
        self.name = name
        self._settings, self._stages = settings, _on(settings)
        self.places = places
        self.own = own
        self.adoption = 1.0
        """Share (0..1) of places, spread evenly, that this pipeline fills; the rest is what `own` has there."""
        self._chance = chance
        self._trace: _Trace | None = None

    @property
    def settings(self) -> RerankSettings:
        """Of the stages; may be replaced at any time."""
        return self._settings

    @settings.setter
    def settings(self, settings: RerankSettings) -> None:
        self._settings, self._stages = settings, _on(settings)

    @property
    def memory(self) -> Memory:
        return self.method.memory

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless their ids go on where the old ones ended."""
        self.method.publish(items)

    def update(self, batch: Interactions) -> None:
        """Learn from events. Errors: ValueError for items never published and negative users."""
        self.method.update(batch)

    def follow(self, users: Ids, creators: Ids) -> None:
        """Learn that these users (n,) follow these creators (n,). Errors: ValueError for negative ids."""
        self.method.follow(users, creators)

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users."""
        self.method.forget(users)

    def look_ahead(self, users: Ids, n: int) -> None:
        """See `Recommender`."""
        self.method.look_ahead(users, n * self._depth(self.stages_on()))

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user, as the last stage leaves them."""
        *_, (_, slate) = self.walk(users, n, tick)
        return self._adopted(_cut(slate, n), tick)

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the method's own score, before any stage."""
        return self.method.score(users, items, tick)

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The method's own explanation, and how each stage moved the item in a slate of `self.places` places.

        For an item that a stage brought in the one part names what the stage goes by: the creator or guest followed,
        the number of viewers, the hashtag that rises, the chance of the draw.
        """
        who = np.array([user], dtype=np.int32)
        self.memory.require(np.array([item], dtype=np.int32))
        if self.own is not None and self.adoption < 1.0 and item in self._trace_of(who, tick).chosen:
            return self.own.explain(user, item, tick)
        if not self.stages_on():
            return self.method.explain(user, item, tick)
        steps = self._trace_of(who, tick).steps
        moves = _moves([(name, _place(slate, item)) for name, slate in steps])
        last = steps[-1][1]
        at = _place(last, item)
        source = Source(int(last.source[0, at])) if at >= 0 else Source.NONE
        own = self.method.explain(user, item, tick)
        if source in _GIVEN and source != own.source:
            score = float(last.scores[0, at])
            own = single(user, item, source, score)
            if (named := self._named(source, who, item, tick)) >= 0:
                own = replace(own, parts=(Part(source, named, score, float("nan")),))
        return replace(own, moves=moves)

    def _adopted(self, slate: Slate, tick: int) -> Slate:
        """The slate with what people choose by themselves in their share of its places."""
        own = self._chosen(slate.users, slate.items.shape[1], tick)
        return slate if own is None else inserted(slate, own.items, own.scores, own.source)

    def _chosen(self, users: Ids, n: int, tick: int) -> Slate | None:
        """What people choose by themselves of n places, NO_ITEM in all others; None if the pipeline fills them all."""
        if self.own is None or self.adoption >= 1.0:
            return None
        own = self.own.recommend(users, n, tick)
        places = spread(users, n, 1.0 - self.adoption, tick, self._chance, "own choice")
        return replace(own, items=np.where(places, own.items, NO_ITEM))

    def _named(self, source: Source, who: Ids, item: int, tick: int) -> int:
        """The creator or the tag that a stage brought the item in for; -1 where it is nothing with a number."""
        if source == Source.FOLLOWING:
            return int(self.memory.followed_maker(who, np.array([[item]], dtype=np.int32))[0, 0])
        return hottest(self.memory, self.settings.hot, tick, item) if source == Source.HOT else -1

    def walk(self, users: Ids, n: int, tick: int) -> Iterator[tuple[str, Slate]]:
        """("score", the method's slate), then each stage that is on and the slate that it leaves."""
        stages = self.stages_on()
        slate = self.method.recommend(users, n * self._depth(stages), tick)
        yield "score", slate
        if not self.memory.items or not len(users) or not n:
            return
        moment = Moment(self.memory, self._chance, tick, n)
        for name in stages:
            slate = STAGES[name](slate, getattr(self.settings, name), moment)
            yield name, slate

    def stages_on(self) -> tuple[str, ...]:
        """Names of the stages that take part."""
        return self._stages

    def steps(self) -> tuple[PipelineStep, ...]:
        """The whole way, for a diagram: also the stages that are off."""
        steps = [
            PipelineStep(
                "recall",
                True,
                "The method proposes candidates.",
                (("method", self.name), ("depth", self._depth(self.stages_on()))),
            ),
            PipelineStep("score", True, "The method puts them in its order."),
        ]
        for name in STAGES:
            stage = getattr(self.settings, name)
            knobs = tuple((field, value) for field, value in stage if field != "on")
            steps.append(PipelineStep(name, stage.on, (type(stage).__doc__ or "").splitlines()[0], knobs))
        return tuple(steps)

    def __str__(self) -> str:
        """The way in one line: "user-cf x 3 -> diversity(share 0.3) -> exploration(share 0.1)"."""
        depth = self._depth(self.stages_on())
        deep = f" x {depth}" if depth > 1 else ""
        stages = [step for step in self.steps()[2:] if step.on]
        words = [
            f"{step.name}({', '.join(f'{knob} {value}' for knob, value in step.knobs)})" for step in stages
        ]
        return " -> ".join((self.name + deep, *words))

    def _depth(self, stages: tuple[str, ...]) -> int:
        """Candidates per place: no more than places where the stages only send some back or put others before them."""
        return self.settings.depth if set(stages) - {"negative", "hot"} else 1

    def _trace_of(self, who: Ids, tick: int) -> _Trace:
        """What one person is served, kept until anything changes: all places of a slate are explained by one."""
        key = (int(who[0]), self.places, tick, self.memory.stamp, self.settings, self.adoption)
        if self._trace is None or self._trace.key != key:
            own = self._chosen(who, self.places, tick)
            chosen = frozenset[int]() if own is None else frozenset(own.items[0].tolist()) - {NO_ITEM}
            self._trace = _Trace(key, tuple(self.walk(who, self.places, tick)), chosen)
        return self._trace


@dataclass(frozen=True, slots=True)
class _Trace:
    """How the slate of one person comes about."""

    key: tuple[object, ...]
    """What it holds for."""
    steps: tuple[tuple[str, Slate], ...]
    """See `Pipeline.walk`."""
    chosen: frozenset[int]
    """Items that the person chooses."""


class Reranked:
    """A suite whose methods are asked through the stages; has the shape of `types.Methods`."""

    def __init__(
        self,
        suite: Suite,
        settings: RerankSettings,
        chance: Chance,
        places: int = 40,
        own: Method | None = None,
    ) -> None:
        """`places` as for `Pipeline`; `own` is what people choose by themselves, over the suite's memory."""
        self.suite = suite
        self._own = None if own is None else Pipeline(own, "own", settings, chance, places)
        self._pipelines = {
            name: Pipeline(method, name, settings, chance, places, None if method is own else self._own)
            for name, method in suite.items()
        }
        self._settings = settings
        self._adoption = 1.0
        self._chance, self._places = chance, places
        self._beside: dict[str, str] = {}

    @property
    def settings(self) -> RerankSettings:
        """Of all pipelines; may be replaced at any time."""
        return self._settings

    @settings.setter
    def settings(self, settings: RerankSettings) -> None:
        self._settings = settings
        for pipeline in self._all:
            pipeline.settings = settings

    @property
    def adoption(self) -> float:
        """Share (0..1) of places that the methods fill, not people by themselves; may be replaced at any time."""
        return self._adoption

    @adoption.setter
    def adoption(self, share: float) -> None:
        self._adoption = share
        for pipeline in self._pipelines.values():
            pipeline.adoption = share

    @property
    def _all(self) -> Iterator[Pipeline]:
        yield from self._pipelines.values()
        if self._own is not None:
            yield self._own

    def publish(self, items: Items) -> None:
        """Take in new items."""
        self.suite.publish(items)

    def update(self, batch: Interactions) -> None:
        """Learn from events."""
        self.suite.update(batch)

    def follow(self, users: Ids, creators: Ids) -> None:
        """Learn that these users (n,) follow these creators (n,). Errors: ValueError for negative ids."""
        self.suite.follow(users, creators)

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users."""
        self.suite.forget(users)

    def wake(self, *names: str, tick: int) -> None:
        """See `Suite.wake`."""
        beside = [other for name, other in self._beside.items() if name in names]
        self.suite.wake(*dict.fromkeys((*names, *beside)), tick=tick)

    def beside(self, name: str, settings: RerankSettings, adoption: float) -> Pipeline:
        """Another pipeline of a method of the suite, with stages of its own."""
        made = Pipeline(self.suite[name], name, settings, self._chance, self._places, self._own)
        made.adoption = adoption
        return made

    def replace(self, name: str, pipeline: Pipeline, beside: str) -> None:
        """Whoever asks for `name` is served by this pipeline from now on, which asks the method `beside` as well."""
        self._pipelines[name] = pipeline
        self._beside[name] = beside

    def __getitem__(self, name: str) -> Pipeline:
        return self._pipelines[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pipelines)


def _on(settings: RerankSettings) -> tuple[str, ...]:
    """Names of the stages that take part."""
    return tuple(name for name in STAGES if getattr(settings, name).on)


def _cut(slate: Slate, n: int) -> Slate:
    if slate.items.shape[1] <= n:
        return slate
    return Slate(slate.users, slate.items[:, :n], slate.scores[:, :n], slate.source[:, :n])


def _place(slate: Slate, item: int) -> int:
    """Where the first user's slate has the item; -1 if nowhere."""
    found = np.flatnonzero(slate.items[0] == item)
    return int(found[0]) if len(found) else -1


def _moves(places: list[tuple[str, int]]) -> tuple[Move, ...]:
    """What each stage changed, from the item's places after the steps."""
    moves: list[Move] = []
    for (_, before), (name, after) in pairwise(places):
        if before != after:
            moves.append(Move(name, before, after))
    return tuple(moves)
