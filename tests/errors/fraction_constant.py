from fractions import Fraction

import numpy as np
import pragmac

THIRD = Fraction(1, 3)


@pragmac.jit
def f(x):
    total = 0.0
    for i in range(x.shape[0]):
        total += x[i]
    return total * THIRD  # error[P213]: `THIRD` is a `Fraction`


CALL = lambda: f(np.ones(8))
