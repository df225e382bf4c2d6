"""Prices of European options (Black and Scholes, 1973), one option per iteration."""

import math

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 5000, "S": 200_000, "M": 2_000_000}


def cumulative_normal(x):
    """The share of a standard normal distribution below `x`."""
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


@pragmac.jit
def black_scholes(spot, strike, years, rate, volatility, call, put):
    """Writes the prices of the call and the put with the given strike and years to expiry."""
    # pragma parallel for
    for i in range(spot.size):
        spread = volatility * math.sqrt(years[i])
        drift = (rate + 0.5 * volatility * volatility) * years[i]
        d1 = (math.log(spot[i] / strike[i]) + drift) / spread
        d2 = d1 - spread
        discounted = strike[i] * math.exp(-rate * years[i])
        call[i] = spot[i] * cumulative_normal(d1) - discounted * cumulative_normal(d2)
        put[i] = discounted * cumulative_normal(-d2) - spot[i] * cumulative_normal(-d1)


def reference(spot, strike, years, rate, volatility, call, put):
    erf = np.frompyfunc(math.erf, 1, 1)  # NumPy has none

    def normal(x):
        return 0.5 * (1.0 + erf(x / math.sqrt(2.0)).astype(np.float64))

    spread = volatility * np.sqrt(years)
    d1 = (np.log(spot / strike) + (rate + 0.5 * volatility**2) * years) / spread
    d2 = d1 - spread
    discounted = strike * np.exp(-rate * years)
    call[:] = spot * normal(d1) - discounted * normal(d2)
    put[:] = discounted * normal(-d2) - spot * normal(-d1)


def make_inputs(size, seed):
    generator = np.random.default_rng(seed)
    spot = generator.uniform(5.0, 30.0, size)
    strike = generator.uniform(1.0, 100.0, size)
    years = generator.uniform(0.25, 10.0, size)
    return spot, strike, years, 0.02, 0.3, np.zeros(size), np.zeros(size)


# log, exp and erf may differ by 1 ULP from the C library's; a price is a difference of terms below
# 100, so that the error counts against the largest price.
KERNEL = Kernel(
    name="black_scholes",
    function=black_scholes,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    outputs=(5, 6),
    exact=False,
    tolerance=1e-14,
    directives=("parallel for",),
)
