# fmt: off
# ruff: noqa
"""Every kind of node the tree format carries, and constants at their limits."""
@decorator
@other.decorator(
    1
)
def everything(a, /, b, c: "f64[N]" = 1, *args, d, e=2, **kwargs) -> int:
    x, (y, *z) = a = b
    a += 1
    a //= 2
    c: int = 3
    del a
    for i, j in zip(x, y):
        continue
    else:
        pass
    while not a:
        break
    if a and b or c:
        pass
    elif a < b <= c is not d not in e:
        pass
    with a as b, c:
        raise ValueError from a
    try:
        assert a, "text"
    except (A, B) as error:
        global G, H
    finally:
        import a.b as c, d
        from .m import n
    match a:
        case [1, *_] if b:
            return
    (n := 1)
    lambda q, r=1: q
    a if b else c
    {1: 2, **a}
    {1, 2}
    [k for k in a if k if b]
    {k for k in a}
    {k: v for k, v in a}
    (k for k in a)
    f(1, *a, k=2, **b)
    f"{a!r:>{w}} text"
    a.b.c[1:2, ::3, None, ..., -1][i]
    a @ b ** c % d << e >> f | g ^ h & ~k

    def inner():
        nonlocal a
        yield
        yield from a

    async def later():
        await a
        async for i in a:
            pass
        async with a:
            pass

    class Inner(Base, meta=1):
        pass


def constants():
    return (
        0, 7, 9223372036854775807, 9223372036854775808, 123456789012345678901234567890,
        0x10, 1_000, 0.1, 1e300, 5e-324, 1e999, 0.0, 3j, 2.5e-10j,
        True, False, None, ..., "a\n\"\\\x00\x7f\u00e9\ud800", b"\x00\xffab", 'ü' "日本",
    )
