"""What was measured, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a rival's answer compares with ours."""

    largest_difference: float
    """Between the two similarities, or relative between the two scores, of any row and place."""
    same: float
    """Share (0..1) of our neighbours, or items, that the rival names for the same row."""
    holds: bool
    """Differences are within the tolerance, and who is named by one alone stands within it of the last place."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one contender did in a contest."""

    name: str
    median_s: float
    seconds: tuple[float, ...]
    ratio: float
    """Its median over ours: how many times as fast we are."""
    products_per_s: float | None
    """Multiply-adds a second that this comes to, as if each pair of ratings were multiplied once."""
    ceiling_share: float | None
    """The same over the machine's ceiling (see `ceiling`)."""
    cpu_s: float
    """Median of processor seconds, all threads together: on a busy machine steadier than the clock."""
    extra_mb: float | None
    """Largest memory above that of its inputs; None where it cannot be told."""
    agreement: Agreement | None = None
    """With ours; None for ourselves."""
    parts_s: dict[str, float] = field(default_factory=dict[str, float])
    """Medians of its parts, if it was measured in parts."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One question put to all contenders; ours is the first result."""

    name: str
    question: str
    people: int
    items: int
    pairs: int
    """Ratings in the data."""
    products: int
    """Multiply-adds of the whole question."""
    bar: str
    """What ours is held to; "" for nothing."""
    holds: bool | None
    """Whether it held; None if there is no bar, or no rival to compare with."""
    results: tuple[Result, ...]
    absent: tuple[str, ...] = ()
    """A sentence for each contender that did not run."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """Everything one run measured."""

    threads: int
    repeats: int
    ceiling: float
    """Multiply-adds a second; see `ceiling`."""
    machine: dict[str, str]
    contests: tuple[Contest, ...]
    peak_mb: float | None
    """Largest memory of the whole process, all contenders and their inputs included."""

    @property
    def holds(self) -> bool:
        """Whether no bar was missed and every rival agrees with us."""
        results = [result for contest in self.contests for result in contest.results]
        return all(contest.holds is not False for contest in self.contests) and all(
            result.agreement is None or result.agreement.holds for result in results
        )

    def document(self) -> dict[str, object]:
        """The report as JSON takes it."""
        return asdict(self)
