"""How long the steps of an hour take by the clock on the wall. Nothing in the world depends on it."""

from __future__ import annotations

from time import perf_counter

STEPS = ("collect", "prepare", "train", "recommend", "evaluate")
"""The five steps of a recommender, as the pipeline room tells of them."""


class Laps:
    """A stopwatch for the steps of one hour."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = dict.fromkeys(STEPS, float("nan"))
        """Milliseconds of each of `STEPS` in the last hour; NaN before the first."""
        self._since = 0.0

    def start(self) -> None:
        """From now on counts as the step that ends next."""
        self._since = perf_counter()

    def done(self, step: str) -> None:
        """This step has taken the time since the last one ended."""
        self.took(step, self._since)
        self.start()

    def took(self, step: str, since: float) -> None:
        """This step has taken the time since then by `perf_counter`, other steps beside it."""
        self.ms[step] = 1e3 * (perf_counter() - since)
