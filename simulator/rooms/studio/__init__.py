"""The room studio."""
