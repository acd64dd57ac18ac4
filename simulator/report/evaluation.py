"""An evaluation as tables, as JSON, and as Parquet."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.console import RenderableType
from rich.table import Table

from recommender.evaluate import MEASURES, EvaluateSettings, Report
from simulator.report.kept import write_json, write_table
from simulator.report.printed import as_text, number, ruled
from simulator.version import program_version

TABLES = {
    "How right slates of {at} are": {
        "precision": "precision",
        "recall": "recall",
        "ndcg": "NDCG",
        "hit_rate": "hit rate",
        "fit_s": "fit s",
        "recommend_s": "slates s",
    },
    "How varied they are": {
        "coverage": "coverage",
        "novelty": "novelty",
        "diversity": "diversity",
        "gini": "Gini",
    },
    "How close predicted ratings are": {"rmse": "RMSE", "mae": "MAE", "predict_s": "predict s"},
}
"""Titles, and under each the measures and what they are called; each fits a terminal of 80 columns."""


def document(report: Report, settings: EvaluateSettings, seed: int) -> dict[str, object]:
    """The report as JSON has it: what is undefined is null."""
    facts = asdict(report)
    rows = facts.pop("rows")
    return {
        "feedscope": program_version(),
        **facts,
        "settings": {**settings.model_dump(mode="json"), "seed": seed},
        "measures": dict(MEASURES),
        "methods": [{name: None if value != value else value for name, value in row.items()} for row in rows],
    }


def page(report: Report, settings: EvaluateSettings, width: int | None) -> str:
    """The report as tables; `width` in characters, None for the terminal's."""
    parts: list[RenderableType] = [*_heading(report, settings)]
    for title, columns in TABLES.items():
        if table := _table(title.format(at=settings.at), columns, report):
            parts += ["", table]
    return as_text(parts, width)


def _heading(report: Report, settings: EvaluateSettings) -> list[str]:
    skipped = f", {report.skipped:,} bad rows left out" if report.skipped else ""
    kinds = {"features": "what items are about", "viewers": "who watched what"}
    return [
        f"{report.log}: {report.events:,} events, {report.users:,} people, {report.items:,} items{skipped}",
        f"split by {settings.split}: {report.train:,} events to learn from, {report.test:,} to test on; "
        f"{report.people:,} people with something right to be shown",
        f"right is what was watched (or rated) to {settings.relevant:g} or liked; diversity is by "
        f"{kinds[report.diversity_by]}",
    ]


def _table(title: str, columns: dict[str, str], report: Report) -> Table | None:
    """The rows that have anything in these columns; None if none has."""
    rows = [
        row
        for row in report.rows
        if any(math.isfinite(getattr(row, name)) for name in columns if name != "fit_s")
    ]
    if not rows:
        return None
    table = ruled(title)
    table.add_column("method", no_wrap=True)
    for name in columns.values():
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(row.method, *(_figure(name, getattr(row, name)) for name in columns))
    return table


def _figure(name: str, value: float) -> str:
    return number(value, ".2f" if name.endswith("_s") or name == "novelty" else ".3f")


def write(folder: Path, told: dict[str, object], report: Report) -> None:
    """Put evaluate.json and evaluate.parquet, one row a method, into a folder that is there, in place of older ones.

    RecordingError if that fails.
    """
    write_json(folder / "evaluate.json", told)
    words = {"log": [report.log] * len(report.rows), "method": [row.method for row in report.rows]}
    columns = {name: np.array(values, dtype=object) for name, values in words.items()} | {
        name: np.array([getattr(row, name) for row in report.rows]) for name in MEASURES
    }
    write_table(folder / "evaluate.parquet", columns)
