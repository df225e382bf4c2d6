"""Makes the arguments of a labelled loop for an extent, a parameter and a variant of data."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

MARGIN = 4  # elements that every vector has on both sides, for views that are shifted


@dataclasses.dataclass
class Setting:
    """One combination: `n` the extent, `p` the other integer, `variants` one number per maker."""

    n: int
    p: int
    variants: dict[str, int]
    made: dict[str, object] = dataclasses.field(default_factory=dict)  # so far, in order

    def words(self) -> str:
        chosen = ", ".join(f"{name}: {number}" for name, number in self.variants.items() if number)
        return f"n={self.n}, p={self.p}" + (f" (variant {chosen})" if chosen else "")


@dataclasses.dataclass(frozen=True)
class Maker:
    """Makes one argument; `make` takes the setting and the number of the variant."""

    make: Callable[[Setting, int], object]
    variants: int = 1
    uses_p: bool = False


extent = Maker(lambda setting, _: setting.n)
parameter = Maker(lambda setting, _: setting.p, uses_p=True)


def vector(scale: int = 1, extra: int = 0) -> Maker:
    """`scale * n + extra` positive float64 values, exact in sums."""
    return Maker(lambda setting, _: _with_margin(scale * setting.n + extra))


def array(*shape: int) -> Maker:
    """A C-ordered array; an extent of 0 stands for n, -2 for 2 * n, others for themselves."""

    def make(setting: Setting, _: int) -> np.ndarray:
        extents = [-e * setting.n if e < 0 else e or setting.n for e in shape]
        return _values(int(np.prod(extents))).reshape(extents)

    return Maker(make)


def signs() -> Maker:
    """n values: all positive, all negative, or of mixed sign."""

    def make(setting: Setting, variant: int) -> np.ndarray:
        values = _values(setting.n)
        if variant == 1:
            return -values
        return values if variant == 0 else values * np.where(np.arange(setting.n) % 3, 1.0, -1.0)

    return Maker(make, variants=3)


INDEX_KINDS = ("identity", "equal", "reversed", "permuted", "repeated")


def indices(*kinds: str, below: int = 1) -> Maker:
    """n integers from range(below * n), one variant for each of the kinds (all when none)."""
    kinds = kinds or INDEX_KINDS

    def make(setting: Setting, variant: int) -> np.ndarray:
        return _indices(kinds[variant], setting.n, below * setting.n)

    return Maker(make, variants=len(kinds))


def _indices(kind: str, n: int, below: int) -> np.ndarray:
    rng = np.random.default_rng(n)
    match kind:
        case "identity":
            return np.arange(n)
        case "equal":
            return np.full(n, n // 2)
        case "reversed":
            return np.arange(n)[::-1].copy()
        case "permuted":
            return rng.permutation(below)[:n]
        case "repeated":
            return rng.integers(0, max(below, 1), n) // 2
        case "even":
            return 2 * np.arange(n) % max(below, 1)
        case "negative":
            return np.arange(n) - n
        case "mirrored":  # i and its negative alias, one of each
            return np.where(np.arange(n) % 2, np.arange(n) - 1 - n, np.arange(n))
    raise ValueError(f"no such indices: {kind}")


def pointers(*kinds: str) -> Maker:
    """n + 1 row starts in range(2 * n): `sorted`, `empty` (some rows), `overlapping`."""
    kinds = kinds or ("sorted", "empty", "overlapping")

    def make(setting: Setting, variant: int) -> np.ndarray:
        n = setting.n
        match kinds[variant]:
            case "sorted":
                return 2 * np.arange(n + 1)
            case "empty":
                return np.arange(n + 1) // 2
        starts = 2 * np.arange(n + 1)
        starts[::2] = 0
        return starts

    return Maker(make, variants=len(kinds))


def view(of: str, *kinds: str) -> Maker:
    """A view of the vector argument `of`, or `apart` from it."""

    def make(setting: Setting, variant: int) -> np.ndarray:
        whole = setting.made[of]
        assert isinstance(whole, np.ndarray)
        match kinds[variant]:
            case "apart":
                return _with_margin(whole.size)
            case "same":
                return whole
            case "ahead":
                return _shifted(whole, 1)
            case "behind":
                return _shifted(whole, -1)
            case "reversed":
                return whole[::-1]
        raise ValueError(f"no such view: {kinds[variant]}")

    return Maker(make, variants=len(kinds))


def one_element() -> Maker:
    """A vector whose n elements are one: stride 0."""

    def make(setting: Setting, _: int) -> np.ndarray:
        return np.lib.stride_tricks.as_strided(np.ones(1), (setting.n,), (0,))

    return Maker(make)


def _values(count: int) -> np.ndarray:
    return (np.arange(count) * 7 % 5 + 1).astype(np.float64)


def _with_margin(count: int) -> np.ndarray:
    return _values(count + 2 * MARGIN)[MARGIN : MARGIN + count]


def _shifted(whole: np.ndarray, by: int) -> np.ndarray:
    base = whole.base
    assert base is not None
    return base[MARGIN + by : MARGIN + by + whole.size]
