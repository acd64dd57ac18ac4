"""The room society."""
