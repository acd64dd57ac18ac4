"""The room split."""
