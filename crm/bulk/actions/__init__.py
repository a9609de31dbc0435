"""The bulk actions there are; a later part adds its own with `register`."""
