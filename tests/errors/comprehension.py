import numpy as np
import pragmac


@pragmac.jit
def f(n):
    squares = [i * i for i in range(n)]  # error[P215]: comprehensions are not compiled
    return n


CALL = lambda: f(3)
