"""The page that `feedscope report` makes of a study: its figures are those of the runs, and it needs no network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from simulator.cli import command_line
from simulator.experiments.studies.advise import advise
from simulator.experiments.studies.compare import compare
from simulator.experiments.studies.sweep import sweep
from simulator.report import abtest_page, advice_page, comparison_page, sweep_page
from simulator.report.charts import ChartRow, Group, intervals
from simulator.settings.tree import Settings
from tests.simulator.studies import toys
from tests.simulator.studies.test_abtest import told as experiment

Captured = pytest.CaptureFixture[str]
VOID = ("meta", "br", "hr", "img", "link", "input")


class Tags(HTMLParser):
    """The page's tags, which must close in the order in which they opened, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not {"src", "href", "onclick"} & {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(file: Path) -> tuple[Tags, str]:
    """Checked tags, and all words on one line."""
    tags = Tags()
    tags.feed(file.read_text(encoding="utf-8"))
    tags.close()
    assert not tags.open
    return tags, " ".join(" ".join(tags.words).split())


def a_comparison(folder: Path, arms: tuple[str, ...] = ("user-cf", "random", "hybrid")) -> None:
    found = compare(
        arms, base=Settings(), days=1.0, measures=("likeness",), seeds=12, work=f"{toys.HERE}:quick",
        executor="here", store=folder / "s", sesoi={"likeness": 0.1},
    )  # fmt: skip
    comparison_page.write(folder, found, "en")


def test_the_figures_are_those_of_the_stored_runs(tmp_path: Path, capsys: Captured) -> None:
    a_comparison(tmp_path)
    assert command_line(["report", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'report.html'}\n"
    tags, words = read(tmp_path / "report.html")
    rows = json.loads((tmp_path / "compare.json").read_text())["values"]
    value = {(row["arm"], row["seed"]): row["likeness"] for row in rows}
    apart = np.mean([value["random", seed] - value["user-cf", seed] for seed in range(1, 13)])
    error = (
        np.std([value["random", seed] - value["user-cf", seed] for seed in range(1, 13)], ddof=1) / 12**0.5
    )
    half = 2.20099 * error  # Student's, of 11 degrees of freedom
    decimals = 1 - int(np.floor(np.log10(half)))
    assert f"lower by {abs(apart):.{decimals}f} under random than under user-cf" in words
    assert f"{apart - half:+.{decimals}f} … {apart + half:+.{decimals}f}" in words
    assert "hybrid" in words
    assert "there is a difference, smaller than what matters (0.1)" in words
    assert tags.seen.count("svg") == 1
    assert tags.seen.count("circle") == 2
    assert "All runs that were asked for are done." in words


def test_it_needs_no_network(tmp_path: Path) -> None:
    a_comparison(tmp_path)
    command_line(["report", str(tmp_path)])
    text = (tmp_path / "report.html").read_text()
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|<script|<link", text)
    assert "prefers-color-scheme:dark" in text
    assert "@media print" in text


@pytest.mark.slow
def test_every_kind_of_study_has_a_page_in_both_languages(tmp_path: Path, capsys: Captured) -> None:
    found = advise(
        days=2.0, tactics=("quality", "replies", "clickbait"), seeds=4, fresh=6, work=f"{toys.HERE}:career",
        executor="here", store=tmp_path / "s",
    )  # fmt: skip
    places = {name: tmp_path / name for name in ("compare", "sweep", "abtest", "advise")}
    for place in places.values():
        place.mkdir()
    a_comparison(places["compare"])
    swept = sweep(
        ["feed.algorithm=user-cf,random", "taste.drift=0.001..0.05"], design="grid:2", seeds=3, days=1.0,
        measures=("likeness",), work=f"{toys.HERE}:quick", executor="here", store=tmp_path / "s",
    )  # fmt: skip
    sweep_page.write(places["sweep"], swept, "en")
    abtest_page.write(places["abtest"], experiment([(2.0, -1.0), (3.0, -1.1), (2.5, -0.9)]), "en")
    advice_page.write(places["advise"], found, "en")
    heard = {
        "compare": ("random", "区间"),
        "sweep": ("what matters most is feed.algorithm", "最重要的是 feed.algorithm"),
        "abtest": ("views a day: the experiment points the wrong way", "方向是错的"),
        "advise": ("Do this: few good videos and answering every comment", "这样做"),
    }
    for name, place in places.items():
        for lang, word in zip(("en", "zh"), heard[name], strict=True):
            assert command_line(["report", str(place / f"{name}.json"), "--lang", lang]) == 0
            tags, words = read(place / "report.html")
            assert word in words, (name, lang)
            assert "svg" in tags.seen
            assert "nan" not in words
        capsys.readouterr()


def test_what_failed_is_named_and_what_is_missing_said(tmp_path: Path) -> None:
    found = compare(
        ("user-cf", "random"), base=Settings(), days=1.0, measures=("likeness",), seeds=5,
        work=f"{toys.HERE}:stumbles", executor="here", store=tmp_path / "s",
    )  # fmt: skip
    comparison_page.write(tmp_path, found, "en")
    command_line(["report", str(tmp_path)])
    words = read(tmp_path / "report.html")[1]
    assert "Not all runs that were asked for are there." in words
    assert "Failed: random, seed 2: ValueError: seed 2 is ill" in words
    assert "over 4 seeds" in words


def test_names_from_outside_are_words_not_markup(tmp_path: Path) -> None:
    a_comparison(tmp_path)
    file = tmp_path / "compare.json"
    file.write_text(file.read_text().replace("hybrid", "<script>x&y</script>"))
    assert command_line(["report", str(file)]) == 0
    assert "script" not in read(tmp_path / "report.html")[0].seen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "holds no study: there must be one of compare.json"),
        ("{", "is no JSON document"),
        ("[]", '"study" must be one of compare, sweep, abtest, advise'),
        ('{"study": "dance"}', '"study" must be one of compare'),
        ('{"study": "sweep"}', "is not as this feedscope writes a study's document (KeyError: 'vary')"),
    ],
)
def test_what_is_no_study_gets_one_sentence(
    tmp_path: Path, text: str | None, sentence: str, capsys: Captured
) -> None:
    place = tmp_path
    if text is not None:
        place = tmp_path / "compare.json"
        place.write_text(text)
    assert command_line(["report", str(place)]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


def test_a_chart_puts_values_where_they_belong() -> None:
    drawn = ET.fromstring(
        intervals("t", [Group("g", [ChartRow("a<b", 1.0), ChartRow("c", -1.0), ChartRow("d", 0.5)])])
    )
    places = [float(shape.attrib["cx"]) for shape in drawn.iter() if shape.tag.endswith("circle")]
    low, middle = places[1], (places[0] + places[1]) / 2
    assert places[2] == pytest.approx(middle + 0.5 * (middle - low))
    assert "a<b" in "".join(drawn.itertext())


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_lays_it_out_and_prints_it(tmp_path: Path) -> None:
    a_comparison(tmp_path)
    command_line(["report", str(tmp_path)])
    words = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'p'}",
    ]
    page, paper = f"file://{tmp_path / 'report.html'}", tmp_path / "report.pdf"
    told = subprocess.run([*words, "--dump-dom", page], capture_output=True, text=True, timeout=120)
    assert told.stdout.count("<svg") == 1
    assert told.stdout.count("<circle") == 2
    subprocess.run([*words, f"--print-to-pdf={paper}", page], capture_output=True, timeout=120)
    assert paper.read_bytes().startswith(b"%PDF")
