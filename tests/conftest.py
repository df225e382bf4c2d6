"""Tests compile what they run: the disk cache is on where a test says so."""

import os

os.environ["PRAGMAC_CACHE"] = "0"
