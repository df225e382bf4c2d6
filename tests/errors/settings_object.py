from types import SimpleNamespace

import numpy as np
import pragmac

SETTINGS = SimpleNamespace(gain=2.0)


@pragmac.jit
def f(x):
    for i in range(x.shape[0]):
        x[i] *= SETTINGS.gain  # error[P213]: `SETTINGS` is a `SimpleNamespace`


CALL = lambda: f(np.ones(8))
