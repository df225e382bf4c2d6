import math

import pragmac


@pragmac.jit
def f(x):
    return math.sqtr(x)  # error[P212]: math has no `sqtr`


CALL = lambda: f(3.0)
