import pragmac


@pragmac.jit
def f(n):
    k = 0
    for i in range(n / 2):  # error[P414]: 'float' object cannot be interpreted as an integer
        k = i
    return k


CALL = lambda: f(3)
