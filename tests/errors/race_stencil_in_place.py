import numpy as np
import pragmac


@pragmac.jit
def f(u):
    #pragma parallel for
    for i in range(1, u.shape[0] - 1):
        u[i] = 0.25 * u[i - 1] + 0.5 * u[i] + 0.25 * u[i + 1]  # error[P302]: an element of `u`


CALL = lambda: f(np.ones(8))
