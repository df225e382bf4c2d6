import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y):
    w = np.empty(x.shape[0])
    # below: error[P614]: an array made in every iteration
    #pragma parallel for private(w)
    for i in range(x.shape[0]):
        for k in range(x.shape[0]):
            w[k] = x[i] * k
        y[i] = w[1] + w[3]


CALL = lambda: f(np.ones(9), np.ones(9))
