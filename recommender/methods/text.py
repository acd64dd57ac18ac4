"""The words of titles and descriptions as numbers, for `Items.words`.

A word is a run of letters and digits, lower-cased, full-width letters made ordinary (Unicode NFKC). Chinese
writes no spaces; there every two characters that stand side by side count as a word ("新手做饭" is 新手 手做 做饭), a
lone one stands for itself. Such overlapping bigrams find Chinese texts about as well as words from a dictionary
do, and need none (Nie, Gao, Zhang, Zhou 2000, On the use of words and n-grams for Chinese information
retrieval). Japanese kana are treated alike.

A word's number is the CRC-32 of its UTF-8 bytes modulo the number of buckets: the same on every machine and in
every run, and no vocabulary has to be kept (feature hashing: Weinberger et al. 2009). With 65,536 buckets, two
given words share a number once in 65,536 times.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from recommender.memory.catalogue import NONE
from recommender.types import Ids

_MOST_BUCKETS = 2**31 - 1
_UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts without spaces between words: Chinese characters in all their blocks, and kana."""
_RUN = re.compile(rf"([{_UNSPACED}]+)|(?:(?![{_UNSPACED}])[^\W_])+")


def tokens(text: str) -> Iterator[str]:
    """The words of a text in order, repeated as often as they stand there."""
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        unspaced = run[1]
        if unspaced is None or len(unspaced) == 1:
            yield run[0]
        else:
            yield from (unspaced[at : at + 2] for at in range(len(unspaced) - 1))


def numbered(texts: Sequence[str], buckets: int = 2**16) -> Ids:
    """(n, most) the numbers (0 to buckets - 1) of each text's words, each once, in order; -1 in empty places.

    `most` is what the richest text needs. Errors: ValueError for buckets out of range.
    """
    if not 1 <= buckets <= _MOST_BUCKETS:
        raise ValueError(f"buckets must be between 1 and {_MOST_BUCKETS}, not {buckets}")
    rows = [list(dict.fromkeys(crc32(word.encode()) % buckets for word in tokens(text))) for text in texts]
    table = np.full((len(rows), max(map(len, rows), default=0)), NONE, dtype=np.int32)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table
