"""The text of a Python file."""

from __future__ import annotations

import io
import tokenize


def read_text(path: str) -> str:
    """In the encoding that the file declares; SyntaxError, as Python's own, where it is not."""
    with open(path, "rb") as file:
        encoding = tokenize.detect_encoding(file.readline)[0]
        file.seek(0)
        try:
            return io.TextIOWrapper(file, encoding).read()
        except UnicodeDecodeError as error:
            raise SyntaxError(str(error)) from None
