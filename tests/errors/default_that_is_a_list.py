import pragmac


def polynomial(x, coefficients=[1.0, 2.0]):
    return coefficients[0] + coefficients[1] * x


@pragmac.jit
def f(x):
    return polynomial(x)  # error[P213]: the default of `coefficients` is no number and no array


CALL = lambda: f(2.0)
