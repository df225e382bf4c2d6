import numpy as np
import pragmac


@pragmac.jit
def f(n):
    match n:  # error[P222]: `match` is not compiled
        case 1:
            return 2
    return n


CALL = lambda: f(3)
