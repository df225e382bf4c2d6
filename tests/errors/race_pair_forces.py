import numpy as np
import pragmac


@pragmac.jit
def f(q, force):
    #pragma parallel for
    for i in range(q.shape[0]):
        for j in range(i):
            force[j] -= q[i] * q[j]  # error[P301]: write the same element of `force`


CALL = lambda: f(np.ones(5), np.zeros(5))
