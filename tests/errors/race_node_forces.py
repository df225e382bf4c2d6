import numpy as np
import pragmac


@pragmac.jit
def f(tension, force):
    #pragma parallel for
    for e in range(tension.shape[0]):
        force[e] = tension[e]
        force[e + 1] = -tension[e]  # error[P301]: write the same element of `force`


CALL = lambda: f(np.ones(8), np.zeros(9))
