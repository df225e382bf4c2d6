import pragmac


@pragmac.jit
async def f(n):  # error[P223]: asynchronous functions are not compiled
    #pragma parallel for
    for _ in range(n):
        pass
    return n


CALL = lambda: f(3)
