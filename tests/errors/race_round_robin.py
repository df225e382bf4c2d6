import numpy as np
import pragmac


@pragmac.jit
def f(x, slots):
    #pragma parallel for
    for i in range(x.shape[0]):
        slots[i % 4] = x[i]  # error[P301]: write the same element of `slots`


CALL = lambda: f(np.ones(8), np.zeros(4))
