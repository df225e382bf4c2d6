"""Convolution of a batch of images with many filters, and a bias (NPBench conv2d)."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

# Images, points along each side, channels, filters, points along a window.
SIZES = {"XS": (1, 6, 3, 4, 2), "S": (8, 64, 3, 16, 2), "M": (8, 96, 3, 16, 5)}


@pragmac.jit
def conv2d_bias(images, weights, bias):
    """result[n, y, x, f]: images[n, y + i, x + j, c] * weights[i, j, c, f] over i, j, c, + bias."""
    batch, height, width, channels = images.shape
    window, filters = weights.shape[0], weights.shape[3]
    result = np.empty((batch, height - window + 1, width - window + 1, filters), np.float32)
    for n in range(batch):
        # pragma parallel for
        for y in range(height - window + 1):
            for x in range(width - window + 1):
                for f in range(filters):
                    result[n, y, x, f] = bias[f]
                for i in range(window):
                    for j in range(window):
                        for c in range(channels):
                            for f in range(filters):
                                result[n, y, x, f] += (
                                    images[n, y + i, x + j, c] * weights[i, j, c, f]
                                )
    return result


def reference(images, weights, bias):
    window = weights.shape[0]
    shape = (window, window)
    windows = np.lib.stride_tricks.sliding_window_view(images, shape, axis=(1, 2))
    return np.einsum("nyxcij,ijcf->nyxf", windows, weights, optimize=True) + bias


def make_inputs(size, seed):
    batch, side, channels, filters, window = size
    generator = np.random.default_rng(seed)
    images = generator.random((batch, side, side, channels), dtype=np.float32)
    weights = generator.random((window, window, channels, filters), dtype=np.float32)
    return images, weights, generator.random(filters, dtype=np.float32)


KERNEL = Kernel(
    name="conv2d_bias",
    function=conv2d_bias,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
    tolerance=1e-05,
    directives=("parallel for",),
)
