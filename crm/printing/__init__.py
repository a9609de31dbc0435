"""Printing: who stands on which label, and the exact measures of label sheets."""
