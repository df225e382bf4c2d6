"""The bench of the CPU with peers: workers, pairs of runs, intervals, tables."""
