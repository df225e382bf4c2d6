"""The environment variables that begin with PRAGMAC_."""

from __future__ import annotations

import os

KNOWN = {
    "PRAGMAC_NUM_THREADS": "workers of the thread pool; by default the processors it may use",
    "PRAGMAC_CACHE": "0 compiles in every process anew; by default 1",
    "PRAGMAC_CACHE_DIR": "directory for files that pragmac writes; by default ~/.cache/pragmac",
    "PRAGMAC_CACHE_SIZE": "most bytes of the cache, also as 500M; by default 1G",
}

MOST_THREADS = 4096  # as in runtime/host_threads.cpp


def warn_unknown() -> None:
    """A misspelt variable would otherwise be ignored silently."""
    unknown = [name for name in os.environ if name.startswith("PRAGMAC_") and name not in KNOWN]
    if not unknown:
        return
    import warnings

    from .diagnostics import did_you_mean

    for name in unknown:
        hint = did_you_mean(name, list(KNOWN))
        warnings.warn(f"P608: unknown environment variable `{name}`{hint}", stacklevel=3)


def check_thread_count() -> None:
    """A number that the pool cannot use would otherwise be ignored silently."""
    text = os.environ.get("PRAGMAC_NUM_THREADS")
    if not text:  # empty counts as unset, as usual
        return
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_THREADS):
        raise ValueError(
            f"P613: PRAGMAC_NUM_THREADS is a number of threads from 1 to {MOST_THREADS}, "
            f"not {text!r}; without it a parallel loop uses the processors this process may use"
        )


def libdevice() -> str:
    """NVIDIA's mathematical functions as bitcode: of CUDA_HOME, CUDA_PATH, /usr/local/cuda, or of
    the `nvidia-nvvm` wheel; "" where there is none."""
    import sys

    toolkits = [os.environ.get("CUDA_HOME"), os.environ.get("CUDA_PATH"), "/usr/local/cuda"]
    folders = [os.path.join(t, "nvvm") for t in toolkits if t]
    folders += [os.path.join(p, "nvidia", "cu13", "nvvm") for p in sys.path]
    for folder in folders:
        path = os.path.join(folder, "libdevice", "libdevice.10.bc")
        if os.path.isfile(path):
            return path
    return ""


def cache_directory() -> str:
    chosen = os.environ.get("PRAGMAC_CACHE_DIR")
    if chosen:
        return chosen
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "pragmac")


def cache_is_on() -> bool:
    """Not for a program that runs with another user's rights: its environment is not trusted."""
    text = os.environ.get("PRAGMAC_CACHE") or "1"
    if text not in ("0", "1"):
        raise ValueError(f"P609: PRAGMAC_CACHE is 0 or 1, not {text!r}")
    return text == "1" and os.getuid() == os.geteuid() and os.getgid() == os.getegid()


_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def cache_limit(given: str = "") -> int:
    """The most bytes that cached versions may take together: as `given`, or as the environment
    says."""
    text = given or os.environ.get("PRAGMAC_CACHE_SIZE") or "1G"
    unit = text[-1:].upper() if text[-1:].upper() in _UNITS else ""
    number = text[:-1] if unit else text
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise ValueError(
            f"P609: the size of the cache (PRAGMAC_CACHE_SIZE) is a number of bytes, or one with "
            f"K, M or G behind it, not {text!r}"
        )
    return int(number) * _UNITS[unit]
