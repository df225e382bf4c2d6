"""For each error of the language a program that is refused with it, and one that does it rightly.

`pragmac explain CODE` shows them, and a test runs them all. `np`, `math` and `pragmac` are imported
in front of each; the last line calls.
"""

EXAMPLES = r"""
==== P101
@pragmac.jit
def f(x, y):
    #pragma for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P102
@pragmac.jit
def f(x, y):
    #pragm parallel for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P103
@pragmac.jit
def f(x, y):
    #pragma parallel fro
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P104
@pragmac.jit
def f(x, y, k):
    #pragma parallel for assume
    for i in range(x.shape[0]):
        y[k[i]] += x[i]

f(np.ones(8), np.ones(8), np.arange(8))
---- instead
@pragmac.jit
def f(x, y, k):
    #pragma parallel for
    for i in range(x.shape[0]):
        y[k[i]] += x[i]

f(np.ones(8), np.ones(8), np.arange(8))
==== P105
@pragmac.jit
def f(x):
    s = 0.0
    #pragma simd(0)
    for i in range(x.shape[0]):
        s += x[i]
    return s

f(np.ones(8))
---- instead
@pragmac.jit
def f(x):
    s = 0.0
    #pragma simd(1)
    for i in range(x.shape[0]):
        s += x[i]
    return s

f(np.ones(8))
==== P106
@pragmac.jit
def f(x, y):
    #pragma parallel for for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P107
@pragmac.jit
def f(x, y):
    #pragma parallel for private(t) shared(t)
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for private(t)
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P108
@pragmac.jit
def f(x, y):
    #pragma parallel for
    #pragma sequential for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
==== P109
@pragmac.jit
def f(x):
    s = 0.0
    #pragma simd single
    for i in range(x.shape[0]):
        s += x[i]
    return s

f(np.ones(8))
---- instead
@pragmac.jit
def f(x):
    s = 0.0
    #pragma simd
    for i in range(x.shape[0]):
        s += x[i]
    return s

f(np.ones(8))
==== P110
@pragmac.jit
def f(x):
    x[0] = 1.0
    #pragma simd

f(np.ones(8))
---- instead
@pragmac.jit
def f(x):
    x[0] = 1.0

f(np.ones(8))
==== P111
@pragmac.jit
def f(x):
    #pragma simd
    t = x[0]
    return t

f(np.ones(8))
---- instead
@pragmac.jit
def f(x):
    t = x[0]
    return t

f(np.ones(8))
==== P112
@pragmac.jit
def f(x):
    #pragma atomic
    t = x[0]
    return t

f(np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        #pragma atomic
        y[0] += x[i]

f(np.ones(8), np.ones(8))
==== P113
@pragmac.jit
def f(x, y):
    #pragma parallel for distribute
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P114
@pragmac.jit
def f(x, y):
    part = x[1:]
    # pragma parallel for private(part)
    for i in range(y.shape[0]):
        part[0] = 1.0
        y[i] = part[0]

f(np.ones(3), np.ones(3))
---- instead
@pragmac.jit
def f(x, y):
    # pragma parallel for
    for i in range(y.shape[0]):
        part = np.zeros(2)
        part[0] = 1.0
        y[i] = part[0]

f(np.ones(3), np.ones(3))
==== P115
@pragmac.jit
def f(x, y):
    #pragma :(((((((((((((((((((((((((((((((((N))))))))))))))))))))))))))))))))) => parallel
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
==== P116
@pragmac.jit
def f(x, y):
    #pragma parallel for \
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for \
    #    num_threads(2)
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
==== P117
@pragmac.jit
def f(x, y, k):
    #pragma parallel for assume(unique: kk)
    for i in range(x.shape[0]):
        y[k[i]] += x[i]

f(np.ones(8), np.ones(8), np.arange(8))
---- instead
@pragmac.jit
def f(x, y, k):
    #pragma parallel for assume(unique: k)
    for i in range(x.shape[0]):
        y[k[i]] += x[i]

f(np.ones(8), np.ones(8), np.arange(8))
==== P118
@pragmac.jit
def f(x, y):
    #pragma parallel for reduction(+: t)
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x):
    t = 0.0
    #pragma parallel for reduction(+: t)
    for i in range(x.shape[0]):
        t += 2.0 * x[i]
    return t

f(np.ones(8))
==== P119
@pragmac.jit
def f(x, y):
    #pragma parallel for collapse(2)
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P122
@pragmac.jit
def f(x, y):
    #pragma parallel for block(TILE)
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
---- instead
TILE = 64

@pragmac.jit
def f(x, y):
    #pragma parallel for block(TILE)
    for i in range(x.shape[0]):
        y[i] = 2.0 * x[i]

f(np.ones(8), np.ones(8))
==== P123
@pragmac.jit
def f(x):
    s = 0.0
    #pragma parallel for reduction(-: s)
    for i in range(x.shape[0]):
        s += x[i]
    return s

f(np.ones(8))
---- instead
@pragmac.jit
def f(x):
    s = 0.0
    #pragma parallel for reduction(+: s)
    for i in range(x.shape[0]):
        s += x[i]
    return s

f(np.ones(8))
==== P124
@pragmac.jit
def f(x, y):
    #pragma parallel for shared(t)
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
---- instead
@pragmac.jit
def f(x, y):
    #pragma parallel for private(t)
    for i in range(x.shape[0]):
        t = 2.0 * x[i]
        y[i] = t

f(np.ones(8), np.ones(8))
==== P201
@pragmac.jit
def f(x):
    norm = ...
    for i in range(x.shape[0]):
        x[i] /= norm

f(np.ones(3))
---- instead
@pragmac.jit
def f(x):
    norm = 2.0
    for i in range(x.shape[0]):
        x[i] /= norm

f(np.ones(3))
==== P202
@pragmac.jit
def f(n):
    values = [n, 2 * n]
    return values[0] + values[1]

f(3)
---- instead
@pragmac.jit
def f(n):
    values = (n, 2 * n)
    return values[0] + values[1]

f(3)
==== P203
@pragmac.jit
def f(n):
    price = {"tea": 2, "milk": 1}
    return n * price["tea"]

f(3)
---- instead
@pragmac.jit
def f(n):
    tea, milk = 2, 1
    return n * tea

f(3)
==== P204
@pragmac.jit
def f(n):
    return n + "1"

f(3)
---- instead
@pragmac.jit
def f(n):
    return n + 1

f(3)
==== P205
@pragmac.jit
def f(n):
    if n < 0:
        raise ValueError(n)
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    return n, n >= 0

value, valid = f(3)
==== P206
@pragmac.jit
def f(n):
    return sum(i for i in range(n))

f(3)
---- instead
@pragmac.jit
def f(n):
    total = 0
    for i in range(n):
        total += i
    return total

f(3)
==== P207
@pragmac.jit
def f(n):
    g = lambda x: x + 1
    return g(n)

f(3)
---- instead
def g(x):
    return x + 1

@pragmac.jit
def f(n):
    return g(n)

f(3)
==== P208
@pragmac.jit
def f(n):
    def g(x):
        return x + 1
    return g(n)

f(3)
---- instead
def g(x):
    return x + 1

@pragmac.jit
def f(n):
    return g(n)

f(3)
==== P209
@pragmac.jit
def f(n):
    if n < 2:
        return n
    return f(n - 1) + 1

f(3)
---- instead
@pragmac.jit
def f(n):
    value = n
    while n > 1:
        n -= 1
        value = n + 1
    return value

f(3)
==== P210
@pragmac.jit
def f(a):
    b = a[None]
    return b[0, 0]

f(np.ones(3))
---- instead
@pragmac.jit
def f(a):
    return a[0]

f(np.ones(3))
==== P211
@pragmac.jit
def f(a):
    a += 1.0
    return a[0]

f(np.ones(3))
---- instead
@pragmac.jit
def f(a):
    for i in range(a.shape[0]):
        a[i] += 1.0
    return a[0]

f(np.ones(3))
==== P212
import math

@pragmac.jit
def f(x):
    return math.sqtr(x)

f(3.0)
---- instead
@pragmac.jit
def f(x):
    return math.sqrt(x)

f(3.0)
==== P213
def polynomial(x, coefficients=[1.0, 2.0]):
    return coefficients[0] + coefficients[1] * x

@pragmac.jit
def f(x):
    return polynomial(x)

f(2.0)
---- instead
def polynomial(x, first=1.0, second=2.0):
    return first + second * x

@pragmac.jit
def f(x):
    return polynomial(x)

f(2.0)
==== P214
@pragmac.jit
def f(n):
    seen = {n}
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    seen = (n,)
    return seen[0]

f(3)
==== P215
@pragmac.jit
def f(n):
    squares = [i * i for i in range(n)]
    return squares[1]

f(3)
---- instead
@pragmac.jit
def f(n):
    squares = np.empty(n)
    for i in range(n):
        squares[i] = i * i
    return squares[1]

f(3)
==== P216
@pragmac.jit
def f(n):
    class Point:
        x = 1
    return Point.x + n

f(3)
---- instead
@pragmac.jit
def f(n):
    x = 1
    return x + n

f(3)
==== P217
@pragmac.jit
def f(n):
    with np.errstate(all="ignore"):
        n = n + 1
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    return n + 1

with np.errstate(all="ignore"):
    f(3)
==== P218
@pragmac.jit
def f(x):
    import math
    return math.sqrt(x)

f(3.0)
---- instead
import math

@pragmac.jit
def f(x):
    return math.sqrt(x)

f(3.0)
==== P219
count = 0

@pragmac.jit
def f(n):
    global count
    count = n
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    return n, n

result, count = f(3)
==== P220
@pragmac.jit
def f(n):
    m = n
    del m
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    m = n
    return m

f(3)
==== P221
@pragmac.jit
def f(n):
    while n > 0:
        n -= 1
    else:
        n = 5
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    while n > 0:
        n -= 1
    n = 5
    return n

f(3)
==== P222
@pragmac.jit
def f(n):
    match n:
        case 1:
            return 2
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    if n == 1:
        return 2
    return n

f(3)
==== P223
async def g(n):
    return n

@pragmac.jit
def f(n):
    return g(n)

f(3)
---- instead
def g(n):
    return n

@pragmac.jit
def f(n):
    return g(n)

f(3)
==== P224
@pragmac.jit
def f(n):
    if (m := n + 1) > 2:
        return m
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    m = n + 1
    if m > 2:
        return m
    return n

f(3)
==== P225
@pragmac.jit
def f(n):
    pair = (n, n)
    return max(*pair)

f(3)
---- instead
@pragmac.jit
def f(n):
    pair = (n, n)
    return max(pair[0], pair[1])

f(3)
==== P226
@pragmac.jit
def f(n):
    for i in n:
        k = i
    return i + k

f(3)
---- instead
@pragmac.jit
def f(n):
    k = 0
    for i in range(n):
        k = i
    return k

f(3)
==== P227
def window(x, **options):
    return 0.5 - 0.5 * np.cos(x)

@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = window(x[i])

f(np.ones(3), np.ones(3))
---- instead
def window(x, width=1.0):
    return 0.5 - 0.5 * np.cos(x / width)

@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = window(x[i])

f(np.ones(3), np.ones(3))
==== P229
@pragmac.jit
def f(x):
    return np.sqrt(x, dtype=np.float32)

f(3.0)
---- instead
@pragmac.jit
def f(x):
    return np.float32(np.sqrt(x))

f(3.0)
==== P230
@pragmac.jit
def f(a):
    return a.shape[0]

f(3)
---- instead
@pragmac.jit
def f(a):
    return a.shape[0]

f(np.ones(3))
==== P231
@pragmac.jit
def f(y):
    #pragma parallel for
    for i in range(y.shape[0]):
        print(y[i])
    return 0

f(np.ones(3))
---- instead
@pragmac.jit
def f(y):
    for i in range(y.shape[0]):
        print(y[i])
    return 0

f(np.ones(3))
==== P232
@pragmac.jit
def f(a):
    a.shape = (3, 1)
    return 0

f(np.ones(3))
---- instead
@pragmac.jit
def f(a):
    a[0] = 2.0
    return 0

f(np.ones(3))
==== P233
@pragmac.jit
def f(x, y):
    return (x, y) == (y, x)

f(1.0, 2.0)
---- instead
@pragmac.jit
def f(x, y):
    return x == y

f(1.0, 2.0)
==== P234
@pragmac.jit
def f(n, m):
    return n is m

f(3, 4)
---- instead
@pragmac.jit
def f(n, m):
    return n == m

f(3, 4)
==== P235
@pragmac.jit
def f(n, a):
    return n in a

f(3, np.arange(3))
---- instead
@pragmac.jit
def f(n, a):
    found = False
    for i in range(a.shape[0]):
        if a[i] == n:
            found = True
    return found

f(3, np.arange(3))
==== P236
@pragmac.jit
def f(a, b):
    c = a @ b
    return c

f(np.ones(3), np.ones(3))
---- instead
@pragmac.jit
def f(a, b):
    c = 0.0
    # pragma parallel for reduction(+: c)
    for i in range(a.shape[0]):
        c += a[i] * b[i]
    return c

f(np.ones(3), np.ones(3))
==== P237
@pragmac.jit
def f(a, m):
    return a[m]

f(np.ones(3), np.ones(3, dtype=bool))
---- instead
@pragmac.jit
def f(a, m):
    total = 0.0
    for i in range(a.shape[0]):
        if m[i]:
            total += a[i]
    return total

f(np.ones(3), np.ones(3, dtype=bool))
==== P238
@pragmac.jit
def f(a, x):
    return a[x]

f(np.ones(3), np.arange(3))
---- instead
@pragmac.jit
def f(a, x, out):
    for i in range(x.shape[0]):
        out[i] = a[x[i]]

f(np.ones(3), np.arange(3), np.empty(3))
==== P239
def g(x):
    return x

@pragmac.jit
def f(n):
    h = g
    return h + n

f(3)
---- instead
def g(x):
    return x

@pragmac.jit
def f(n):
    return g(n)

f(3)
==== P240
@pragmac.jit
def f(n):
    print(f"n is {n:3d}")
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    print("n is", n)
    return n

f(3)
==== P241
@pragmac.jit
def f(a):
    row = a[0]
    return row

f(np.ones((3, 3)))
---- instead
@pragmac.jit
def f(a, row):
    for j in range(row.shape[0]):
        row[j] = a[0, j]

f(np.ones((3, 3)), np.empty(3))
==== P242
# Sixteen functions that each call the next one twice: 65,536 copies of the last.

def g16(x, i):
    return x[i]

def g15(x, i):
    return g16(x, i) + g16(x, i)

def g14(x, i):
    return g15(x, i) + g15(x, i)

def g13(x, i):
    return g14(x, i) + g14(x, i)

def g12(x, i):
    return g13(x, i) + g13(x, i)

def g11(x, i):
    return g12(x, i) + g12(x, i)

def g10(x, i):
    return g11(x, i) + g11(x, i)

def g9(x, i):
    return g10(x, i) + g10(x, i)

def g8(x, i):
    return g9(x, i) + g9(x, i)

def g7(x, i):
    return g8(x, i) + g8(x, i)

def g6(x, i):
    return g7(x, i) + g7(x, i)

def g5(x, i):
    return g6(x, i) + g6(x, i)

def g4(x, i):
    return g5(x, i) + g5(x, i)

def g3(x, i):
    return g4(x, i) + g4(x, i)

def g2(x, i):
    return g3(x, i) + g3(x, i)

def g1(x, i):
    return g2(x, i) + g2(x, i)

def g0(x, i):
    return g1(x, i) + g1(x, i)

@pragmac.jit
def f(x, y):
    y[0] = x[0]
    for i in range(y.shape[0]):
        y[i] = g0(x, i)

f(np.ones(9), np.zeros(9))
---- instead
def twice(x, times):
    for _ in range(times):
        x = x + x
    return x

@pragmac.jit
def f(x, y):
    for i in range(y.shape[0]):
        y[i] = twice(x[i], 17)

f(np.ones(9), np.zeros(9))
==== P301
@pragmac.jit
def f(x, counts):
    #pragma parallel for
    for i in range(x.shape[0]):
        counts[i % 4] += x[i]

f(np.arange(9), np.zeros(4, np.int64))
---- instead
@pragmac.jit
def f(x, counts):
    #pragma parallel for
    for i in range(x.shape[0]):
        #pragma atomic
        counts[i % 4] += x[i]

f(np.arange(9), np.zeros(4, np.int64))
==== P302
@pragmac.jit
def f(x):
    #pragma parallel for
    for i in range(1, x.shape[0]):
        x[i] += x[i - 1]

f(np.ones(8))
---- instead
@pragmac.jit
def f(x):
    for i in range(1, x.shape[0]):
        x[i] += x[i - 1]

f(np.ones(8))
==== P303
@pragmac.jit
def f(out):
    a, b = 0, 1
    #pragma parallel for
    for i in range(out.shape[0]):
        out[i] = a
        a, b = b, a + b

f(np.zeros(8, np.int64))
---- instead
@pragmac.jit
def f(out):
    a, b = 0, 1
    for i in range(out.shape[0]):
        out[i] = a
        a, b = b, a + b

f(np.zeros(8, np.int64))
==== P304
@pragmac.jit
def f(y):
    #pragma parallel for
    for i in range(y.shape[0]):
        if y[i] > 3.0:
            break
        y[i] = 1.0
    return 0

f(np.ones(3))
---- instead
@pragmac.jit
def f(y):
    for i in range(y.shape[0]):
        if y[i] > 3.0:
            break
        y[i] = 1.0
    return 0

f(np.ones(3))
==== P305
@pragmac.jit
def f(y):
    #pragma parallel for
    for i in range(y.shape[0]):
        if y[i] > 3.0:
            return 1
    return 0

f(np.ones(3))
---- instead
@pragmac.jit
def f(y):
    for i in range(y.shape[0]):
        if y[i] > 3.0:
            return 1
    return 0

f(np.ones(3))
==== P306
@pragmac.jit
def f(h, x):
    #pragma parallel for
    for i in range(x.shape[0]):
        #pragma atomic
        h[0] += x[i]
        #pragma atomic
        h[0] = max(h[0], x[i])
    return 0

f(np.ones(3), np.ones(3))
---- instead
@pragmac.jit
def f(h, m, x):
    #pragma parallel for
    for i in range(x.shape[0]):
        #pragma atomic
        h[0] += x[i]
        #pragma atomic
        m[0] = max(m[0], x[i])

f(np.ones(3), np.ones(3), np.ones(3))
==== P307
@pragmac.jit
def f(x, y, w):
    #pragma parallel for private(w)
    for i in range(x.shape[0]):
        y[i] = w[0]
        w[0] = x[i]

f(np.ones(3), np.ones(3), np.ones(3))
---- instead
@pragmac.jit
def f(x, y, w):
    #pragma parallel for private(w)
    for i in range(x.shape[0]):
        w[0] = x[i]
        y[i] = w[0]

f(np.ones(3), np.ones(3), np.ones(3))
==== P308
@pragmac.jit
def f(flag, y):
    #pragma parallel for
    for i in range(y.shape[0]):
        while flag[i] == 0:
            pass
        y[i] = 1.0
    return 0

f(np.ones(3), np.ones(3))
---- instead
@pragmac.jit
def f(flag, y):
    #pragma parallel for
    for i in range(y.shape[0]):
        if flag[i] != 0:
            y[i] = 1.0
    return 0

f(np.ones(3), np.ones(3))
==== P309
@pragmac.jit(races="require_proof")
def f(y, a, b):
    #pragma parallel for
    for i in range(a.shape[0]):
        b[i] += 0
        y[a[i] + b[i]] = 1.0 + i

f(np.ones(9), np.arange(3), np.arange(3))
---- instead
@pragmac.jit(races="require_proof")
def f(y, index):
    #pragma parallel for
    for i in range(index.shape[0]):
        y[i] = 1.0 + index[i]

f(np.ones(9), np.arange(3))
==== P312
@pragmac.jit(races="require_proof")
def f(y):
    #pragma simd
    for i in range(y.shape[0] - 1):
        y[i + 1] = y[i] + 1.0

f(np.ones(9))
---- instead
@pragmac.jit(races="require_proof")
def f(y):
    for i in range(y.shape[0] - 1):
        y[i + 1] = y[i] + 1.0

f(np.ones(9))
==== P313
@pragmac.jit
def f(a, y, z):
    #pragma parallel for reduction(+: y)
    for i in range(a.shape[0]):
        y[i] += a[i]
        z[i] = y[i]

f(np.ones(3), np.ones(3), np.ones(3))
---- instead
@pragmac.jit
def f(a, y, z):
    for i in range(a.shape[0]):
        y[i] += a[i]
        z[i] = y[i]

f(np.ones(3), np.ones(3), np.ones(3))
==== P314
@pragmac.jit
def f(label, k):
    #pragma parallel for
    for i in range(k.shape[0]):
        #pragma atomic
        label[k[i]] = i

f(np.ones(4), np.arange(4))
---- instead
@pragmac.jit
def f(label, k):
    #pragma parallel for
    for i in range(k.shape[0]):
        #pragma atomic
        label[k[i]] = max(label[k[i]], i)

f(np.ones(4), np.arange(4))
==== P315
@pragmac.jit(deterministic="require")
def f(x, out, count):
    count[0] = 0
    #pragma parallel for
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            k = pragmac.atomic_add(count, 0, 1)
            out[k] = x[i]

f(np.ones(4), np.zeros(4), np.zeros(1, np.int64))
---- instead
@pragmac.jit(deterministic="require")
def f(x, out, count):
    count[0] = 0
    for i in range(x.shape[0]):
        if x[i] > 0.0:
            k = pragmac.atomic_add(count, 0, 1)
            out[k] = x[i]

f(np.ones(4), np.zeros(4), np.zeros(1, np.int64))
==== P401
@pragmac.jit
def f(k, n):
    x = k
    if n > 0:
        x = 0.5
    return x

f(7, 1)
---- instead
@pragmac.jit
def f(k, n):
    x = float(k)
    if n > 0:
        x = 0.5
    return x

f(7, 1)
==== P402
@pragmac.jit
def f(a, n):
    if n > 0:
        x = a
    else:
        x = 1.0
    return x

f(np.ones(3), 1)
---- instead
@pragmac.jit
def f(a, n):
    x = 1.0
    if n > 0:
        x = a[0]
    return x

f(np.ones(3), 1)
==== P403
@pragmac.jit
def f(z, w):
    return z // w

f(1j, 2j)
---- instead
@pragmac.jit
def f(z, w):
    return z / w

f(1j, 2j)
==== P405
@pragmac.jit
def f():
    return 99999999999999999999

f()
---- instead
@pragmac.jit
def f():
    return 1e20

f()
==== P406
@pragmac.jit
def f():
    return 9223372036854775808

f()
---- instead
@pragmac.jit
def f():
    return np.uint64(9223372036854775808)

f()
==== P407
@pragmac.jit
def f(n):
    return n[0]

f(3)
---- instead
@pragmac.jit
def f(n):
    return n

f(3)
==== P408
@pragmac.jit
def f(a):
    return a[0, 0]

f(np.ones(3))
---- instead
@pragmac.jit
def f(a):
    return a[0]

f(np.ones(3))
==== P409
@pragmac.jit
def f(a, x):
    return a[x]

f(np.ones(3), 1.0)
---- instead
@pragmac.jit
def f(a, x):
    return a[int(x)]

f(np.ones(3), 1.0)
==== P410
@pragmac.jit
def f(days):
    return days.shape[0]

f(np.arange("2024-01", "2024-02", dtype="datetime64[D]"))
---- instead
@pragmac.jit
def f(days):
    return days.shape[0]

f(np.arange("2024-01", "2024-02", dtype="datetime64[D]").astype(np.int64))
==== P411
@pragmac.jit
def f(n):
    return n + undefined_number

f(3)
---- instead
defined_number = 2

@pragmac.jit
def f(n):
    return n + defined_number

f(3)
==== P412
@pragmac.jit
def f(n):
    n = m + 1
    m = n
    return n

f(3)
---- instead
@pragmac.jit
def f(n):
    m = n
    n = m + 1
    return n

f(3)
==== P413
def g(x):
    return x

@pragmac.jit
def f(n):
    return g(n, n)

f(3)
---- instead
def g(x):
    return x

@pragmac.jit
def f(n):
    return g(n)

f(3)
==== P414
@pragmac.jit
def f(x):
    return sum((x, x, x))

f(0.1)
---- instead
@pragmac.jit
def f(x):
    return x + x + x

f(0.1)
==== P415
@pragmac.jit
def f(n, x):
    if n > 0:
        return n, n
    return x

f(3, 1.0)
---- instead
@pragmac.jit
def f(n, x):
    if n > 0:
        return float(n)
    return x

f(3, 1.0)
==== P416
@pragmac.jit
def f(a, z):
    a[0] = z
    return a[0]

f(np.ones(3), 1j)
---- instead
@pragmac.jit
def f(a, z):
    a[0] = z.real
    return a[0]

f(np.ones(3), 1j)
==== P420
@pragmac.jit
def f(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total

f([1.0, 2.0, 3.0])
---- instead
@pragmac.jit
def f(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total

f(np.array([1.0, 2.0, 3.0]))
==== P422
@pragmac.jit
def f(n):
    a, b = n
    return a + b

f(3)
---- instead
@pragmac.jit
def f(n):
    a, b = n, 2
    return a + b

f(3)
==== P423
@pragmac.jit
def f(n):
    return np.zeros(n, "flaot64")

f(3)
---- instead
@pragmac.jit
def f(n):
    return np.zeros(n, "float64")[0]

f(3)
==== P427
def damped(x, rate=None):
    return x * rate

@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = damped(x[i])

f(np.ones(3), np.ones(3))
---- instead
def damped(x, rate=1.0):
    return x * rate

@pragmac.jit
def f(x, y):
    for i in range(x.shape[0]):
        y[i] = damped(x[i])

f(np.ones(3), np.ones(3))
==== P429
@pragmac.jit
def f(z, w):
    return z < w

f(1j, 2j)
---- instead
@pragmac.jit
def f(z, w):
    return abs(z) < abs(w)

f(1j, 2j)
==== P430
@pragmac.jit
def f(counts, k):
    #pragma parallel for
    for i in range(k.shape[0]):
        pragmac.atomic_add(counts, k[i], 0.5)

f(np.zeros(4, np.int64), np.arange(4))
---- instead
@pragmac.jit
def f(counts, k):
    #pragma parallel for
    for i in range(k.shape[0]):
        pragmac.atomic_add(counts, k[i], 1)

f(np.zeros(4, np.int64), np.arange(4))
==== P431
@pragmac.jit
def f(x, smooth):
    if smooth:
        kernel = np.ones(3)
    for i in range(1, x.shape[0] - 1):
        x[i] = x[i] * kernel[1]

f(np.ones(9), True)
---- instead
@pragmac.jit
def f(x, smooth):
    kernel = np.ones(3)
    if smooth:
        kernel[0] = 0.5
    for i in range(1, x.shape[0] - 1):
        x[i] = x[i] * kernel[0]

f(np.ones(9), True)
"""


def example_of(code: str) -> tuple[str, str] | None:
    """The refused program and the accepted one; None for codes of installations and devices, of
    faults of ours, and for warnings and notes."""
    for entry in EXAMPLES.split("==== ")[1:]:
        named, _, programs = entry.partition("\n")
        if named == code:
            refused, _, accepted = programs.partition("---- instead\n")
            return refused, accepted
    return None
