"""The version of the program."""


def program_version() -> str:
    """The version that is installed; "unknown" for a bare checkout."""
    # Reading what is installed takes a tenth of what --help takes.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("feedscope")
    except PackageNotFoundError:
        return "unknown"
