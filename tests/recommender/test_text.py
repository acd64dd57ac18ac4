"""Words in English and Chinese become numbers that content-based recommending weighs as scikit-learn does."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender import ContentBased, ContentSettings, Items, Source
from recommender.luck import Luck
from recommender.memory.catalogue import Catalogue
from recommender.methods.text import numbered, tokens
from recommender.methods.traits import Block
from tests.recommender.models import column

ENGLISH = (
    "Sourdough bread for beginners",
    "My cat knocks over everything",
    "Baking bread without an oven",
    "Ten minutes of stretching",
)
CHINESE = ("新手也会的家常面包", "猫咪又把杯子推下桌", "不用烤箱做面包", "十分钟拉伸训练")


def items(texts: tuple[str, ...]) -> Items:
    """Videos that differ in their words alone."""
    ids = np.arange(len(texts), dtype=np.int32)
    return Items(ids, 0 * ids, 0 * ids, np.ones((len(ids), 1), dtype=np.float32), words=numbered(texts))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tap-dancing, 2nd TAKE!", ["tap", "dancing", "2nd", "take"]),
        ("新手做饭", ["新手", "手做", "做饭"]),
        ("我 爱 snake_case", ["我", "爱", "snake", "case"]),
        ("开箱iPhone15测评", ["开箱", "iphone15", "测评"]),
        ("ＶＬＯＧ：第3天", ["vlog", "第", "3", "天"]),
        ("Über Straße", ["über", "straße"]),
        ("... 🎉 —", []),
        ("", []),
    ],
)
def test_words_are_runs_of_letters_and_pairs_of_chinese_characters(text: str, words: list[str]) -> None:
    assert list(tokens(text)) == words


@given(st.lists(st.text(), max_size=6), st.sampled_from((1, 7, 2**16)))
def test_each_word_of_a_text_stands_there_once(texts: list[str], buckets: int) -> None:
    table = numbered(texts, buckets)
    assert table.shape == (len(texts), max(((row >= 0).sum() for row in table), default=0))
    for text, row in zip(texts, table, strict=True):
        own = row[row >= 0].tolist()
        assert (row[len(own) :] == -1).all()
        assert len(set(own)) == len(own) <= len(set(tokens(text)))
        assert bool(own) == bool(list(tokens(text)))
        assert all(number < buckets for number in own)


def test_numbers_are_the_same_in_every_process() -> None:
    code = "from recommender.methods.text import numbered; print(numbered(['bread 面包 bread']).tolist())"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told == f"{numbered(['bread 面包 bread']).tolist()}\n"
    assert numbered(["bread"], 2**31 - 1).tolist() == [[0x9CC34D4B % (2**31 - 1)]]


@pytest.mark.parametrize("buckets", [0, -1, 2**31])
def test_buckets_out_of_range_are_refused(buckets: int) -> None:
    with pytest.raises(ValueError, match=f"buckets must be between 1 and 2147483647, not {buckets}"):
        numbered(["bread"], buckets)


@pytest.mark.parametrize("texts", [ENGLISH, CHINESE], ids=["English", "Chinese"])
def test_who_watched_bread_is_shown_bread_in_both_languages(texts: tuple[str, ...]) -> None:
    model = ContentBased(ContentSettings(), Luck(1))
    model.publish(items(texts))
    model.memory.rate(column(0), column(0), np.ones(1))
    assert model.recommend(column(0), 3, 0).items[0, 0] == 2
    words = [part for part in model.explain(0, 2, 0).parts if part.source == Source.WORDS]
    assert [part.id for part in words] == numbered(["bread" if texts is ENGLISH else "面包"])[0].tolist()
    assert words[0].items == (0,)
    assert not any(part.source == Source.WORDS for part in model.explain(0, 3, 0).parts)


@pytest.mark.parametrize("texts", [ENGLISH, CHINESE, ENGLISH + CHINESE + ("", "bread")])
def test_weights_are_those_of_scikit_learn(texts: tuple[str, ...]) -> None:
    vectorizer = TfidfVectorizer(
        analyzer=lambda text: list(tokens(text)), binary=True, smooth_idf=True, norm="l2"
    )
    expected = vectorizer.fit_transform(texts).toarray()
    catalogue, block, batch = Catalogue(), Block(Source.WORDS, 1.0, rare=True), items(texts)
    for part in (
        slice(0, 2),
        slice(2, None),
    ):  # what comes later makes the words of what came first less rare
        catalogue.publish(part_of(batch, part))
        vectors = block.vectors(catalogue, batch.item[: len(catalogue)])
    own = np.zeros(expected.shape)
    for word, place in vectorizer.vocabulary_.items():
        own[:, place] = ((vectors.trait == numbered([word])[0, 0]) * vectors.value).sum(axis=1)
    np.testing.assert_allclose(own, expected, rtol=1e-12)


def part_of(batch: Items, part: slice) -> Items:
    assert batch.words is not None
    return Items(
        batch.item[part], batch.tick[part], batch.creator[part], batch.topics[part], words=batch.words[part]
    )
