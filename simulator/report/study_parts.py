"""What a study found, part by part, from its document: sentences in plain words, a chart, a table. Every figure in them
is one of the document's, which come from the stored runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from simulator.experiments.studies.inference import Interval
from simulator.frames import FIGURES, HOURS_PER_DAY
from simulator.frames.told import long
from simulator.locale import Wording
from simulator.report import abtest_page, advice_page, charts
from simulator.report.charts import between, places, short, signed
from simulator.report.facts import Told, figure, interval
from simulator.report.printed import chance, number, percent


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One part of a report."""

    title: str
    sentences: Sequence[str] = ()
    chart: str = ""
    """SVG."""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    notes: Sequence[str] = ()
    """How to read the table."""


def measure_title(name: str, say: Wording) -> str:
    """What a measure is called where there is room; one's own by its place."""
    if name in FIGURES:
        return long(name, say)
    return say(f"compare.title.{name}") if f"compare.title.{name}" in say else name


# Compare


def compare(told: Told, say: Wording) -> Iterator[ReportPart]:
    """The findings, then a part a measure."""
    lines: list[Told] = list(told["lines"])
    low, high = told["window"] or (0.75 * told["days"], told["days"])
    yield ReportPart(
        say("study.findings"),
        [
            say(
                "study.compared", arms=say("advise.and").join(told["arms"]), people=f"{told['people']:,}",
                low=f"{low:g}", high=f"{high:g}", seeds=max((line["pairs"] for line in lines), default=0),
                baseline=told["baseline"], shared=say(f"compare.shared.{told['pair']}"),
            ),
            *(_difference(line, told["baseline"], say) for line in lines),
            *_shared(lines, say),
            *(say("compare.broken", sentence=sentence) for sentence in told["broken_expectations"]),
        ],
        notes=[say(f"compare.{told['correct']}", family=len(lines)), say("study.legend")],
    )  # fmt: skip
    columns = ("arm", "baseline", "mean", "difference", "interval", "p", "larger")
    heads = [*(say(f"compare.head.{name}") for name in columns), say("study.saved_head"), say("study.pairs")]
    for name, group in groupby(lines, key=lambda line: line["measure"]):
        ours = list(group)
        title = measure_title(name, say)
        marks = [
            charts.ChartRow(
                line["arm"], figure(line, "difference"), interval(line),
                say(f"compare.larger.{line['larger']}") if line["larger"] else "",
            )
            for line in ours
        ]  # fmt: skip
        drawn = charts.intervals(
            say("compare.chart", baseline=told["baseline"]),
            [charts.Group(say("study.difference"), marks, figure(ours[0], "sesoi"))],
        )
        rows = [
            (
                line["arm"], short(figure(line, "baseline_mean")), short(figure(line, "arm_mean")),
                signed(figure(line, "difference"), places(interval(line))), ends(interval(line)),
                chance(figure(line, "p")), say(f"compare.larger.{line['larger']}") if line["larger"] else "–",
                number(figure(line, "variance_saved"), ".1f"), str(line["pairs"]),
            )
            for line in ours
        ]  # fmt: skip
        yield ReportPart(title, (), drawn, heads, rows, (say("study.scale"),))


def _difference(line: Told, baseline: str, say: Wording) -> str:
    """One comparison in plain words."""
    difference, around, least = figure(line, "difference"), interval(line), figure(line, "sesoi")
    slots: dict[str, object] = {
        "measure": measure_title(line["measure"], say),
        "arm": line["arm"],
        "baseline": baseline,
        "effect": signed(abs(difference), places(around)).lstrip("+"),
        "way": say("study.more" if difference > 0 else "study.less"),
        "mean": short(figure(line, "arm_mean")),
        "than": short(figure(line, "baseline_mean")),
        "ends": ends(around),
        "least": f"{least:g}",
        "pairs": line["pairs"],
    }
    if not around.known:
        return say("study.compare.none", **slots)
    verdict, there = line["larger"], figure(line, "p") < 0.05
    if verdict is None:  # nobody has said what matters
        verdict = "differs" if there else "open"
    elif verdict == "open" and there:
        verdict = "some"
    return say(f"study.compare.{verdict}", **slots)


