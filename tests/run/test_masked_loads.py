"""Iterations side by side with different conditions, around loads that are the same for all."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

rng = np.random.default_rng(11)


def rings(data, radius, mean):
    # pragma parallel for
    for i in range(mean.shape[0]):
        total = 0.0
        count = 0
        for j in range(radius.shape[0]):
            if i <= radius[j] < i + 1.5:
                total += data[j]
                count += 1
            elif radius[j] < 0.0:
                total -= data[j] * 0.5
        mean[i] = total / max(count, 1)


def guarded(data, index, out):
    # pragma parallel for
    for i in range(out.shape[0]):
        s = 0.0
        for j in range(index.shape[0]):
            k = index[j]
            if i < k and 0 <= k < data.shape[0]:
                s += data[k]
                if s > 4.0:
                    s -= data[k] * data[0]
        out[i] = s


def lazily(data, other, out):
    # pragma parallel for
    for i in range(out.shape[0]):
        s = 1.0
        for j in range(data.shape[0]):
            if data[j] > i:
                s += other[j] if j < other.shape[0] else 0.25
        out[i] = s


def changing(data, out):
    # pragma parallel for
    for i in range(out.shape[0]):
        for j in range(data.shape[0]):
            if data[j] < out[i]:
                out[i] -= data[j] * 0.25
            else:
                out[i] += 1.0


@pytest.mark.parametrize("n", [0, 1, 8, 16, 40])
@pytest.mark.parametrize("m", [0, 1, 50])
def test_every_bit(n, m):
    data, radius = rng.standard_normal(m), rng.uniform(-3, 20, m)
    compare(rings, data, radius, np.zeros(n))
    compare(guarded, np.append(data, 1.5), rng.integers(-5, 60, m), np.zeros(n))
    compare(lazily, data * 10.0, rng.standard_normal(m // 2), np.zeros(n))
    compare(changing, data, rng.standard_normal(n))


def test_one_load_serves_all_lanes():
    text = pragmac.jit(rings).inspect("machine", np.ones(4), np.ones(4), np.ones(40))
    strip = text[text.index("simd 16") :]
    assert "let %shared: f64 value = load %data[%j" in strip


def test_what_only_some_would_load_stays_behind_its_condition():
    arguments = np.ones(9), np.arange(70), np.ones(40)
    assert "%shared" not in pragmac.jit(lazily).inspect(
        "machine", np.ones(9), np.ones(4), np.ones(40)
    )
    compare(guarded, *arguments)
    compare(guarded, np.ones(9), np.full(70, 1 << 60), np.ones(40))
