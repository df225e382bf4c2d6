import numpy as np
import pragmac


@pragmac.jit
def f(n):
    for i in range(n):
        yield i  # error[P206]: generators are not compiled


CALL = lambda: f(3)
