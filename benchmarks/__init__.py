"""Comparisons in one run, interleaved; ratios are what counts. Timings are never tests."""
