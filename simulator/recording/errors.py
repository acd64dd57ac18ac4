"""What can be wrong with a recording, in one sentence for people."""

from __future__ import annotations


class RecordingError(Exception):
    """A recording cannot be written or read; the message names the folder or file and says why."""

    def __init__(self, sentence: str) -> None:
        from recommender.clean import clean  # who only asks for help needs nothing of the recommender

        super().__init__(clean(sentence))


class RecordingRefused(RecordingError):
    """The folder asked for is no place for a new recording."""
