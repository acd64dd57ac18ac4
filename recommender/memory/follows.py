"""Who follows which creator."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import spans
from recommender.types import Flags, Ids

_USER = np.int64(2**31)
"""Where the user begins in a key; the creator is below."""


class Follows:
    """The set of (user, creator) pairs: 8 bytes each, in order of user, then creator."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, dtype=np.int64)

    def add(self, users: Ids, creators: Ids) -> None:
        """These users follow these creators from now on."""
        new = users * _USER + creators
        new = new[~self._there(new)]
        if len(new):
            new.sort()
            again = new[1:] == new[:-1]
            if again.any():
                new = new[np.append(True, ~again)]
            keys = np.concatenate((self._keys, new))
            keys.sort(kind="stable")  # two runs that rise are merged
            self._keys = keys

    def __call__(self, users: NDArray[np.integer], creators: NDArray[np.integer]) -> Flags:
        """Whether each user follows each creator; users and creators broadcast against each other. Nobody follows
        creators below 0."""
        return self._there(users * _USER + creators) & (creators >= 0)

    def of(self, users: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(row, creator) of all that these users follow, in order of row, then creator."""
        first = np.searchsorted(self._keys, users * _USER)
        count = np.searchsorted(self._keys, (users + np.int64(1)) * _USER) - first
        return np.repeat(np.arange(len(users)), count), self._keys[spans(first, count)] % _USER

    def followers(self, creators: Ids, met: Flags) -> NDArray[np.int64]:
        """(creators,) how many follow each, of the users who are `met` (users,; nobody beyond); ids below 0 or beyond
        have none."""
        users, followed = np.divmod(self._keys, _USER)
        known = users < len(met)
        known[known] = met[users[known]]
        counts = np.append(np.bincount(followed[known]), 0)
        there = (creators >= 0) & (creators < len(counts) - 1)
        return counts[np.where(there, creators, len(counts) - 1)]

    def forget(self, users: Ids) -> None:
        """These users follow nobody."""
        self._keys = self._keys[~np.isin(self._keys // _USER, users)]

    def _there(self, keys: NDArray[np.int64]) -> Flags:
        if not len(self._keys):
            return np.zeros(keys.shape, dtype=np.bool_)
        return self._keys.take(self._keys.searchsorted(keys), mode="clip") == keys
