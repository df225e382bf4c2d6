import pragmac


async def g(n):
    return n


@pragmac.jit
def f(n):
    return g(n)  # error[P223]: asynchronous functions are not compiled


CALL = lambda: f(3)
