import numpy as np
import pragmac


@pragmac.jit
def f(n):
    class Point:  # error[P216]: classes and objects are not compiled
        x = 1
    return n


CALL = lambda: f(3)