def _shared(lines: Sequence[Told], say: Wording) -> Iterator[str]:
    """What sharing luck was worth, over all comparisons."""
    known = sorted(figure(line, "variance_saved") for line in lines if line["variance_saved"] is not None)
    if known:
        middle = known[(len(known) - 1) // 2]
        yield say(
            "study.saved",
            n=len(known),
            low=f"{known[0]:.1f}",
            middle=f"{middle:.1f}",
            high=f"{known[-1]:.1f}",
        )
    hurt = [line for line in lines if (figure(line, "variance_saved_high")) < 1.0]
    if hurt:
        named = [
            say("compare.of", measure=measure_title(line["measure"], say), arm=line["arm"]) for line in hurt
        ]
        yield say("compare.sharing_hurt", named=say("advise.and").join(named))


# Sweep


def sweep(told: Told, say: Wording) -> Iterator[ReportPart]:
    """The findings, then a part a measure."""
    low, high = told["window"] or (0.75 * told["days"], told["days"])
    lines: list[Told] = list(told["lines"])
    groups = {name: list(group) for name, group in groupby(lines, key=lambda line: line["measure"])}
    kind = str(told["design"]).partition(":")[0]
    yield ReportPart(
        say("study.findings"),
        [
            say(
                "sweep.asked", n=len(told["vary"]), points=told["points"], seeds=len(told["seeds"]),
                people=f"{told['people']:,}", low=f"{low:g}", high=f"{high:g}",
            ),
            *(_first(name, ours, say) for name, ours in groups.items()),
            *(_luck(name, told["luck"][name], say) for name in groups),
        ],
    )  # fmt: skip
    heads = [say("sweep.setting"), say("sweep.alone"), say("sweep.whole")]
    for name, ours in groups.items():
        marks = [charts.ChartRow(line["setting"], *_worth(line)) for line in ours]
        rows = [(line["setting"], _share(line, "first"), _share(line, "total")) for line in ours]
        drawn = charts.bars(say("sweep.chart"), [charts.Group(say("study.shares"), marks)])
        yield ReportPart(measure_title(name, say), (), drawn, heads, rows, (say(f"sweep.{kind}"),))


def _worth(line: Told) -> tuple[float, Interval]:
    name = "first" if line["total"] is None else "total"
    return figure(line, name), interval(line, name)


def _share(line: Told, name: str) -> str:
    value, around = figure(line, name), interval(line, name)
    return (
        "–"
        if math.isnan(value)
        else f"{value:.2f}" + (f" [{around.low:.2f}, {around.high:.2f}]" if around.known else "")
    )


def _first(name: str, ours: Sequence[Told], say: Wording) -> str:
    """Which setting matters most, if one can be told from the next."""
    slots: dict[str, object] = {"measure": measure_title(name, say)}
    told = [(line["setting"], *_worth(line)) for line in ours]
    if not told or math.isnan(told[0][1]):
        return say("study.sweep.none", **slots)
    setting, value, around = told[0]
    slots |= {"setting": setting, "share": percent(min(1.0, max(0.0, value))), "ends": _percents(around)}
    rivals = [
        other
        for other, _, theirs in told[1:]
        if not (around.known and theirs.known and theirs.high < around.low)
    ]
    if len(told) == 1 or not rivals:
        return say("study.sweep.first", **slots)
    return say("study.sweep.together", **slots, rivals=say("advise.and").join(rivals))


def _luck(name: str, luck: Told, say: Wording) -> str:
    share = figure(luck, "share")
    told = "–" if math.isnan(share) else percent(share) + _percents(interval(luck))
    return say("sweep.luck", measure=measure_title(name, say), share=told)


def _percents(around: Interval) -> str:
    return f" [{percent(max(0.0, around.low))}, {percent(min(1.0, around.high))}]" if around.known else ""


# A/B test


def abtest(told: Told, say: Wording) -> Iterator[ReportPart]:
    """The findings, then a part an outcome."""
    low, high = told["window"]
    period = told["period_h"] or 0
    how = say(
        f"abtest.{told['split']}", share=percent(figure(told, "share")), period=f"{period / HOURS_PER_DAY:g}"
    )
    asked = say(
        "abtest.asked", a=told["a"]["name"], b=told["b"]["name"], how=how, people=f"{told['people']:,}",
        low=f"{low:g}", high=f"{high:g}", seeds=max((line["worlds"] for line in told["lines"]), default=0),
    )  # fmt: skip
    yield ReportPart(
        say("study.findings"), [asked, *(abtest_page.sentence(line, say) for line in told["lines"])]
    )
    for line in told["lines"]:
        kinds = ("naive", "truth", "bias")
        marks = [
            charts.ChartRow(say(f"abtest.{kind}"), figure(line, kind), interval(line, kind)) for kind in kinds
        ]
        drawn = charts.intervals(
            say("abtest.chart", a=told["a"]["name"], b=told["b"]["name"]),
            [charts.Group(say("study.difference"), marks)],
        )
        rows = [
            (
                say(f"abtest.{kind}"),
                signed(figure(line, kind), places(interval(line, kind))),
                ends(interval(line, kind)),
                "",
            )
            for kind in kinds
        ]
        rows[-1] = (*rows[-1][:3], chance(figure(line, "p")))
        rows.append((say("abtest.all_a", a=told["a"]["name"]), short(figure(line, "all_a")), "", ""))
        rows.append(
            (
                say("abtest.wrong"),
                f"{line['wrong_sign']}/{line['worlds']}",
                _percents(interval(line, "wrong")),
                "",
            )
        )
        heads = ("", say("study.value"), say("compare.head.interval"), say("abtest.p"))
        yield ReportPart(say(f"abtest.of.{line['measure']}"), (), drawn, heads, rows, (say("abtest.legend"),))


# Advice


def advise(told: Told, say: Wording) -> Iterator[ReportPart]:
    """The advice in words, then its rounds."""
    yield ReportPart(say("study.findings"), list(advice_page.sentences(told, say)))
    heads = [
        say("study.tactic"),
        say("compare.head.difference"),
        say("compare.head.interval"),
        say("abtest.p"),
    ]
    heads += [say("compare.head.larger"), say("study.pairs")]
    for key in ("finalists", "screened"):
        if told[key]:
            drawn = charts.intervals(advice_page.chart_title(told, say), [advice_page.group(told, key, say)])
            rows = [
                (
                    advice_page.name(one["tactic"], say), signed(figure(one, "difference"), places(interval(one))),
                    ends(interval(one)),
                    chance(figure(one, "p")), say(f"compare.larger.{one['larger']}"), str(one["pairs"]),
                )
                for one in told[key]
            ]  # fmt: skip
            yield ReportPart(say(f"advise.chart.{key}"), (), drawn, heads, rows, (say("study.scale"),))
    if told["elsewhere"]:
        drawn = charts.intervals(
            advice_page.chart_title(told, say), [advice_page.group(told, "elsewhere", say)]
        )
        yield ReportPart(say("advise.chart.elsewhere"), (), drawn)


def ends(around: Interval) -> str:
    """`+0.1 … +0.3`."""
    return between(around, "…")


PARTS: Mapping[str, Callable[[Told, Wording], Iterator[ReportPart]]] = {
    "compare": compare,
    "sweep": sweep,
    "abtest": abtest,
    "advise": advise,
}
"""By the document's `study`."""
