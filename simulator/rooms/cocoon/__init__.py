"""The room cocoon."""
