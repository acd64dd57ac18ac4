"""What ties each person to each creator: exposures, likes, following, memory. One row for every two who have ever met,
found by `rows`; row 0 stands for all who never did, and holds nothing.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.growing import grown
from recommender.neighbours.ahead import soon
from recommender.types import Flags
from simulator.world.columns import Columns
from simulator.world.pairs import Members, Pairs, home, row_of

EFFECTIVE = 3
"""Exposures from which one counts as effectively reached (Krugman 1972)."""

REMEMBERED = 0.5
"""Memory from which a person would still recall the creator; one watched video leaves 1."""

_MOST = 60_000
_REBASE_HALF_LIVES = 40.0

Rows = NDArray[np.intp]
Column = NDArray[np.integer]
Totals = NDArray[np.int64]


class Ties(NamedTuple):
    """The bonds as kernels look at them; see `tie`. They change nothing here."""

    slots: NDArray[np.int32]
    keys: NDArray[np.int64]
    creators: int
    exposures: NDArray[np.uint16]
    follows: NDArray[np.bool_]
    answered: NDArray[np.bool_]


@compiled_part
def tie(ties: Ties, user: int, creator: int) -> int:
    """The row of the two, 0 where they never met."""
    return row_of(ties.slots, ties.keys, user * ties.creators + creator)


@compiled_part
def ties_begin_soon(ties: Ties, user: int, creator: int) -> None:
    """The row of the two is looked up in a moment."""
    soon(ties.slots, home(user * ties.creators + creator, len(ties.slots)), 1)


@compiled_part
def tie_soon(ties: Ties, user: int, creator: int) -> None:
    """What ties the two is read in a moment: where the look-up begins, it mostly ends."""
    row = ties.slots[home(user * ties.creators + creator, len(ties.slots))]
    soon(ties.keys, row, 1)
    soon(ties.exposures, row, 1)


class Told(NamedTuple):
    """What the ties of each creator (creators,) come to; kernels write to it."""

    impressions: Totals
    """Times shown."""
    reached: Totals
    """People who have met it, and `EFFECTIVE` times or more."""
    effective: Totals
    likers: Totals
    """People who have ever liked, who follow, and who follow and have ever shared."""
    followers: Totals
    advocates: Totals


class Kept(NamedTuple):
    """The columns that an hour of views changes; kernels write to them."""

    exposures: NDArray[np.uint16]
    likes: NDArray[np.uint16]
    follows: NDArray[np.bool_]
    shares: NDArray[np.bool_]
    memory: NDArray[np.float32]


@compiled
def _note(
    rows: Rows,
    strength: NDArray[np.float32],
    liked: Flags,
    followed: Flags,
    shared: Flags,
    keys: NDArray[np.int64],
    creators: int,
    kept: Kept,
    told: Told,
    fans: Rows,
) -> int:
    """See `Bonds.note`; `strength` is as memory is stored. Write the rows of who begins to follow to `fans`; how many
    they are."""
    new = 0
    for at in range(len(rows)):
        row = rows[at]
        creator, before = keys[row] % creators, kept.exposures[row]
        told.impressions[creator] += 1
        if before == 0:
            told.reached[creator] += 1
        elif before == EFFECTIVE - 1:
            told.effective[creator] += 1
        if before < _MOST:
            kept.exposures[row] += 1
        kept.memory[row] += strength[at]
        if liked[at]:
            told.likers[creator] += kept.likes[row] == 0
            if kept.likes[row] < _MOST:
                kept.likes[row] += 1
        if followed[at] and not kept.follows[row]:
            kept.follows[row], fans[new] = True, row
            told.followers[creator] += 1
            told.advocates[creator] += kept.shares[row]
            new += 1
        if shared[at] and not kept.shares[row]:
            kept.shares[row] = True
            told.advocates[creator] += kept.follows[row]
    return new


def _once(rows: Rows) -> Rows:
    """The different ones of a few rows, rising."""
    rows = np.sort(rows)
    return rows[np.concatenate(([True], rows[1:] != rows[:-1]))] if len(rows) > 1 else rows


class Bonds:
    """The ties between people and creators. About 35 bytes for two who have met, nothing for all others."""

    def __init__(self, people: int, creators: int, memory_half_life_h: float) -> None:
        self.people, self.creators = people, creators
        self._pairs = Pairs(creators)
        self._met = Members(creators)
        """Rows by creator."""
        # Forgetting multiplies all by one factor a tick: kept as values that grow instead
        # (forward decay, Cormode et al. 2009), so that a tick touches only what it adds.
        self._columns = Columns(
            {
                "exposures": (np.uint16, ()), "likes": (np.uint16, ()), "follows": (np.bool_, ()),
                "shares": (np.bool_, ()), "answered": (np.bool_, ()), "memory": (np.float32, ()),
            }
        )  # fmt: skip
        self._columns.append({}, len(self._pairs))
        self._fans = Members(creators)
        """Places in `_fan` by creator."""
        self._fan = np.zeros(16, dtype=np.int32)
        """(follows + 1,) who follows; few who have met do."""
        self._half_life_h = memory_half_life_h
        self._base_tick = 0

    # Who with whom

    def keys(self, users: Column, creators: Column) -> NDArray[np.int64]:
        """One number for each two, met or not."""
        return self._pairs.keys(users, creators)

    def rows(self, users: Column | int, creators: Column | int) -> Rows:
        """The row of each two, 0 where they never met; users and creators broadcast against each other."""
        return self._pairs.find(users, creators)

    @property
    def ties(self) -> Ties:
        """For kernels."""
        return Ties(*self._pairs.index, *self._columns.some(("exposures", "follows", "answered")))

    def meet(self, users: Column | int, creators: Column | int) -> Rows:
        """The row of each two, a new one where they never met; users and creators broadcast against each other."""
        rows, before = self._pairs.add(users, creators), len(self._columns)
        if len(self._pairs) > before:
            self._columns.append({}, len(self._pairs) - before)
            self._met.add(self._pairs.second(slice(before, None)))
        return rows

    def of_creator(self, creator: int) -> Rows:
        """The rows of everybody who has met the creator."""
        return self._met.of(np.array([creator]))

    def followers_of(self, creators: Column) -> NDArray[np.int32]:
        """People who follow any of these different creators; who follows several is there as often."""
        return self._fan[self._fans.of(creators)]

    # What ties them: columns over rows, to read

    @property
    def exposures(self) -> NDArray[np.uint16]:
        """Times shown; stops counting at 60,000."""
        return cast("NDArray[np.uint16]", self._to_read("exposures"))

    @property
    def likes(self) -> NDArray[np.uint16]:
        """Times liked; stops counting at 60,000."""
        return cast("NDArray[np.uint16]", self._to_read("likes"))

    @property
    def follows(self) -> NDArray[np.bool_]:
        """Whether the person follows the creator."""
        return cast("NDArray[np.bool_]", self._to_read("follows"))

    @property
    def shares(self) -> NDArray[np.bool_]:
        """Whether the person has ever shared a video of the creator."""
        return cast("NDArray[np.bool_]", self._to_read("shares"))

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Whether the creator has ever replied to the person."""
        return cast("NDArray[np.bool_]", self._to_read("answered"))

    def memory(self, rows: Rows, tick: int) -> NDArray[np.float32]:
        """What is left now of all impressions of each row's creator."""
        return self._stored[rows] * self._fade(tick)

    def remembering(self, creators: slice | Rows, tick: int) -> NDArray[np.int64]:
        """(creators,) how many people would still remember each of them; everybody who has met any is looked at where
        more than a few creators are asked for."""
        who = np.arange(self.creators)[creators]
        if 8 * len(who) > self.creators:
            left = self._stored * self._fade(tick)
            still = self._pairs.second(np.flatnonzero(left >= REMEMBERED))
            return np.bincount(still, minlength=self.creators)[who]
        place = np.repeat(np.arange(len(who)), self._met.size[who])
        return np.bincount(place[self.memory(self._met.of(who), tick) >= REMEMBERED], minlength=len(who))

    def exposures_by_person(self) -> NDArray[np.int64]:
        """(people,) times that anybody was shown to each."""
        person = self._pairs.first(slice(1, None))
        return np.bincount(person, weights=self.exposures[1:], minlength=self.people).astype(np.int64)

    # What happens between them

    def note(
        self,
        rows: Rows,
        strength: NDArray[np.float32],
        liked: Flags,
        followed: Flags,
        shared: Flags,
        tick: int,
        told: Told,
    ) -> None:
        """Somebody meets the creator of each of these rows once more, with an impression of this `strength` as
        `remember` leaves it, and likes, follows and shares as (B,) flags say. `told` is brought up to date."""
        stored, (_, keys, creators) = strength * self._impression(tick), self._pairs.index
        kept, fans = Kept(*self._columns.some(Kept._fields)), np.empty(len(rows), dtype=np.intp)
        new = _note(rows, stored, liked, followed, shared, keys, creators, kept, told, fans)
        self._welcome(np.sort(fans[:new]))

    def attach(self, rows: Rows, told: Told) -> None:
        """In these rows somebody follows from now on; `told` is brought up to date."""
        follows, shares = self._columns.some(("follows", "shares"))
        fans = _once(rows[~follows[rows]])
        follows[fans] = True
        np.add.at(told.followers, self._pairs.second(fans), 1)
        np.add.at(told.advocates, self._pairs.second(fans[shares[fans]]), 1)
        self._welcome(fans)

    def _welcome(self, fans: Rows) -> None:
        """These rows, rising, are of new followers."""
        if not len(fans):
            return
        held = len(self._fans)
        self._fan = grown(self._fan, held + len(fans))
        self._fan[held : held + len(fans)] = self._pairs.first(fans)
        self._fans.add(self._pairs.second(fans))

    def answer(self, rows: Rows) -> None:
        """In these rows the creator replies to the person."""
        self._columns["answered"][rows] = True

    def remember(self, rows: Rows, strength: NDArray[np.float32], tick: int) -> None:
        """Leave an impression of `strength` (1: watched past the first seconds) in each row."""
        np.add.at(self._stored, rows, strength * self._impression(tick))

    def _impression(self, tick: int) -> np.float32:
        """What one unit of memory adds to what is stored."""
        age = (tick - self._base_tick) / self._half_life_h
        if age > _REBASE_HALF_LIVES:
            memory = self._stored
            memory *= np.float32(2.0**-age)
            self._base_tick, age = tick, 0.0
        return np.float32(2.0**age)

    @property
    def _stored(self) -> NDArray[np.float32]:
        """(rows,) impressions as of the base tick."""
        return cast("NDArray[np.float32]", self._columns["memory"])

    def _fade(self, tick: int) -> np.float32:
        """What is left at this hour of one unit of the stored memory."""
        return np.float32(2.0 ** (-(tick - self._base_tick) / self._half_life_h))

    def _to_read(self, name: str) -> NDArray[np.generic]:
        # Whoever wrote here would leave `followers_of` behind.
        column = self._columns[name]
        column.flags.writeable = False
        return column
