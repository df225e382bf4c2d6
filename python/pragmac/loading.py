"""Why a compiled part of the package does not load, and what mends it."""

from __future__ import annotations

import glob
import os
import sys
import sysconfig

AGAIN = "install it again: python -m pip install --force-reinstall --no-cache-dir pragmac"


def why_not_loaded(part: str, error: ImportError) -> tuple[str, str]:
    """What is wrong with the library of `pragmac.<part>`, and what mends it."""
    folder = os.path.dirname(os.path.abspath(__file__))
    files = [os.path.basename(path) for path in glob.glob(os.path.join(folder, f"{part}.*.so"))]
    suffix = str(sysconfig.get_config_var("EXT_SUFFIX"))
    here = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"
    if not files:
        return f"pragmac.{part} is missing", AGAIN
    if part + suffix not in files:
        other = f"pragmac.{part} was built for another Python ({files[0]}; this one is {here})"
        return other, "install pragmac with the Python that runs it: python -m pip install pragmac"
    if "libLLVM" in str(error):
        return (
            f"pragmac.{part} does not load: {error}",
            "install LLVM 22's library (Debian: libllvm22), or a wheel, which has it inside",
        )
    return f"pragmac.{part} does not load: {error}", AGAIN
