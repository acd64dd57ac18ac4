"""Ids as the caller has them, and the places that the methods know people and items by."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.types import Ids

Id = str | int
"""As the caller's log has it: a whole number where its column has such numbers, else text."""


class Labels:
    """The people, or the items, of a log: each has a place, from 0 on, and keeps it."""

    def __init__(
        self, role: str, labels: NDArray[np.generic] | Sequence[str] = (), whole: bool = False
    ) -> None:
        """`role` is "user" or "item"; "" stands for a forgotten one; `whole` says that the ids are whole numbers."""
        self._role, self._whole = role, whole
        self._labels = cast("list[str]", np.asarray(labels, dtype=object).tolist())
        self._place = {label: place for place, label in enumerate(self._labels) if label}

    def __len__(self) -> int:
        """Places, those of forgotten ones among them."""
        return len(self._labels)

    def ids(self) -> list[Id]:
        """Everyone known, in the caller's ids."""
        return [self._told(label) for label in self._place]

    def places(self) -> Ids:
        """The places of everyone known, rising."""
        return np.array(sorted(self._place.values()), dtype=np.int32)

    def __getitem__(self, place: int) -> Id:
        """The caller's id of a place."""
        return self._told(self._labels[place])

    def place(self, label: Id) -> int:
        """Where an id stands. ValueError, one sentence, for one never met."""
        text = str(int(label)) if isinstance(label, float) and label.is_integer() else str(label).strip()
        if text not in self._place:
            close = get_close_matches(text, [*self._place][:100_000], n=1)
            aid = f" (did you mean {close[0]!r}?)" if close else ""
            raise ValueError(f"there is no {self._role} {label!r} in what was learned{aid}")
        return self._place[text]

    def take_in(self, labels: NDArray[np.str_]) -> Ids:
        """The places of these, new ones at the end."""
        texts = cast("list[str]", labels.tolist())
        for text in texts:
            if text not in self._place:
                self._place[text] = len(self._labels)
                self._labels.append(text)
        return np.array([self._place[text] for text in texts], dtype=np.int32)

    def forget(self, place: int) -> None:
        """Keep no trace of an id; its place stays empty."""
        del self._place[self._labels[place]]
        self._labels[place] = ""

    def texts(self) -> NDArray[np.str_]:
        """(places,) as they are kept in a file."""
        return np.array(self._labels, dtype=np.str_)

    def column(self) -> NDArray[np.generic]:
        """(places,) the caller's ids; a forgotten one is -1 among numbers, "" among texts."""
        if self._whole:
            return np.array([int(label or -1) for label in self._labels], dtype=np.int64)
        return self.texts()

    def _told(self, label: str) -> Id:
        return int(label) if self._whole else label
