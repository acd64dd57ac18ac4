"""Papers whose own models can be run, each in one file. A further paper is one more file, and its line here."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.experiments.papers import (
    aridor2020,
    burghardt2022,
    chaney2018,
    fleder2009,
    jiang2019,
    piao2023,
)
from simulator.experiments.papers.paper import Paper

PAPERS: Mapping[str, Paper] = {
    paper.name: paper
    for paper in (
        piao2023.PAPER,
        aridor2020.PAPER,
        chaney2018.PAPER,
        fleder2009.PAPER,
        jiang2019.PAPER,
        burghardt2022.PAPER,
    )
}
"""By the names that people type."""
