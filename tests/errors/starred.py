import numpy as np
import pragmac


@pragmac.jit
def f(n):
    pair = (n, n)
    return max(*pair)  # error[P225]: starred expressions are not compiled


CALL = lambda: f(3)
