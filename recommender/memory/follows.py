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

    def add(self, users: Ids, creators: Ids) -> None:
        """These users follow these creators from now on."""
        if len(users):
            self._flags = grown(self._flags, int(users.max()) + 1, int(creators.max()) + 1)
            self._flags[users, creators] = True

    def of(self, users: Ids) -> Flags:
        """(users, creators) whether each follows each creator that anyone follows; ids beyond follow nobody."""
        known = users < len(self._flags)
        if not self._flags.shape[1] or not known.any():
            return np.zeros((len(users), self._flags.shape[1]), dtype=np.bool_)
        return self._flags[np.where(known, users, 0)] & known[:, None]

    def followers(self, creators: Ids, among: Ids) -> NDArray[np.int64]:
        """(creators,) how many of the users `among`, all different, follow each; ids below 0 or beyond have none."""
        distinct, place = np.unique(creators, return_inverse=True)
        counts = np.zeros(len(distinct), dtype=np.int64)
        known = np.flatnonzero((distinct >= 0) & (distinct < self._flags.shape[1]))
        users = among[among < len(self._flags)]
        counts[known] = np.count_nonzero(self._flags[np.ix_(users, distinct[known])], axis=0)
        return counts[place]

    def forget(self, users: Ids) -> None:
        """These users follow nobody."""
        self._flags[users[users < len(self._flags)]] = False
