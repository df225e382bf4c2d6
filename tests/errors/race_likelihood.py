import numpy as np
import pragmac


@pragmac.jit
def f(p, product):
    #pragma parallel for
    for i in range(p.shape[0]):
        product[0] *= p[i]  # error[P301]: write the same element of `product`


CALL = lambda: f(np.ones(8), np.ones(1))
