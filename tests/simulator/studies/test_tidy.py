"""Tables for notebooks and data frames, and the studies that give them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import feedscope
import numpy as np
import pytest
from feedscope import Settings, TidyTable

from tests.simulator.studies import toys


def table(rows: int) -> TidyTable:
    return TidyTable(arm=np.array(["a", "<b>"] * (rows // 2)), value=np.arange(rows, dtype=np.float64))


def test_rows_are_counted_and_chosen() -> None:
    assert (table(6).rows, TidyTable().rows) == (6, 0)
    assert table(6).where(arm="a")["value"].tolist() == [0.0, 2.0, 4.0]
    assert table(6).where(arm="a", value=2.0).rows == 1


def test_a_notebook_shows_the_first_rows_and_says_how_many_follow() -> None:
    told = table(50)._repr_html_()
    assert told.count("<tr>") == 1 + 20
    assert "30 rows more" in told
    assert "<td>&lt;b&gt;</td>" in told, "what people typed is text, not HTML"


def test_arrow_reads_it() -> None:
    capsule = table(4).__arrow_c_stream__()
    assert type(capsule).__name__ == "PyCapsule"
    assert "arrow_array_stream" in repr(capsule)
    assert duckdb.connect().register("t", dict(table(4))).sql("SELECT sum(value) FROM t").fetchall() == [
        (6.0,)
    ]


def test_a_study_of_the_front_door_is_tidy(tmp_path: Path) -> None:
    words = {"work": f"{toys.HERE}:quick", "executor": "here", "base": Settings(), "days": 1.0, "seeds": 3}
    found = feedscope.compare(["user-cf", "random"], measures=["likeness"], store=tmp_path, **words)  # pyright: ignore
    assert [*found.values] == ["arm", "seed", "measure", "value"]
    assert found.values.rows == 2 * 3
    one = found.values.where(arm="random", seed=2)
    assert one["value"].tolist() == [found.rows["random", 2]["likeness"]]
    assert "<td>random</td>" in found._repr_html_()


def test_advice_of_the_front_door_is_tidy(tmp_path: Path) -> None:
    found = feedscope.advise(
        base=Settings.preset("demo"), tactics=["quality", "replies"], seeds=2, fresh=2, robust=False,
        work=f"{toys.HERE}:career", executor="here", store=tmp_path,
    )  # fmt: skip
    assert [*found.values] == ["tactic", "seed", "measure", "value"]
    assert set(found.values["tactic"]) == {"usual", "quality", "replies", "quality+replies"}
    assert set(found.values["measure"]) == {"followers"}
    assert not np.isnan(found.values["value"]).any()
    assert "<td>quality" in found._repr_html_()


def test_a_strange_name_is_refused_as_any_module_does() -> None:
    with pytest.raises(AttributeError, match="magic"):
        feedscope.magic  # noqa: B018
