# Sixteen functions that each call the next one twice: 65,536 copies of the last.
import numpy as np
import pragmac


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
        y[i] = g0(x, i)  # error[P242]: make the function too large


CALL = lambda: f(np.ones(9), np.zeros(9))
