import numpy as np
import pragmac


@pragmac.jit
def f(n):
    if (m := n + 1) > 2:  # error[P224]: `:=` is not compiled
        return m
    return n


CALL = lambda: f(3)
