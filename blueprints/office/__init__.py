"""The office as a whole: migrating, working, demo data and synthetic offices."""
