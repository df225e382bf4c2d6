import numpy as np
import pragmac


@pragmac.jit
def f(n):
    assert n > 0, n  # error[P243]: the message of an `assert` must be a constant string
    return n


CALL = lambda: f(3)
