"""Compiling the kernels before they are needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.config import ItemCFSettings, UserCFSettings
from recommender.methods.item_cf import ItemCF
from recommender.methods.user_cf import UserCF
from recommender.types import Floats, Items


class _Half:
    """Always one half: nothing that is warmed up depends on luck."""

    def uniform(self, purpose: str, *ids: NDArray[np.integer] | int) -> Floats:
        return np.full(np.broadcast_shapes(*(np.shape(part) for part in ids)) or (1,), 0.5)


def warm() -> None:
    """Compile all kernels, or load them from disk: seconds once per installation, else a fraction of one.

    Runs the real thing on two people and two items, so that what is compiled is what will be called.
    """
    two = np.arange(2, dtype=np.int32)
    by_product, by_sums = UserCFSettings(threads=2), UserCFSettings(threads=1, similarity="jaccard")
    item_cf = ItemCF(ItemCFSettings(threads=1), _Half())
    for model in (UserCF(by_product, _Half()), UserCF(by_sums, _Half()), item_cf):
        model.publish(Items(two, two, two, np.ones((2, 1), dtype=np.float32)))
        model.rate(two, np.zeros(2, dtype=np.int32), np.ones(2))
        model.recommend(two, 1, 0)
