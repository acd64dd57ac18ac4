"""How much of a video somebody watches.

Meeting a video is two decisions. In the first seconds a person stays with chance sigmoid(appeal), where

    appeal = stay + taste * ln(T <taste, topics> + 0.1) + quality * (q - 1/2)
                  - fatigue * <fatigue, topics> + familiarity * follows + attachment * answered
                  + reputation * (2 trust - 1) * met + appeal of the type of video
                  + welcome of its trend (`laws.trending`) + mood * Normal(person, video)

(T topics; <taste, topics> is 1/T for a person without preferences, which makes the taste term about 0; follows and
answered are 1 where they hold for the video's creator or for its guest, met where the creator was shown three times or
more: only then does its name stand for what to expect, as a brand does; source credibility, Hovland and Weiss 1951).
Who does not stay leaves within the first three seconds. Who stays runs to the end with chance

    sigmoid(finish + finish_appeal * appeal + finish_quality * (q - 1/2) - long_videos * ln(duration / 10 s))

(the duration bias of D2Q, KDD 2022; what is well made holds also those whose topic it is, who all stay at first), and
then with chance replays * sigmoid(appeal - long_videos * ln(duration / 10 s)) lets it run on for an exponential time
of mean replay_length lengths; the rest leaves somewhere on the way, from `leave_from` on. That gives the two humps of
KuaiRec's watch ratios: skips, and at the end.

Clickbait b in 0..1 promises more than the video of quality q holds: people stay with chance sigmoid(appeal + hook * b).
Those who would not have stayed without it are lured: they never watch to the end and leave early. For whoever stayed,
appeal is lower by disappointment * b * (1 - q) from then on (expectancy disconfirmation, Oliver 1980).
Ranges: appeal in logits, mostly -4..4; watch ratio 0..5 (KuaiRec's statistics leave out what is above 5).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.luck import Address, folded, normal, unit
from recommender.types import NO_ITEM, Ids, Slate
from simulator.laws.in_parts import in_parts
from simulator.laws.one_view import (
    Draws,
    Weights,
    appealing,
    holding,
    promising,
    seconds,
    sigmoid,
    weights,
)
from simulator.laws.satiation import tired_by
from simulator.settings.tree import BehaviourSettings, Settings
from simulator.world.columns import product
from simulator.world.scene import Scene, enjoyed, knows, scene, session_soon
from simulator.world.state import World

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Views:
    """Who met which video, one row each, sessions in order."""

    row: NDArray[np.intp]
    """Row of the slate."""
    place: NDArray[np.intp]
    """Place in the slate."""
    user: NDArray[np.int32]
    item: NDArray[np.int32]
    at: Address
    """Luck of this person with this video."""
    topics: NDArray[np.float32]
    """(B, topics) of the video."""
    appeal: Floats
    """Logits, as it seemed after the first seconds."""
    lured: NDArray[np.bool_]
    """Who stayed past the first seconds for a promise alone."""
    watch_s: Floats
    duration_s: NDArray[np.float32]

    @property
    def ratio(self) -> Floats:
        """Seconds watched / duration; above 1 is a replay."""
        return self.watch_s / self.duration_s

    def rows(self, keep: NDArray[np.intp]) -> Views:
        """The views at these positions."""
        columns = {f.name: getattr(self, f.name)[keep] for f in fields(self) if f.name != "at"}
        return Views(at=self.at.of(keep), **columns)


def watch(world: World, slate: Slate, wanted: NDArray[np.int64], seen: Scene | None = None) -> Views:
    """What happens when each person of the slate watches as many of their videos as they wanted; `seen` is the world as
    it is now, where somebody has looked already."""
    luck, seen = world.luck, seen or scene(world)
    purposes = luck.purposes("mood", "mood/angle", *Draws._fields)
    begin, items = np.zeros(len(slate.users) + 1, dtype=np.intp), np.ascontiguousarray(slate.items)
    _count(items, wanted, begin)
    views = _room(luck.seed, int(begin[-1]), world.topics)
    columns = _COLUMNS(views)
    settings = weights(world.settings)

    def part(rows: slice) -> None:
        _watch(
            rows.start,
            rows.stop,
            settings,
            seen,
            purposes,
            slate.users,
            items,
            begin,
            np.empty(world.topics, dtype=np.float32),
            views.at.keys,
            *columns,
        )

    in_parts(part, len(slate.users), len(views.user))
    return views


_COLUMNS = attrgetter("row", "place", "user", "item", "topics", "appeal", "lured", "watch_s", "duration_s")


def _room(seed: int, count: int, topics: int) -> Views:
    ids, flags = np.empty((2, count), dtype=np.int32), np.empty(count, dtype=np.bool_)
    at, row = np.empty((2, count), dtype=np.intp), np.empty((2, count))
    keys, duration = np.empty(count, dtype=np.uint64), np.empty(count, dtype=np.float32)
    shares = np.empty((count, topics), dtype=np.float32)
    return Views(at[0], at[1], ids[0], ids[1], Address(seed, keys), shares, row[0], flags, row[1], duration)


@compiled
def _count(items: Ids, wanted: NDArray[np.int64], begin: NDArray[np.intp]) -> None:
    """Where the views of each row begin, and where those of the last one end."""
    for row in range(len(items)):
        begin[row + 1] = begin[row]
        for place in range(min(wanted[row], items.shape[1])):
            begin[row + 1] += items[row, place] != NO_ITEM


@compiled
def _watch(
    first: int,
    last: int,
    w: Weights,
    seen: Scene,
    purposes: NDArray[np.uint64],
    users: Ids,
    items: Ids,
    begin: NDArray[np.intp],
    tired: NDArray[np.float32],
    keys: NDArray[np.uint64],
    row: NDArray[np.intp],
    place: NDArray[np.intp],
    user: Ids,
    item: Ids,
    topics: NDArray[np.float32],
    appeal: Floats,
    lured: NDArray[np.bool_],
    watch_s: Floats,
    duration_s: NDArray[np.float32],
) -> None:
    """Write the columns of `Views` for the sessions `first` to `last` - 1; `tired` (topics,) is room to write to."""
    videos = seen.videos
    for r in range(first, last):
        who: int = users[r]
        at: int = begin[r]
        session_soon(seen, who, items[r], begin[r + 1] - at)
        for topic in range(len(tired)):
            tired[topic] = seen.people.fatigue[who, topic]
        for p in range(items.shape[1]):
            if at == begin[r + 1]:
                break
            video: int = items[r, p]
            if video == NO_ITEM:
                continue
            kind: int = int(videos.kind[video])
            shares, quality, bait = (
                videos.topics[video],
                videos.quality[video],
                np.float64(videos.clickbait[video]),
            )
            follows, answered, opinion = knows(
                seen.ties, seen.trust, who, videos.creator[video], videos.guest[video], w.effective
            )
            seems = appealing(
                w,
                np.float64(product(seen.people.taste[who], shares)),
                quality,
                tired_by(tired, shares, np.float32(w.fatigue_per_view)),
                follows,
                answered,
                opinion,
                seen.kinds.appeal[kind],
                np.float64(enjoyed(seen.enjoyed, seen.running, seen.videos.trend[video], who)),
            )
            key = folded(folded(np.uint64(0), who), videos.name[video])
            seems += w.mood * normal(key, purposes[0], purposes[1])
            luck = Draws(
                unit(key, purposes[2]),
                unit(key, purposes[3]),
                unit(key, purposes[4]),
                unit(key, purposes[5]),
                unit(key, purposes[6]),
                unit(key, purposes[7]),
                unit(key, purposes[8]),
            )
            promise = promising(w, seems, bait)
            held = holding(w, seems, bait, quality)
            baited = luck.stay < sigmoid(promise) and luck.stay >= sigmoid(seems)
            long = videos.duration_s[video]
            row[at], place[at], user[at], item[at], keys[at] = r, p, who, video, key
            for column in range(len(shares)):  # not in one: numba compiles two seconds of code for that
                topics[at, column] = shares[column]
            appeal[at], lured[at], duration_s[at] = held, baited, long
            watch_s[at] = seconds(w, held, promise, baited, np.float64(quality), np.float64(long), luck)
            at += 1


def watched(
    settings: BehaviourSettings, at: Address, appeal: Floats, duration: Floats, quality: Floats | float = 0.5
) -> Floats:
    """(B,) seconds watched of videos that promise no more than they hold, with the luck `at` of each person with each
    video, appeal in logits, duration in s, quality 0..1."""
    luck = np.stack([at.uniform(name) for name in Draws._fields], axis=1)
    watch_s = np.empty(len(appeal))
    made = np.broadcast_to(np.asarray(quality, dtype=np.float64), appeal.shape).copy()
    _watched(weights(Settings(behaviour=settings)), appeal, duration.astype(np.float64), made, luck, watch_s)
    return watch_s


@compiled
def _watched(
    w: Weights, appeal: Floats, duration: Floats, quality: Floats, luck: Floats, watch_s: Floats
) -> None:
    for at in range(len(appeal)):
        one = luck[at]
        draws = Draws(one[0], one[1], one[2], one[3], one[4], one[5], one[6])
        watch_s[at] = seconds(w, appeal[at], appeal[at], False, quality[at], duration[at], draws)
