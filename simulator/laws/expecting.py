"""What a video would be worth to a person before they meet it: the expected `drift.experience`, without luck.

By the laws' own equations at their mean mood, with the appeal a of `laws.attention`, promise p and what is held h:

    stay      S = sigmoid(a) honestly, L = sigmoid(p) - sigmoid(a) lured, 1 - S - L not
    end       F = chance of whoever stays honestly to watch to the end (`one_view.ending`)
    E         = (1 - S - L) * worth of a glance + S * ((1 - F) * worth of leaving on the way + F * worth of the end)
                + L * worth of leaving early
    worth     = (1 - D) * (E[r] + l * (E[r] - E[r^2]))

of a part whose watch ratio r, 1 at most, has the two moments known in closed form; l r is the chance of a like
(`reaction.likes`), which makes all of it 1, and D that of "not interested" (`reaction.dislikes`) where a part counts as
skipped, which makes it 0. Two things are left out: the spread of mood (a normal half logit by default, to either side),
and that a glance at a very short video is no skip. A test holds both below 0.01 against the laws themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.hands import Counters, Shared, begun, counters, raised, rest, sleep, told, until
from simulator.laws import one_view
from simulator.laws.one_view import Weights, appealing, ending, holding, promising, sigmoid, weights
from simulator.laws.reaction import Bases, bases, displeased, inclined, pleased
from simulator.world.bonds import tie, tie_soon, ties_begin_soon
from simulator.world.scene import Scene, enjoyed, known, scene
from simulator.world.state import GLANCE_S, World

Floats = NDArray[np.float64]
Shares = NDArray[np.float32]
Ids = NDArray[np.int32]

_NEXT, _DONE, _ROOMS = 1, 2, 3
"""Counters: the next person, people done, and who has which room."""
_POWER = one_view.LEAVE_EARLY
AHEAD = 8
"""Videos ahead of which what ties somebody to their creator is asked for."""


def experience(world: World, users: Ids, items: Ids) -> Floats:
    """(A, M) expected experience, 0..1, of each of the people (A,) with each of the videos (M,), as they are now.

    A cell does not depend on what else is asked for.
    """
    shared, worth = begin(world, users, items)
    shared.finish()
    return worth


def begin(world: World, users: Ids, items: Ids, helpers: int = 0) -> tuple[Shared, Floats]:
    """`experience` with which so many hands begin; it must be finished before the world changes."""
    settings, creators = weights(world.settings), len(world.creators)
    duration = world.videos.duration_s.take(items).astype(np.float64)
    end = one_view.ONCE_FROM, 1.0 - one_view.ONCE_FROM, one_view.ONCE_SPREAD
    parts = np.array([_way(settings.leave_from, 1.0), _way(settings.leave_from, one_view.LURED), _once(*end)])
    worth = np.empty((len(users), len(items)))
    takers = helpers + 1
    what = (
        counters(_ROOMS),
        settings,
        bases(world),
        scene(world),
        users.astype(np.int32),
        items.astype(np.int32),
        np.ascontiguousarray(world.videos.topics.take(items, axis=0).T),
        duration,
        np.array(_glance(duration)),
        parts,
        np.full((takers, creators), -1, dtype=np.int32),
        np.empty((takers, creators), dtype=np.intp),
        np.empty((takers, 2, len(items))),
        worth,
    )
    return begun(expecting, what, helpers, worth=True), worth


@compiled
def expecting(memory: Counters, what: Any, stays: bool) -> None:
    """`_expect`; `stays` is as `hands.begun` has it."""
    while True:
        if stays:
            sleep(memory)
        _expect(*(told(memory, what) if stays else what))
        if not stays:
            return
        rest(memory)


@compiled_part
def _expect(
    counts: Counters,
    w: Weights,
    base: Bases,
    seen: Scene,
    users: Ids,
    items: Ids,
    topics: Shares,
    duration: Floats,
    glance: Floats,
    parts: Floats,
    asked_by: Ids,
    rows_by: NDArray[np.intp],
    meets_by: Floats,
    worth: Floats,
) -> None:
    """See `experience`; `topics` (topics, M) are those of the items, `parts` the moments of leaving on the way, of
    leaving early and of the end. One person is asked about many videos of few creators: each tie is looked up once;
    `asked` (creators,) says with whom, -1 at first, and `rows` (creators,) what came of it. `meets` (2, M) is room to
    write to. Whoever takes part has a row of the last three."""
    people, videos = seen.people, seen.videos
    taker: int = raised(counts, _ROOMS)
    asked, rows, match, tired = asked_by[taker], rows_by[taker], meets_by[taker, 0], meets_by[taker, 1]
    row: int = raised(counts, _NEXT)
    while row < len(users):
        who: int = users[row]
        for column in range(len(items)):
            match[column], tired[column] = 0.0, 0.0
        for topic in range(len(topics)):
            taste, fatigue = np.float64(people.taste[who, topic]), np.float64(people.fatigue[who, topic])
            for column in range(len(items)):
                match[column] += taste * topics[topic, column]
                tired[column] += fatigue * topics[topic, column]
        for column in range(len(items)):
            # Ties lie all over memory: see `recommender.neighbours.ahead`.
            if column + 2 * AHEAD < len(items):
                ties_begin_soon(seen.ties, who, int(videos.creator[items[column + 2 * AHEAD]]))
            if column + AHEAD < len(items):
                tie_soon(seen.ties, who, int(videos.creator[items[column + AHEAD]]))
            video: int = items[column]
            creator: int = videos.creator[video]
            guest: int = videos.guest[video]
            for made_by in (creator, guest):
                if made_by >= 0 and asked[made_by] != who:
                    asked[made_by], rows[made_by] = who, tie(seen.ties, who, made_by)
            with_guest = rows[guest] if guest >= 0 else 0
            follows, answered, opinion = known(
                seen.ties, seen.trust, rows[creator], creator, with_guest, w.effective
            )
            bait, made = np.float64(videos.clickbait[video]), videos.quality[video]
            a = appealing(
                w,
                match[column],
                made,
                tired[column],
                follows,
                answered,
                opinion,
                seen.kinds.appeal[int(videos.kind[video])],
                np.float64(enjoyed(seen.enjoyed, seen.running, videos.trend[video], who)),
            )
            held = holding(w, a, bait, made)
            ends, on = ending(w, held, np.float64(made), duration[column])
            stays = sigmoid(a)
            drawn_in = sigmoid(promising(w, a, bait)) if bait > 0.0 else stays
            likes = inclined(base.likes, people.likes[who], pleased(1.0, held))
            pressed = 1.0 - displeased(base.dislikes, held)
            to_end = on + (1.0 - on) * _worth(parts[2, 0], parts[2, 1], likes)
            felt = (1.0 - drawn_in) * pressed * _worth(glance[0, column], glance[1, column], likes)
            felt += stays * ((1.0 - ends) * _worth(parts[0, 0], parts[0, 1], likes) + ends * to_end)
            felt += (drawn_in - stays) * pressed * _worth(parts[1, 0], parts[1, 1], likes)
            worth[row, column] = felt
        raised(counts, _DONE)
        row = raised(counts, _NEXT)
    until(counts, _DONE, len(users))


class Shortlist:
    """At most `count` of the first `videos` videos (all if None), rising: half of them the newest, half the best made
    of the older ones, whatever they are about.

    Best made is what appeals most at equal taste: quality and type of video, less what clickbait disappoints. Asked
    again of the same world, only videos that were not old enough before are compared with the best.
    """

    def __init__(self) -> None:
        self._by: tuple[object, ...] = ()
        self._best = np.zeros(0, dtype=np.int64)
        self._older = 0
        """How many were compared, and by what."""

    def __call__(self, world: World, count: int, videos: int | None = None) -> Ids:
        last = len(world.videos) if videos is None else videos
        if last <= count:
            return np.arange(last, dtype=np.int32)
        chosen, by = count // 2, (count, world.settings.behaviour, world.settings.creators.disappointment)
        older = last - (count - chosen)
        if by != self._by or older < self._older:
            self._by, self._best, self._older = by, self._best[:0], 0
        asked = np.concatenate((self._best, np.arange(self._older, older)))
        if len(asked) > chosen:
            asked = np.sort(asked[np.argpartition(_lost(world, asked), max(chosen - 1, 0))[:chosen]])
        self._best, self._older = asked, older
        return np.concatenate((self._best, np.arange(older, last))).astype(np.int32)


def _lost(world: World, items: NDArray[np.int64]) -> Floats:
    """(n,) how much worse than nothing at all each is made."""
    behaviour, table = world.settings.behaviour, world.videos
    quality, bait = table.quality.take(items).astype(np.float64), table.clickbait.take(items)
    made = (behaviour.quality + behaviour.finish_quality) * quality
    made += world.kinds.appeal.take(table.kind.take(items))
    return world.settings.creators.disappointment * bait * (1.0 - quality) - made


@compiled_part
def _worth(mean: float, square: float, likes: float) -> float:
    return mean + likes * (mean - square)


def _way(first: float, part: float) -> tuple[float, float]:
    """Moments of the ratio of who leaves on the way, or within `part` of it: from `first` + span * u^1.5, u even in
    0..1."""
    span = part * (one_view.LEAVE_BY - first)
    mean, square = 1.0 / (_POWER + 1.0), 1.0 / (2.0 * _POWER + 1.0)
    return first + span * mean, first**2 + 2.0 * first * span * mean + span**2 * square


def _once(first: float, room: float, spread: float) -> tuple[float, float]:
    """Moments of the ratio, 1 at most, of a view that ends once: even from `first` to `first` + `spread`."""
    below = min(room / spread, 1.0)
    mean = below * (first + 0.5 * room) + (1.0 - below)
    return mean, below * (first**2 + first * room + room**2 / 3.0) + (1.0 - below)


def _glance(duration: Floats) -> tuple[Floats, Floats]:
    """(M,) moments of the ratio of who does not stay: even in seconds, but no more than a glimpse of the video."""
    first, last = one_view.FIRST_S, GLANCE_S
    most = np.clip(one_view.GLIMPSE * duration, first, last)
    cut = np.minimum(one_view.GLIMPSE * duration, last)
    mean = ((most**2 - first**2) / 2.0 + cut * (last - most)) / (last - first)
    square = ((most**3 - first**3) / 3.0 + cut**2 * (last - most)) / (last - first)
    return mean / duration, square / duration**2
