"""Cyclic redundancy check CRC-16/X-25, bit by bit: a chain of integer operations, in order."""

import numpy as np
import pragmac

from kernels.kernel import Kernel

SIZES = {"XS": 3000, "S": 16_000, "M": 1_000_000}

POLYNOMIAL = 0x8408  # x**16 + x**12 + x**5 + 1, lowest bit first


@pragmac.jit
def crc16(data):
    """The check value of the bytes in `data`, high and low byte exchanged."""
    crc = 0xFFFF
    for byte in data:
        bits = 0xFF & byte
        for _ in range(8):
            if (crc & 1) ^ (bits & 1):
                crc = (crc >> 1) ^ POLYNOMIAL
            else:
                crc >>= 1
            bits >>= 1
    crc = ~crc & 0xFFFF
    return ((crc << 8) | (crc >> 8)) & 0xFFFF


def make_table():
    """The effect of each possible byte, by eight bits at once for all 256 of them."""
    table = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ POLYNOMIAL, table >> 1)
    return table


def reference(data):
    table = make_table().tolist()
    crc = 0xFFFF
    for byte in data.tolist():
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFF
    return ((crc & 0xFF) << 8) | (crc >> 8)


def make_inputs(size, seed):
    return (np.random.default_rng(seed).integers(0, 256, size, dtype=np.uint8),)


KERNEL = Kernel(
    name="crc16",
    function=crc16,
    reference=reference,
    inputs=make_inputs,
    sizes=SIZES,
)
