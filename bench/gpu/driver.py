"""NVIDIA's driver through ctypes: events, a device copy, a raw launch; independent of pragmac."""

import ctypes
import time
from collections.abc import Callable

# An empty kernel; every driver since 2018 makes machine code for its device of it.
EMPTY = b""".version 6.3
.target sm_75
.address_size 64
.visible .entry empty(.param .u64 x) { ret; }
\0"""
ATTRIBUTES = {"clock_khz": 13, "memory_clock_khz": 36, "memory_bus_bits": 37}


class Driver:
    """The first device, its primary context current in this thread."""

    def __init__(self) -> None:
        try:
            self.library = ctypes.CDLL("libcuda.so.1")
        except OSError as error:
            raise RuntimeError(f"no CUDA device: no CUDA driver: {error}") from None
        self.call("cuInit", 0)
        count = ctypes.c_int()
        self.call("cuDeviceGetCount", ctypes.byref(count))
        if count.value == 0:
            raise RuntimeError("no CUDA device: the driver knows none")
        self.device, self.context = ctypes.c_int(), ctypes.c_void_p()
        self.call("cuDeviceGet", ctypes.byref(self.device), 0)
        self.call("cuDevicePrimaryCtxRetain", ctypes.byref(self.context), self.device)
        self.call("cuCtxPushCurrent_v2", self.context)

    def call(self, name: str, *arguments: object) -> None:
        status = getattr(self.library, name)(*arguments)
        if status:
            words = ctypes.c_char_p()
            self.library.cuGetErrorName(status, ctypes.byref(words))
            raise RuntimeError(f"{name} gave {(words.value or b'an error').decode()} ({status})")

    def facts(self) -> dict[str, object]:
        """What a figure must be told with: device, driver, clocks (None where it is not told)."""
        name, version, value = ctypes.create_string_buffer(256), ctypes.c_int(), ctypes.c_int()
        self.call("cuDeviceGetName", name, 256, self.device)
        self.call("cuDriverGetVersion", ctypes.byref(version))
        found: dict[str, object] = {
            "device": name.value.decode(),
            "cuda_of_driver": f"{version.value // 1000}.{version.value % 1000 // 10}",
        }
        for attribute, number in ATTRIBUTES.items():
            status = self.library.cuDeviceGetAttribute(ctypes.byref(value), number, self.device)
            found[attribute] = None if status else value.value
        return found

    def allocate(self, count: int, stream: int) -> ctypes.c_uint64:
        address = ctypes.c_uint64()
        self.call(
            "cuMemAllocAsync", ctypes.byref(address), ctypes.c_size_t(count), stream_of(stream)
        )
        return address

    def release(self, address: ctypes.c_uint64, stream: int) -> None:
        self.call("cuMemFreeAsync", address, stream_of(stream))

    def synchronize(self, stream: int) -> None:
        self.call("cuStreamSynchronize", stream_of(stream))

    def event(self) -> ctypes.c_void_p:
        event = ctypes.c_void_p()
        self.call("cuEventCreate", ctypes.byref(event), 0)
        return event

    def seconds_of(self, calls: Callable[[], object], count: int, stream: int) -> float:
        """Between two events on the stream, per call."""
        first, last = self.event(), self.event()
        self.call("cuEventRecord", first, stream_of(stream))
        for _ in range(count):
            calls()
        self.call("cuEventRecord", last, stream_of(stream))
        self.call("cuEventSynchronize", last)
        elapsed = ctypes.c_float()  # milliseconds
        self.call("cuEventElapsedTime", ctypes.byref(elapsed), first, last)
        for event in (first, last):
            self.call("cuEventDestroy_v2", event)
        return elapsed.value * 1e-3 / count


def stream_of(handle: int) -> ctypes.c_void_p:
    return ctypes.c_void_p(handle)


def in_batches(seconds_of: Callable[[int], float], batches: int = 7) -> list[float]:
    """Seconds per call of several batches, each long enough (20 ms) for its ends not to count."""
    once = max(seconds_of(1), 1e-9)
    count = max(1, min(1000, round(0.02 / once)))
    return [seconds_of(count) for _ in range(batches)]


def copy_rate(driver: Driver, stream: int, count: int) -> list[float]:
    """Bytes read and written per second by the driver's own copy within the device, per batch."""
    to, source = driver.allocate(count, stream), driver.allocate(count, stream)
    driver.call(
        "cuMemsetD8Async", source, ctypes.c_ubyte(1), ctypes.c_size_t(count), stream_of(stream)
    )

    def copy() -> None:
        driver.call("cuMemcpyDtoDAsync_v2", to, source, ctypes.c_size_t(count), stream_of(stream))

    times = in_batches(lambda calls: driver.seconds_of(copy, calls, stream))
    for address in (to, source):
        driver.release(address, stream)
    return [2 * count / seconds for seconds in times]


def host_seconds(call: Callable[[], object], finish: Callable[[], object]) -> float:
    """What the host pays per call: the least of 20 batches; the device is idle at their starts."""
    times, calls = [], 200  # fewer than a stream queues before a launch waits
    for _ in range(20):
        finish()
        started = time.perf_counter()
        for _ in range(calls):
            call()
        times.append((time.perf_counter() - started) / calls)
    finish()
    return min(times)


def raw_launch_seconds(driver: Driver, stream: int) -> dict[str, float]:
    """cuLaunchKernel of an empty kernel by ctypes, and a call by ctypes of next to nothing."""
    module, function = ctypes.c_void_p(), ctypes.c_void_p()
    driver.call("cuModuleLoadDataEx", ctypes.byref(module), EMPTY, 0, None, None)
    driver.call("cuModuleGetFunction", ctypes.byref(function), module, b"empty")
    slot = ctypes.c_uint64(0)
    slots = (ctypes.c_void_p * 1)(ctypes.addressof(slot))
    one, block, none, handle = (
        ctypes.c_uint(1),
        ctypes.c_uint(32),
        ctypes.c_uint(0),
        stream_of(stream),
    )
    launch = driver.library.cuLaunchKernel
    arguments = (function, one, one, one, block, one, one, none, handle, slots, None)
    if launch(*arguments):
        driver.call("cuLaunchKernel", *arguments)
    version, reference = driver.library.cuDriverGetVersion, ctypes.byref(ctypes.c_int())

    def finish() -> None:
        driver.synchronize(stream)

    found = {
        "launch": host_seconds(lambda: launch(*arguments), finish),
        "ctypes": host_seconds(lambda: version(reference), finish),
    }
    driver.call("cuModuleUnload", module)
    return found
