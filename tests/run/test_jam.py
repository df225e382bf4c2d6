"""Outer loops whose iterations run side by side on the CPU: every bit as in CPython."""

import numpy as np
import pragmac
import pytest
from same_as_python import compare

rng = np.random.default_rng(4)


def product(a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            s = 0.0
            for k in range(a.shape[1]):
                s += a[i, k] * b[k, j]
            c[i, j] = s


def columns(d, out):
    # pragma parallel for
    for j in range(d.shape[1]):
        t = 0.0
        for k in range(d.shape[0]):
            t += d[k, j]
        m = t / max(1, d.shape[0])
        v = 0.0
        for k in range(d.shape[0]):
            e = d[k, j] - m
            v += e * e
        if v > 3.0:
            w = v - 3.0
            v = 3.0 + w / 2.0
        for k in range(d.shape[0] - 1, -1, -1):
            d[k, j] = (d[k, j] - m) / (v + 1.0)
        out[j] = v


def correlation(data, result):
    m = data.shape[1]
    # pragma parallel for
    for i in range(m):
        result[i, i] = 1.0
        for j in range(i + 1, m):
            total = 0.0
            # pragma simd
            for k in range(data.shape[0]):
                total += data[k, i] * data[k, j]
            result[i, j] = result[j, i] = total


def choice(d, e, flag):
    # pragma simd
    for j in range(d.shape[1]):
        s = e[j]
        if flag > 0:
            for k in range(d.shape[0]):
                s -= d[k, j]
        else:
            for k in range(d.shape[0]):
                if d[k, j] > 0.0:
                    s += d[k, j]
        e[j] = s


def width_of(function, *arguments, line):
    row = [
        x
        for x in pragmac.jit(function).explain(*arguments).to_dict()["loops"]
        if x["line"] == function.__code__.co_firstlineno + line
    ]
    return row[0]["width"]


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
@pytest.mark.parametrize("m", [0, 1, 7, 8, 15, 16, 31, 32, 33, 77])
@pytest.mark.parametrize("k", [0, 1, 6])
def test_products(m, k, dtype):
    b = (rng.standard_normal((k, m)) * 9).astype(dtype)
    for n in (0, 3, 9):  # rows, four together
        a = (rng.standard_normal((n, k)) * 9).astype(dtype)
        compare(product, a, b, np.ones((n, m), dtype))


def scaled_product(alpha, beta, a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            start = c[i, j] * beta
            s = t = 0.0
            for k in range(a.shape[1] - 1, -1, -1):
                s += a[i, k] * b[k, j]
                t = max(t, b[k, j])
            c[i, j] = start + alpha * s
            if t > 1.5:
                c[i, j] -= t


def in_place(alpha, a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for k in range(a.shape[1]):
            scaled = alpha * a[i, k]
            for j in range(c.shape[1]):
                c[i, j] += scaled * b[k, j]


def halves(alpha, a, b, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        weight = 0.25 * i
        for k in range(a.shape[1]):
            one = alpha * a[i, k] - weight
            for j in range(c.shape[1]):
                c[i, j] -= one * b[k, j] * abs(a[i, k])


def triangle(a, c):
    # pragma parallel for
    for i in range(c.shape[0]):
        for j in range(i + 1):
            s = c[i, j]
            for k in range(a.shape[0]):
                s += a[k, i] * a[k, j]
            c[i, j] = s


# Blocks of the loop inside, and columns in several chunks; where a width is asked for, these are
# small.
@pytest.mark.parametrize("width", [None, 2, 8])
@pytest.mark.parametrize(
    "n, k, m", [(5, 385, 9), (9, 600, 11), (4, 384, 530), (6, 2, 40), (5, 0, 9)]
)
def test_products_in_blocks(n, k, m, width):
    a, b = rng.standard_normal((n, k)), rng.standard_normal((k, m))
    options = {"options": {"width": width}} if width else {}
    compare(scaled_product, 1.5, -0.5, a, b, np.ones((n, m)), **options)
    compare(
        in_place,
        1.5,
        a.astype("float32"),
        b.astype("float32"),
        np.ones((n, m), "float32"),
        **options,
    )
    compare(halves, 0.5, a, b, np.ones((n, m)), **options)
    compare(triangle, rng.standard_normal((k, n)), np.ones((n, n)), **options)
    compiled = pragmac.jit(scaled_product, **options)
    text = compiled.inspect("machine", 1.5, -0.5, a, b, np.ones((n, m)))
    assert "waiting_s" in text and "waiting_t" in text
    text = pragmac.jit(halves, **options).inspect("machine", 0.5, a, b, np.ones((n, m)))
    assert "waiting_kept" in text and "row_values#2" in text


def tridiagonal(u, p, q):
    # pragma parallel for
    for i in range(u.shape[0]):
        p[i, 0] = 0.5
        q[i, 0] = u[i, 0]
        for j in range(1, u.shape[1]):
            p[i, j] = 1.0 / (3.0 - p[i, j - 1])
            q[i, j] = (u[i, j] + q[i, j - 1]) * p[i, j - 1]
        for j in range(u.shape[1] - 2, -1, -1):
            u[i, j] = q[i, j] - p[i, j] * u[i, j + 1]


@pytest.mark.parametrize("n", [0, 1, 7, 8, 16, 19])
@pytest.mark.parametrize("m", [1, 2, 3, 10])
def test_rows_of_recurrences(n, m):
    u = rng.standard_normal((n, m))
    compare(tridiagonal, u, np.zeros((n, m)), np.zeros((n, m)))
    compare(tridiagonal, np.asfortranarray(u), np.zeros((n, m)), np.zeros((n, m)))


@pytest.mark.parametrize("m", [0, 5, 16, 17, 40, 129])
@pytest.mark.parametrize("n", [0, 1, 9])
def test_columns(m, n):
    compare(columns, rng.standard_normal((n, m)) * 2, np.zeros(m))
    compare(correlation, rng.standard_normal((n, m)), np.zeros((m, m)))
    for flag in (0, 1):
        compare(choice, rng.standard_normal((n, m)), np.ones(m), flag)


def test_which_loops():
    d = rng.standard_normal((4, 40))
    assert width_of(columns, d, np.zeros(40), line=2) == 16  # the grain of threads
    assert width_of(choice, d, np.zeros(40), 1, line=2) == 32

    def rows(d, out):
        # pragma parallel for
        for i in range(d.shape[0]):
            s = 0.0
            for k in range(d.shape[1]):
                s += d[i, k]
            out[i] = s

    assert width_of(rows, d, np.zeros(4), line=2) == 0  # neighbours are a row apart
    compare(rows, d, np.zeros(4))


def test_loops_that_follow_each_other_without_a_barrier():
    def twice(d, a, b):
        # pragma parallel for
        for j in range(d.shape[1]):
            s = 0.0
            for k in range(d.shape[0]):
                s += d[k, j]
            a[j] = s
        # pragma parallel for
        for j in range(d.shape[1]):
            s = a[j]
            for k in range(d.shape[0]):
                s += d[k, j] * d[k, j]
            b[j] = s

    for m in (5, 40, 500):
        arguments = rng.standard_normal((6, m)), np.zeros(m), np.zeros(m)
        compare(twice, *arguments)
    assert "team" in pragmac.jit(twice).inspect("machine", *arguments)


def test_the_inner_loop_is_packed_code():
    a = rng.standard_normal((9, 9))
    text = pragmac.jit(product).inspect("asm", a, a, a.copy())
    assert "mulpd" in text and "addpd" in text


def test_arguments_that_share_memory():
    a = rng.standard_normal((40, 40))
    expected = a.copy()
    product(expected, expected[::-1], expected)
    compiled = pragmac.jit(product)
    compiled(a, a[::-1], a)
    assert np.array_equal(a, expected)


def escape_time(re, im, limit):
    x = 0.0
    y = 0.0
    for step in range(limit):
        if x * x + y * y > 4.0:
            return step
        t = x * x - y * y + re
        y = 2.0 * x * y + im
        x = t
    return limit


def escapes(re, im, limit, out):
    # pragma parallel for
    for i in range(im.shape[0]):
        for j in range(re.shape[0]):
            out[i, j] = escape_time(re[j], im[i], limit)


def newton(x, roots, steps, tolerance):
    # pragma parallel for
    for i in range(x.shape[0]):
        r = 1.0
        n = 0
        while abs(r * r - x[i]) > tolerance:
            r = 0.5 * (r + x[i] / r)
            n += 1
            if n == 12:
                break
        roots[i] = r
        steps[i] = n


def ragged(x, weights, out):
    # pragma parallel for
    for i in range(x.shape[0]):
        s = x[i]
        if s > 0.0:
            for k in range(weights.shape[0]):
                if weights[k] < 0.0:
                    continue
                s = s * weights[k] + 1.0
                if s > 50.0:
                    break
        elif s > -1.0:
            for k in range(weights.shape[0]):
                s -= weights[k]
        else:
            s = 0.0
        out[i] = s


@pytest.mark.parametrize("width", [0, 1, 7, 8, 16, 17, 45])
@pytest.mark.parametrize("limit", [0, 1, 30])
def test_iterations_leave_loops_at_different_times(width, limit):
    re, im = np.linspace(-2.2, 0.8, width), np.linspace(-1.2, 1.2, 3)
    compare(escapes, re, im, limit, np.full((3, width), -1, dtype=np.int32))


@pytest.mark.parametrize("n", [0, 1, 8, 31, 64])
def test_while_loops_side_by_side(n):
    x = rng.random(n) * 100.0
    compare(newton, x, np.zeros(n), np.zeros(n, dtype=np.int64), 1e-9)
    values = x - 40.0
    for weights in (np.zeros(0), np.array([1.5, -1.0, 0.5, 2.0, 3.0])):
        compare(ragged, values, weights, np.zeros(n))


def test_they_run_in_vectors():
    n = 64
    arguments = (rng.random(n) * 90.0, np.zeros(n), np.zeros(n, dtype=np.int64), 1e-9)
    assert width_of(newton, *arguments, line=2) >= 8
    assert width_of(ragged, rng.random(n), rng.random(4), np.zeros(n), line=2) >= 8


def test_rows_whose_loops_have_lanes_are_no_lanes():
    def softmax(x):
        # pragma parallel for
        for i in range(x.shape[0]):
            total = 0.0
            # pragma simd
            for j in range(x.shape[1]):
                x[i, j] = np.exp(x[i, j])
                total += x[i, j]
            for j in range(x.shape[1]):
                x[i, j] /= total

    x = rng.standard_normal((40, 50))
    assert width_of(softmax, x, line=2) == 0
    assert width_of(softmax, x, line=5) == 32
