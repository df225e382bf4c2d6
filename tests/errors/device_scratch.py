import numpy as np
import pragmac


@pragmac.jit(options={"device": "emulated"})
def f(x, y):
    #pragma parallel for
    for i in range(x.shape[0]):
        # below: error[P614]: an array made in every iteration (`w`), of a size that may differ
        w = np.zeros(i + 4)
        for k in range(i + 4):
            w[k] = x[i] * k
        y[i] = w[1] + w[3]


CALL = lambda: f(np.ones(9), np.ones(9))
