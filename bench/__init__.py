"""Benchmarks: every figure beside the floor of the same run."""
