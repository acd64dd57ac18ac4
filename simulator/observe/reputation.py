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
    leading: NDArray[np.int16],
    weight: Floats,
    topics: NDArray[np.float32],
    first: Floats,
    further: Floats,
) -> None:
    """Add weights times shares of topics to `first` and `further` (creators, topics)."""
    for row in range(len(creator)):
        who, topic = creator[row], leading[row]
        share = topics[row, topic]
        first[who, topic] += weight[row] * share
        if share < 1.0:
            for other in range(topics.shape[1]):
                if other != topic:
                    further[who, other] += weight[row] * topics[row, other]


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
        videos, kinds = self._world.videos, self._world.kinds
        watched = np.minimum(events.watch_s / events.duration_s, 1.0)
        weight = watched * kinds.memory[videos.kind[events.item]]
        creator = videos.creator[events.item]
        for column in (self._memory, self._votes, self._views):
            column *= self._fade
        self._link(creator, videos.topic[events.item], weight, topics)
        guest = videos.guest[events.item]
        rows = np.flatnonzero(guest >= 0)
        if len(rows):
            self._link(guest[rows], videos.topic[events.item[rows]], weight[rows], topics[rows])
        vote = np.where(events.liked, 1.0, watched)
        self._votes += np.bincount(creator, weights=vote, minlength=len(self._votes))
        self._views += np.bincount(creator, minlength=len(self._views))
        if (tick + 1) % HOURS_PER_DAY == 0:
            self._close_day(tick)

    def _link(
        self,
        creator: NDArray[np.int32],
        leading: NDArray[np.int16],
        weight: Floats,
        topics: NDArray[np.float32],
    ) -> None:
        """Add (B,) weights to what the creators are linked to. Most videos have one topic, so the leading ones go
        first, and what others have is added up apart."""
        first, further = np.zeros((2, *self._memory.shape))
        _weigh(creator, leading, weight, topics, first, further)
        self._memory += first
        self._memory += further

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
