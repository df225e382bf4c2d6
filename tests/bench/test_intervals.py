"""Medians, their intervals without a distribution, and geometric means."""

import random

import pytest

from bench.cpu.intervals import coverage, geometric_mean, median_interval


def test_six_values_cover_with_their_ends():
    interval = median_interval([3.0, 1.0, 2.0, 6.0, 5.0, 4.0])
    assert (interval.low, interval.median, interval.high) == (1.0, 3.5, 6.0)
    assert interval.coverage == pytest.approx(1 - 2 / 64)


def test_fifteen_values_drop_three_on_either_side():
    interval = median_interval([float(i) for i in range(15)])
    assert (interval.low, interval.median, interval.high) == (3.0, 7.0, 11.0)
    assert interval.coverage >= 0.95 > coverage(15, 5)


def test_too_few_values_say_how_little_they_cover():
    interval = median_interval([2.0, 1.0])
    assert (interval.low, interval.high, interval.coverage) == (1.0, 2.0, 0.5)
    assert median_interval([7.0]).coverage == 0.0


def test_the_coverage_is_what_it_says():
    generator = random.Random(1)
    hits = 0
    for _ in range(2000):
        interval = median_interval([generator.lognormvariate(0.0, 1.0) for _ in range(11)])
        hits += interval.low <= 1.0 <= interval.high
    assert hits / 2000 >= 0.95


def test_geometric_mean():
    assert geometric_mean([0.5, 2.0]) == pytest.approx(1.0)
    assert geometric_mean([1.0, 4.0]) == pytest.approx(2.0)
