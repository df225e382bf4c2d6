import numpy as np
import pragmac


@pragmac.jit
def f(u, dt):
    #pragma parallel for
    for t in range(u.shape[0] - 1):
        for k in range(u.shape[1]):
            u[t + 1, k] = u[t, k] - dt * k * u[t, k]  # error[P302]: reads an element of `u`


CALL = lambda: f(np.ones((5, 3)), 0.1)
