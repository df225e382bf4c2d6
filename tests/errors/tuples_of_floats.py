import pragmac


@pragmac.jit
def f(x, y):
    return (x, y) == (y, x)  # error[P233]: tuples of floats are not compared


CALL = lambda: f(1.0, 2.0)
