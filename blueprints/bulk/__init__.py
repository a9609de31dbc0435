"""Bulk acts: choose people, look at what would change, then let it happen."""
