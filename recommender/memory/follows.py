"""Who follows which creator."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import grown
from recommender.types import Flags, Ids


class Follows:
    """The set of (user, creator) pairs."""

    def __init__(self) -> None:
        self._flags = np.zeros((0, 0), dtype=np.bool_)
        """(users, creators)"""
        self._followers = np.zeros(0, dtype=np.int64)
        """(creators,)"""

    def add(self, users: Ids, creators: Ids) -> None:
        """These users follow these creators from now on."""
        if len(users):
            self._flags = grown(self._flags, int(users.max()) + 1, int(creators.max()) + 1)
            self._followers = grown(self._followers, self._flags.shape[1])
            pair = users * np.int64(self._flags.shape[1]) + creators
            first = np.unique(pair, return_index=True)[1]
            new = first[~self._flags[users[first], creators[first]]]
            np.add.at(self._followers, creators[new], 1)
            self._flags[users, creators] = True

    def of(self, users: Ids) -> Flags:
        """(users, creators) whether each follows each creator that anyone follows; ids beyond follow nobody."""
        known = users < len(self._flags)
        if not self._flags.shape[1] or not known.any():
            return np.zeros((len(users), self._flags.shape[1]), dtype=np.bool_)
        return self._flags[np.where(known, users, 0)] & known[:, None]

    def followers(self, creators: Ids, met: Flags) -> NDArray[np.int64]:
        """(creators,) how many follow each, of the users who are `met` (users,; nobody beyond); ids below 0 or beyond
        have none."""
        strange = np.flatnonzero(
            ~np.append(met, np.zeros(len(self._flags), dtype=np.bool_))[: len(self._flags)]
        )
        counts = self._followers[: self._flags.shape[1]] - np.count_nonzero(self._flags[strange], axis=0)
        known = (creators >= 0) & (creators < len(counts))
        return np.append(counts, 0)[np.where(known, creators, len(counts))]

    def forget(self, users: Ids) -> None:
        """These users follow nobody."""
        users = np.unique(users[users < len(self._flags)])
        self._followers[: self._flags.shape[1]] -= np.count_nonzero(self._flags[users], axis=0)
        self._flags[users] = False
