"""Plain functions that random programs call with views."""

# Functions over views. An argument is a view or an array of one dimension.
VIEW_HELPERS = {
    "total": ("v", ["s = 0", "for j in range(v.shape[0]):", "    s += v[j]", "return s"]),
    "scale": ("v, factor", ["for j in range(len(v)):", "    v[j] *= factor"]),
    "running": ("v", ["for j in range(1, len(v)):", "    v[j] = v[j - 1] + v[j]"]),
    "copied": ("v, w", ["# pragma parallel for", "for j in range(min(len(v), len(w))):",
                        "    v[j] = w[j]"]),
    "inner": ("v", ["part = v[1:-1]", "for j in range(len(part)):", "    part[j] = part[j] + 1"]),
    "ends": ("v", ["if len(v) > 0:", "    v[0] = v[-1]"]),
}  # fmt: skip
