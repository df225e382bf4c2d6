import math

import numpy as np
import pragmac


@pragmac.jit
def f(n):
    return math.trunc(n)  # error[P414]: `math.trunc` does not take `np.int64`


CALL = lambda: f(np.int64(3))
