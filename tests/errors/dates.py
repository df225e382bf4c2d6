import numpy as np
import pragmac


@pragmac.jit  # error[P410]: argument `days` has dtype datetime64[D], which is not compiled
def f(days):
    return days.shape[0]


CALL = lambda: f(np.arange("2024-01", "2024-02", dtype="datetime64[D]"))
