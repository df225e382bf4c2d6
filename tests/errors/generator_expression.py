import numpy as np
import pragmac


@pragmac.jit
def f(n):
    return sum(i for i in range(n))  # error[P206]: generators are not compiled


CALL = lambda: f(3)
