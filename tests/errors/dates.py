import numpy as np
import pragmac


@pragmac.jit
def f(days):  # error[P410]: argument `days` has dtype datetime64[D], which is not compiled
    return days.shape[0]


CALL = lambda: f(np.arange("2024-01", "2024-02", dtype="datetime64[D]"))
