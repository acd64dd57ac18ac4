"""What people make of each creator, hour by hour: which topics they link it to, how good they found its videos,
who stands by it, and which of its videos went viral. Part of the chronicle: it only watches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.types import Interactions
from simulator.frames import HOURS_PER_DAY
from simulator.metrics import brand, brand_equity
from simulator.metrics.virality import viral
from simulator.world.columns import Columns
from simulator.world.state import World

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Standing:
    """Some creators' standing, one row each; ranges as in `frames.Brand`."""

    associations: Floats
    """(creators, topics)."""
    strength: Floats
    uniqueness: Floats
    awareness: Floats
    linked: Floats
    perceived_quality: Floats
    loyalty: Floats
    index: Floats
    advocates: NDArray[np.int64]


@compiled
def _weigh(
    creator: NDArray[np.int32],
    guest: NDArray[np.int32],
    kind: NDArray[np.int8],
    leading: NDArray[np.int16],
    factor: Floats,
    item: NDArray[np.int32],
    watched: NDArray[np.float32],
    topics: NDArray[np.float32],
    memory: Floats,
    place: NDArray[np.int32],
    who: NDArray[np.int32],
    sums: Floats,
) -> None:
    """Add to the memory (creators, topics) of whoever made each video, and then of its guest, what was watched of it
    (B,) times the factor of its kind, shared out over its topics (B, topics).

    Sums of the hour come first, and are then added: to the leading topics, for most videos have one, and apart from
    them to those that others have. To write to: `place` (creators,), all -1 before and after, and `who` (met,) and
    `sums` (2, met, topics), with room for as many as can be met.
    """
    first, further = sums[0], sums[1]
    for guests in (False, True):
        met = 0
        for row in range(len(item)):
            video = item[row]
            one = guest[video] if guests else creator[video]
            if one < 0:
                continue
            if place[one] < 0:
                place[one], who[met] = met, one
                for topic in range(memory.shape[1]):
                    first[met, topic] = further[met, topic] = 0.0
                met += 1
            at, topic = place[one], leading[video]
            weight, share = watched[row] * factor[kind[video]], topics[row, topic]
            first[at, topic] += weight * share
            if share < 1.0:
                for other in range(memory.shape[1]):
                    if other != topic:
                        further[at, other] += weight * topics[row, other]
        for at in range(met):
            one = who[at]
            place[one] = -1
            for topic in range(memory.shape[1]):
                memory[one, topic] += first[at, topic]
                memory[one, topic] += further[at, topic]


class Reputation:
    """Watches a world; `note` once a tick."""

    def __init__(self, world: World) -> None:
        creators = len(world.creators)
        self._world = world
        self._fade = 2.0 ** (-1.0 / world.settings.measure.memory_half_life_h)
        self._memory = np.zeros((creators, world.topics))
        self._votes = np.zeros(creators)
        self._views = np.zeros(creators)
        self._day = Columns({"midnight": (np.int64, ()), "busiest": (np.int64, ()), "viral": (np.bool_, ())})
        """One row a video of then: views when the last day ended, most in one day, and was it viral."""
        self._viral = Columns({"tick": (np.int32, ()), "video": (np.int32, ()), "views": (np.int64, ())})

    def note(self, events: Interactions, topics: NDArray[np.float32], tick: int) -> None:
        """Take in one hour's events, after the world has; (B, topics) are those of their videos."""
        videos = self._world.videos
        watched = np.minimum(events.watch_s / events.duration_s, 1.0)
        for column in (self._memory, self._votes, self._views):
            column *= self._fade
        place = np.full(len(self._memory), -1, dtype=np.int32)
        who = np.empty(min(len(events), len(place)), dtype=np.int32)
        _weigh(
            videos.creator, videos.guest, videos.kind, videos.topic, self._world.kinds.memory, events.item, watched,
            topics, self._memory, place, who, np.empty((2, len(who), self._memory.shape[1])),
        )  # fmt: skip
        creator = videos.creator.take(events.item)
        vote = np.where(events.liked, 1.0, watched)
        self._votes += np.bincount(creator, vote, len(self._votes))
        self._views += np.bincount(creator, minlength=len(self._views))
        if (tick + 1) % HOURS_PER_DAY == 0:
            self._close_day(tick)

    def standing(self, who: slice | NDArray[np.intp], tick: int) -> Standing:
        """How these creators stand at this hour."""
        made = self._world.creators
        reached, advocates = made.reached[who], made.advocates[who]
        shares = brand_equity.topic_shares(self._memory)
        unique = brand_equity.uniqueness(shares, who)
        strong = brand_equity.strength(self._memory[who], reached)
        bonds = self._world.bonds
        aware = brand.awareness(bonds.remembering(who, tick), bonds.people)
        link = brand_equity.linked(strong, unique)
        quality = brand_equity.perceived_quality(self._votes[who], self._views[who])
        loyal = brand_equity.loyalty(reached, made.likers[who], made.followers[who], advocates)
        return Standing(
            associations=shares[who],
            strength=strong,
            uniqueness=unique,
            awareness=aware,
            linked=link,
            perceived_quality=quality,
            loyalty=loyal,
            index=brand_equity.index(aware, link, quality, loyal),
            advocates=advocates.copy(),
        )

    def viral_of(self, creator: int) -> list[tuple[int, int, int]]:
        """(tick, video, views in the 24 hours before) of the creator's videos that went viral, oldest first."""
        video = cast("NDArray[np.int32]", self._viral["video"])
        own = np.flatnonzero(self._world.videos.creator[video] == creator)
        columns = (self._viral[name][own].tolist() for name in ("tick", "video", "views"))
        return list(zip(*columns, strict=True))

    def _close_day(self, tick: int) -> None:
        """Every video goes viral once, on the first day on which it is."""
        videos = self._world.videos
        self._day.append({}, len(videos) - len(self._day))
        midnight, busiest = (cast("NDArray[np.int64]", self._day[name]) for name in ("midnight", "busiest"))
        done = cast("NDArray[np.bool_]", self._day["viral"])
        now = videos.total("views")
        day = now - midnight
        np.maximum(busiest, day, out=busiest)
        hits = viral(day, busiest, videos.creator)
        fresh = hits[~done[hits]]
        self._viral.append(
            {"tick": np.full(len(fresh), tick), "video": fresh, "views": day[fresh]}, len(fresh)
        )
        midnight[:] = now
        done[fresh] = True
