"""What can be wrong with a recording, in one sentence for people."""


class RecordingError(Exception):
    """A recording cannot be written or read; the message names the folder or file and says why."""


class RecordingRefused(RecordingError):
    """The folder asked for is no place for a new recording."""
