"""What people make of each creator, hour by hour: which topics they link it to, how good they found its videos,
who stands by it, and which of its videos went viral. Part of the chronicle: it only watches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.growing import grown
from recommender.types import Interactions
from simulator.frames import HOURS_PER_DAY
from simulator.metrics import brand, brand_equity
from simulator.metrics.virality import viral
from simulator.world.columns import Columns
from simulator.world.state import World

Floats = NDArray[np.float64]

MOST_WAITING = 100_000
"""Views after which hours are taken in before the day ends: 4 MB."""


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
    topics: NDArray[np.float32],
    factor: Floats,
    item: NDArray[np.int32],
    watched: NDArray[np.float32],
    liked: NDArray[np.bool_],
    row: NDArray[np.int32],
    rows: int,
    left: Floats,
    place: NDArray[np.int32],
    who: NDArray[np.int32],
    further: NDArray[np.bool_],
    sums: Floats,
) -> int:
    """Add to what is left of impressions of whoever made each video, and then of its guest, what was watched of it (B,)
    times the factor of its kind, shared out over its topics; and to the votes and views of whoever made it. How many
    rows there are then; columns of videos, of the hour and `row`, `rows` and `left` are as in `Reputation`.

    Sums of the hour come first, and are then added: to the leading topics, for most videos have one, and apart from
    them to those that others have. To write to, with room for as many creators as can be met: `place` (rows and met,),
    all -1 before and after, `who` (met,), `further` (met,) and `sums` (met, 2 topics + 2).
    """
    wide = topics.shape[1]
    for guests in (False, True):
        met = 0
        for view in range(len(item)):
            video = item[view]
            one = guest[video] if guests else creator[video]
            if one < 0:
                continue
            if row[one] < 0:
                row[one] = rows
                rows += 1
            if place[row[one]] < 0:
                place[row[one]], who[met], further[met] = met, row[one], False
                for column in range(wide + 2):
                    sums[met, column] = 0.0
                met += 1
            at, topic = place[row[one]], leading[video]
            weight, share = watched[view] * factor[kind[video]], topics[video, topic]
            sums[at, topic] += weight * share
            sums[at, wide] += 1.0 if liked[view] else watched[view]
            sums[at, wide + 1] += 1.0
            if share < 1.0:
                for other in range(0 if further[at] else wide):
                    sums[at, wide + 2 + other] = 0.0
                further[at] = True
                for other in range(wide):
                    if other != topic:
                        sums[at, wide + 2 + other] += weight * topics[video, other]
        for at in range(met):
            place[who[at]] = -1
            for column in range(wide if guests else wide + 2):
                left[who[at], column] += sums[at, column]
            for topic in range(wide if further[at] else 0):
                left[who[at], topic] += sums[at, wide + 2 + topic]
    return rows


class Reputation:
    """Watches a world; `note` once a tick."""

    def __init__(self, world: World) -> None:
        creators = len(world.creators)
        self._world = world
        self._fade = 2.0 ** (-1.0 / world.settings.measure.memory_half_life_h)
        self._row = np.full(creators, -1, dtype=np.int32)
        """(creators,) whose row is whose; -1 before anyone has met the creator: most are never met."""
        self._rows = 0
        self._left = np.zeros((0, world.topics + 2))
        """(rows, topics + 2) what is left of all impressions, by topic, and of votes and views."""
        self._waiting: list[Interactions] = []
        """Hours not yet taken in, oldest first: a day of them at once takes half of the time, for what is looked up
        lies at hand from the first hour on."""
        self._day = Columns({"midnight": (np.int64, ()), "busiest": (np.int64, ()), "viral": (np.bool_, ())})
        """One row a video of then: views when the last day ended, most in one day, and was it viral."""
        self._viral = Columns({"tick": (np.int32, ()), "video": (np.int32, ()), "views": (np.int64, ())})

    def note(self, events: Interactions, tick: int) -> None:
        """Take in one hour's events, after the world has."""
        self._waiting.append(events)
        if (tick + 1) % HOURS_PER_DAY == 0:
            self.take_in()
            self._close_day(tick)
        elif sum(map(len, self._waiting)) > MOST_WAITING:
            self.take_in()

    def take_in(self) -> None:
        """Take in the hours that wait for it; whoever asks has this done first."""
        videos, topics, made = self._world.videos, self._world.topics, len(self._row)
        for events in self._waiting:
            self._left[: self._rows] *= self._fade
            most = min(len(events), made)
            self._left = grown(self._left, min(self._rows + 2 * most, made), topics + 2)
            self._rows = _weigh(
                videos.creator, videos.guest, videos.kind, videos.topic, videos.topics, self._world.kinds.memory,
                events.item, np.minimum(events.watch_s / events.duration_s, 1.0), events.liked,
                self._row, self._rows, self._left, np.full(len(self._left), -1, dtype=np.int32),
                np.empty(most, dtype=np.int32), np.empty(most, dtype=np.bool_), np.empty((most, 2 * topics + 2)),
            )  # fmt: skip
        self._waiting.clear()

    def standing(self, who: slice | NDArray[np.intp], tick: int) -> Standing:
        """How these creators stand at this hour."""
        made = self._world.creators
        reached, advocates = made.reached[who], made.advocates[who]
        memory, votes, views = self._of_all()
        shares = brand_equity.topic_shares(memory)
        unique = brand_equity.uniqueness(shares, who)
        strong = brand_equity.strength(memory[who], reached)
        bonds = self._world.bonds
        aware = brand.awareness(bonds.remembering(who, tick), bonds.people)
        link = brand_equity.linked(strong, unique)
        quality = brand_equity.perceived_quality(votes[who], views[who])
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

    def _of_all(self) -> tuple[Floats, Floats, Floats]:
        """(creators, topics) what is left of all impressions, and (creators,) of votes and views."""
        self.take_in()
        creators, topics = len(self._row), self._world.topics
        met = np.flatnonzero(self._row >= 0)
        memory, votes, views = np.zeros((creators, topics)), np.zeros(creators), np.zeros(creators)
        left = self._left[self._row[met]]
        memory[met], votes[met], views[met] = left[:, :topics], left[:, topics], left[:, topics + 1]
        return memory, votes, views

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
