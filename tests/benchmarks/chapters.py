"""What comes out of the story's chapters, page by page and seed by seed, beside what they say. Nothing here fails.

    python -m tests.benchmarks.chapters [--seeds 1 2 3 4 5] [ways-out my-chapter.toml ...]

To be read after a change of the laws, of a chapter's world or of its words: `SIZES` in `tests.app.test_chapters` come
from here. All chapters of ours take two minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.rooms.story.chapter import Chapter, chapters, read_file
from simulator.rooms.story.measures import MEASURES, written
from tests.app.told import PageOutcome, outcomes

BESIDE = ("effective_topics", "varied", "cocooned", "watch_ratio")
"""Figures that stand beside every outcome."""


def lines(chapter: Chapter, seeds: Sequence[int]) -> Iterator[str]:
    """Every page under every seed, and what it says under the first one."""
    runs = [list(outcomes(chapter, seed)) for seed in seeds]
    for pages in zip(*runs, strict=True):
        yield f"{chapter.name}, page {pages[0].page + 1}"
        yield from (f"  seed {seed:2}  {measured(page)}" for seed, page in zip(seeds, pages, strict=True))
        yield from (f"    {words}" for words in pages[0].told.values())


def measured(page: PageOutcome) -> str:
    """The outcome, the answer that it makes right, and the figures beside it."""
    vitals = page.frame.vitals
    beside = ", ".join(f"{name} {written(f'vitals.{name}', getattr(vitals, name))}" for name in BESIDE)
    if page.question is None or page.outcome is None:
        return beside
    write = MEASURES[page.question.measure].write
    change = f"{write(page.outcome.before)} -> {write(page.outcome.now)}"
    return f"{page.outcome.value:+.3f}  {change}: {page.right or 'NO ANSWER'}  ({beside})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("chapters", nargs="*", help="names or files; all of ours where none is named")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    asked = parser.parse_args()
    ours = {chapter.name: chapter for chapter in chapters()}
    for name in asked.chapters or ours:
        for line in lines(ours.get(name) or read_file(Path(name)), asked.seeds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
