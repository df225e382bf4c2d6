"""Programs with a mistake or two: `check` answers every one of them, without an internal error, and
no directive of a program without errors is lost.

    mutations.py --programs N --seed S
"""

import argparse
import ast
import io
import random
import re
import sys
import tempfile
import tokenize
import warnings
from collections import Counter
from pathlib import Path

import pragmac

ROOT = Path(__file__).resolve().parents[2]
DIRECTIVE = re.compile(r"#\s*pragma\s+(?:parallel|simd)\b")
WORDS = (
    "pragma parallel for simd sequential atomic single collapse(2) block(8) worker(group) "
    "num_threads(2) reduction(+:s) private(t) lastprivate(t) shared(x) schedule(static) "
    "assume(unique:k) target(cpu) : ( ) , => omp # \\ 0 1 x s"
).split()
OPERATORS = [
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "<",
    ">=",
    "==",
    "and",
    "or",
    "&",
    "<<",
    "is",
    "in",
]
NUMBERS = ["0", "1", "-1", "2", "1.5", "1e400", "9223372036854775807", "True", "None", "'a'", "1j"]


def sources():
    """Texts of whole files with annotated functions."""
    files = [*(ROOT / "kernels").glob("*.py"), *(ROOT / "bench/loops").glob("*.py")]
    files += (ROOT / "tests/errors").glob("*.py")
    texts = [path.read_text() for path in sorted(files)]
    return [text for text in texts if re.search(r"#\s*pragma", text) and "@pragmac.jit" in text]


def mutated(text, rng):
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        lines = text.splitlines()
        marked = [i for i, line in enumerate(lines) if re.search(r"#\s*pragma", line)]
        body = [i for i, line in enumerate(lines) if line.startswith("    ") and line.strip()]
        if marked and (not body or rng.random() < 0.5):
            at = rng.choice(marked)
            lines[at] = in_directive(lines[at], rng)
        elif body:
            rng.choice((in_line, move_line))(lines, rng.choice(body), rng)
        text = "\n".join(lines) + "\n"
    return text


def in_directive(line, rng):
    start = line.index("#")
    code, comment = line[:start], line[start:]
    words = comment.split(" ")
    kind, at = rng.randrange(7), rng.randrange(len(words))
    if kind == 0:
        del words[at]
    elif kind == 1:
        words.insert(at, rng.choice(words))
    elif kind == 2:
        words.insert(at, rng.choice(WORDS))
    elif kind == 3:
        words[at] = rng.choice(WORDS)
    comment = " ".join(words)
    if kind > 3 and comment:
        i = rng.randrange(len(comment))
        cut = i + 1 if kind == 4 else i
        put = "" if kind == 4 else rng.choice("abxyz(),:=>#\\+*0127_ ")
        comment = comment[:i] + put + comment[cut:]
    if code.strip() and not comment.lstrip().startswith("#"):
        comment = "#" + comment
    return code + comment


def in_line(lines, at, rng):
    """Another name, number or operator from the program."""
    tokens = list(re.finditer(r"\w+|[-+*/%<>=&|^]+", lines[at]))
    if not tokens:
        return
    names = re.findall(r"[A-Za-z_]\w*", " ".join(lines))
    token = rng.choice(tokens)
    kinds = (names, NUMBERS, OPERATORS) if token[0][0].isalnum() else (OPERATORS,)
    put = rng.choice(rng.choice(kinds))
    lines[at] = lines[at][: token.start()] + put + lines[at][token.end() :]


def move_line(lines, at, rng):
    kind = rng.randrange(5)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at - 1], lines[at] = lines[at], lines[at - 1]
    else:
        lines[at] = "    " + lines[at] if kind == 3 else lines[at].removeprefix("    ")


def directives_in(text):
    """Comments that ask for a loop's iterations in any order, or in lanes; those that keep them in
    order (`sequential`, `single`) ask for what is so without them, and no report is due."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [t.string for t in tokens if t.type == tokenize.COMMENT]
    return sum(bool(DIRECTIVE.match(c)) and not re.search(r"\bsingle\b", c) for c in comments)


def fault_of(text, path):
    """What `check` does wrong with a program, "" where nothing, and how it ended."""
    path.write_text(text)
    try:
        result = pragmac.check(str(path))
    except Exception as error:  # whatever it is, it is the finding
        return f"{type(error).__name__}: {error}", "raised"
    for diagnostic in result.diagnostics:
        if diagnostic.code.startswith("P9") or not diagnostic.message:
            return str(diagnostic), "internal"
        if diagnostic.severity == "error" and not 0 < diagnostic.line <= text.count("\n") + 1:
            return f"an error without a place: {diagnostic}", "internal"
    if any(d.severity == "error" for d in result.diagnostics):
        return "", "refused"
    listed = sum(len(loop.directive.split("; ")) for loop in result.loops)
    if listed < directives_in(text):
        return f"{directives_in(text)} directives, {listed} of them listed", "lost"
    return "", "accepted"


def campaign(programs, seed):
    """Counts of endings, and (fault, text) of what went wrong."""
    texts, counts, faults = sources(), Counter(), []
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "program.py"
        for number in range(programs):
            rng = random.Random(f"{seed}/{number}")
            text = mutated(rng.choice(texts), rng)
            try:
                ast.parse(text)
            except SyntaxError:
                counts["no Python"] += 1
                if number % 20:  # that check says so is soon seen
                    continue
            fault, ending = fault_of(text, path)
            counts[ending] += 1
            if fault:
                faults.append((fault, text))
    return counts, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts, faults = campaign(options.programs, options.seed)
    for fault, text in faults[:10]:
        print(f"==== {fault}\n{text}")
    ended = ", ".join(f"{count} {ending}" for ending, count in sorted(counts.items()))
    print(f"{options.programs} programs with a mistake: {ended}; {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
