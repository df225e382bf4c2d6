import pragmac


@pragmac.jit
async def f(n):  # error[P223]: asynchronous functions are not compiled
    return n


CALL = lambda: f(3)
