import numpy as np
import pragmac


@pragmac.jit
def f(x, peak):
    #pragma parallel for
    for i in range(x.shape[0]):
        b = i // 16
        peak[b] = max(peak[b], x[i])  # error[P301]: write the same element of `peak`


CALL = lambda: f(np.arange(32.0), np.zeros(2))
