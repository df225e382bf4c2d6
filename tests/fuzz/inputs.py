"""Arguments of random programs: values with their special cases, memory layouts, aliasing.

A program's file spells its arguments with the functions here, so that it can be rerun alone.
"""

import random

import numpy as np
from kinds import conversion, dtype_of, family, is_python

nan, inf = float("nan"), float("inf")
LAYOUTS = ("C", "F", "strided", "reversed", "offset")


# ---- read by program files ----------------------------------------------------------------


def array(dtype: str, shape: tuple[int, ...], values: list, layout: str = "C") -> np.ndarray:
    """An array of the given elements (C order) in a memory layout; gaps hold other values."""
    plain = np.array(values, dtype=dtype).reshape(shape)
    if layout == "C" or not shape:
        return plain
    if layout == "F":
        return np.asfortranarray(plain)
    if layout == "offset":
        store = np.full(plain.size + 3, 1, dtype)
        view = store[1 : 1 + plain.size].reshape(shape)
    else:
        store = np.full([2 * extent + 1 for extent in shape], 1, dtype)
        view = store[tuple(slice(1, 2 * extent + 1, 2) for extent in shape)]
        if layout == "reversed":
            view = view[(slice(None, None, -1),) * len(shape)]
    view[...] = plain
    return view


def shifted(a: np.ndarray) -> np.ndarray:
    """An array that overlaps `a` one element further, where memory allows; else `a` itself."""
    store = a.base
    if a.ndim == 1 and isinstance(store, np.ndarray) and store.size == a.size + 3:
        return store[2 : 2 + a.size]
    return a


# ---- written by the generator -------------------------------------------------------------


def literal(value: object) -> str:
    """Python text of a value, exact; `nan` and `inf` are names."""
    if isinstance(value, complex):
        return f"complex({value.real!r}, {value.imag!r})"
    return repr(value)


def scalar_text(kind: str, value: object) -> str:
    return literal(value) if is_python(kind) else f"{conversion(kind)}({literal(value)})"


def integer(rng: random.Random, dtype: str, special: bool) -> int:
    info = np.iinfo(dtype)
    if special and rng.random() < 0.4:
        edges = (info.min, info.max, info.min + 1, info.max - 1, info.max // 2 + 1)
        return int(rng.choice(edges))
    low = max(info.min, -100)
    return rng.choice((rng.randint(low, 100), rng.randint(max(info.min, -4), 6), 0, 1))


def real(rng: random.Random, dtype: str, special: bool) -> float:
    info = np.finfo(dtype)
    if special and rng.random() < 0.5:
        tiny = float(info.smallest_subnormal)
        specials = (nan, inf, -inf, -0.0, 0.0, tiny, -tiny, float(info.tiny), float(info.max),
                    -float(info.max), 1.0, -1.0)  # fmt: skip
        return rng.choice(specials)
    value = rng.choice((rng.uniform(-4, 4), rng.gauss(0, 30), float(rng.randint(-9, 9)), 0.5, -0.0))
    return float(np.dtype(dtype).type(value))


def value(rng: random.Random, kind: str, special: bool) -> object:
    """A Python value that is exactly one of the kind."""
    dtype = dtype_of(kind)
    match family(kind):
        case "bool":
            return rng.random() < 0.5
        case "int":
            return integer(rng, dtype, special and not (is_python(kind) and rng.random() < 0.8))
        case "float":
            return real(rng, dtype, special)
    part = "float32" if dtype == "complex64" else "float64"
    return complex(real(rng, part, special), real(rng, part, special))


def element_count(shape: tuple[int, ...]) -> int:
    count = 1
    for extent in shape:
        count *= extent
    return count


def array_text(rng: random.Random, dtype: str, shape: tuple[int, ...], layout: str) -> str:
    special = rng.random() < 0.3
    values = [value(rng, dtype, special) for _ in range(element_count(shape))]
    listed = ", ".join(map(literal, values))
    return f'array("{dtype}", {shape!r}, [{listed}], "{layout}")'


def index_array_text(
    rng: random.Random, dtype: str, shape: tuple[int, ...], extent: int, permutation: bool = False
) -> str:
    """Indices into a dimension of `extent`: mostly in range, negative ones included."""
    if permutation:
        return f'array("{dtype}", {shape!r}, {rng.sample(range(extent), element_count(shape))!r})'
    low = -extent if dtype.startswith("int") else 0
    unique = rng.random() < 0.3 and element_count(shape) <= extent
    if unique:
        values = rng.sample(range(extent), element_count(shape))
    else:
        high = max(extent - 1, low)
        values = [rng.randint(low, high) for _ in range(element_count(shape))]
    if values and rng.random() < 0.04:
        values[rng.randrange(len(values))] = extent + rng.randint(0, 2)
    return f'array("{dtype}", {shape!r}, {values!r})'
