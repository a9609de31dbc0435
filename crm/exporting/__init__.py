"""Exporting: people come out as they went in, and come back without a change."""
