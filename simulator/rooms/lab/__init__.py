"""The room lab."""
