# fmt: off
# ruff: noqa
"""Directives that attach. `#=` lines say which line gets which directive."""
def before_a_loop(x, y, n):
    #pragma parallel for
    for i in range(n):
        y[i] = x[i]
    #= 6: pragma parallel for


def with_blanks_and_comments_between(x, n):
    # pragma parallel for num_threads(2)

    # another comment

    for i in range(n):
        x[i] = 0
    #= 16: pragma parallel for num_threads(2)


def at_the_end_of_the_line(x, n):
    for i in range(n):  #pragma parallel for
        x[i] = 0
    for j in range(
        n
    ):  # pragma simd(8)
        x[j] += 1
    #= 22: pragma parallel for
    #= 24: pragma simd(8)


def continued(x, n):
    s = 0.0
    #pragma parallel for \
    #    reduction(+: s) \
    #    num_threads(4)
    for i in range(n):
        s += x[i]
    return s
    #= 37: pragma parallel for reduction(+: s) num_threads(4)


def several(x, n):
    #pragma parallel for
    #pragma simd
    for i in range(n):
        #pragma atomic
        x[i // 2] += 1
    #= 46: pragma parallel for
    #= 46: pragma simd
    #= 48: pragma atomic


def nested(x, n, m):
    if n:
        #pragma parallel for collapse(2)
        for i in range(n):
            for j in range(m):
                x[i, j] = 0
    else:
        #pragma sequential
        for i in range(n):
            #pragma simd
            for j in range(m):
                x[i, j] = 1
    while n > 0:
        # pragma parallel for single
        for i in range(n):
            x[i, 0] = 2
        n -= 1
    #= 57: pragma parallel for collapse(2)
    #= 62: pragma sequential
    #= 64: pragma simd
    #= 68: pragma parallel for single


def not_comments(x, n):
    """
    #pragma paralel for
    """
    s = "#pragma nonsense"
    t = f"{n} #pragma nonsense"
    u = (
        "a # no comment"  # pragma: no cover
        'b'
    )
    for i in range(n):
        x[i] = len(s) + len(t) + len(u)


def tabs(x, n):
	#pragma parallel for
	for i in range(n):
		#pragma simd
		for j in range(n):
			x[i, j] = 0
	#= 93: pragma parallel for
	#= 95: pragma simd


def größe(länge, été):
    summe = 0.0
    #pragma parallel for reduction(+: summe) assume(sorted: été)
    for größter in range(länge):
        summe += été[größter] + len("日本")  # ä
    return summe
    #= 104: pragma parallel for reduction(+: summe) assume(sorted: été)


def atomic_forms(x, y, n):
    for i in range(n):
        #pragma atomic
        x[y[i], 0] = x[y[i], 0] * 2
        #pragma atomic
        x[i] = 1 + x[i]
        #pragma atomic
        x[i] = max(x[i], y[i])
        #pragma atomic
        x[i] //= y[i]
    #= 113: pragma atomic
    #= 115: pragma atomic
    #= 117: pragma atomic
    #= 119: pragma atomic


def reductions(x, h, n):
    s = p = m = 0
    #pragma parallel for reduction(+: s, h) reduction(*: p) reduction(min: m)
    for i in range(n):
        s -= x[i]
        p = x[i] * p
        m = min(m, x[i])
        h[x[i]] += 1
    #pragma parallel for reduction(max: m) reduction(+: h)
    for i in range(n):
        if x[i] > m:
            m = x[i]
        reductions(x, h, n)
    #= 129: pragma parallel for reduction(+: s, h) reduction(*: p) reduction(min: m)
    #= 135: pragma parallel for reduction(max: m) reduction(+: h)
