import numpy as np
import pragmac


@pragmac.jit
def f(n):
    return n + undefined_number  # error[P411]


CALL = lambda: f(3)
