"""How fast neighbours and slates are, beside the libraries one would use instead: one process, the same data.

    report = bench(("small", "tick"))       # report.document() is plain data, `table.render` draws it

Every contest is held in turns, ours and each rival's, several times over; what counts are medians.
"""

from __future__ import annotations

from recommender.bench.contests import SCALES, bench
from recommender.bench.results import BenchReport, Contest, Result

__all__ = ["SCALES", "BenchReport", "Contest", "Result", "bench"]
