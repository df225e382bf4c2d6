import numpy as np
import pragmac


@pragmac.jit
def f(flags, found):
    #pragma parallel for
    for i in range(flags.shape[0]):
        found[0] += flags[i]  # error[P301]: iterations of this parallel loop write the same element


CALL = lambda: f(np.ones(5, dtype=bool), np.zeros(1, dtype=bool))
