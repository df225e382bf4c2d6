# fmt: off
# ruff: noqa
"""Directives that are errors. `#!` lines say which line reports which code."""
def nothing_follows(x, n):
    for i in range(n):
        x[i] = 0
        #pragma simd
    #! 7: P110
    return x
    #pragma parallel for
    #! 10: P110


def before_else(x, n):
    if n:
        x[0] = 1
        #pragma parallel for
    else:
        for i in range(n):
            x[i] = 0
    #! 17: P110


def wrong_indentation(x, n):
  #pragma parallel for
    for i in range(n):
        x[i] = 0
    #! 25: P110


def end_of_another_line(x, n):
    x[0] = 1  #pragma atomic
    #! 32: P110


def inside_an_expression(x, n):
    x[0] = (n +
            #pragma simd
            1)
    #! 38: P110


def no_loop(x, n):
    #pragma parallel for
    x[0] = n
    #pragma simd
    while n > 0:
        n -= 1
    #! 44: P111
    #! 46: P111


def no_update(x, n):
    #pragma atomic
    for i in range(n):
        x[i] = 0
    #pragma atomic
    return x
    #! 54: P112
    #! 57: P112


def not_yet(x, n):
    #pragma :n => parallel
    x[:] = 0
    #pragma parallel for distribute
    for i in range(n):
        x[i] = 0
    #pragma omp parallel for
    for i in range(n):
        x[i] = 0
    #pragma omp barrier
    #! 64: P113
    #! 66: P113
    #! 69: P113
    #! 72: P113


def contradictions(x, n):
    #pragma parallel for
    #pragma sequential
    for i in range(n):
        x[i] = 0
    #pragma parallel for
    #pragma parallel for num_threads(2)
    for i in range(n):
        x[i] = 0
    #pragma parallel for simd(4)
    #pragma simd(8)
    for i in range(n):
        x[i] = 0
    #pragma parallel for single
    #pragma sequential
    for i in range(n):
        x[i] = 0
    #! 81: P108
    #! 85: P108
    #! 89: P108
    #! 93: P108


def unknown_names(x, n):
    sum_of_x = 0.0
    #pragma parallel for reduction(+: sum_of_y) private(q)
    for i in range(n):
        sum_of_x += x[i]
    #! 104: P117
    #! 104: P117


def too_few_loops(x, n):
    #pragma parallel for collapse(2)
    for i in range(n):
        x[i, 0] = 1
        for j in range(n):
            x[i, j] = 0
    #! 112: P119


def misspelt(x, n):
    #pragma paralel for
    for i in range(n):
        # pragma: simd
        for j in range(n):
            x[i, j] = 0
    #! 121: P101
    #! 123: P102


#pragma parallel for
for k in range(3):
    pass
#! 130: P110


def no_single_update(x, y, n):
    #pragma atomic
    n = n + 1
    for i in range(n):
        #pragma atomic
        x[i] = y[i]
        #pragma atomic
        x[i] += x[i]
        #pragma atomic
        x[i] = y[i] - x[i]
        #pragma atomic
        x[i], y[i] = y[i], x[i]
        #pragma atomic
        x[i] = max(x[i], x[i])
    #! 137: P112
    #! 141: P314
    #! 143: P314
    #! 145: P314
    #! 146: P112
    #! 149: P314


def reductions(x, h, n):
    s = p = m = 0
    #pragma parallel for reduction(+: s) reduction(*: p)
    for i in range(n):
        p += x[i]
        m = s
    #pragma parallel for reduction(max: m) reduction(+: h) reduction(-: s)
    for i in range(n):
        if x[i] > m:
            m = x[i]
        h[i] = h[i] ^ 1
    #! 160: P118
    #! 160: P118
    #! 164: P123


def sizes(x, n):
    #pragma parallel for block(n)
    for i in range(n):
        x[i] = 0
    #pragma parallel for simd(CHUNK)
    for i in range(n):
        x[i] = 0
    #! 175: P114
    #! 178: P122
