"""CPython with the numbered deviations of docs (D2, D4, D6, D7, D9) applied: the second oracle.

A program whose compiled result differs from plain CPython is run again as this module rewrites it.
The rewriting wraps operators in functions of the same line, so that exceptions keep their place.
"""

import ast
import operator

import numpy as np

_OPERATORS = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv,
    "FloorDiv": operator.floordiv, "Mod": operator.mod, "Pow": operator.pow,
    "BitAnd": operator.and_, "BitOr": operator.or_, "BitXor": operator.xor,
    "LShift": operator.lshift, "RShift": operator.rshift,
    "USub": operator.neg, "UAdd": operator.pos, "Invert": operator.invert,
}  # fmt: skip


def _bounded(value):
    """D2: Python ints have 64 bits."""
    if type(value) is int and not -(2**63) <= value < 2**63:
        raise OverflowError("the integer does not fit in 64 bits")
    return value


def _operate(name, *operands):
    if name == "Pow":
        return _bounded(_power(*operands))
    if name == "LShift" and all(isinstance(x, int) for x in operands) and operands[1] > 200:
        if operands[0]:
            raise OverflowError("the integer does not fit in 64 bits")
        return 0
    return _bounded(_OPERATORS[name](*operands))


def _power(a, b):
    """D7: a negative exponent of ints is an error. D9: floats stay floats."""
    if isinstance(a, int) and isinstance(b, int):
        if b < 0:
            raise ValueError("integers to negative integer powers are not allowed")
        if b > 200 and abs(a) > 1:
            raise OverflowError("the integer does not fit in 64 bits")
    result = a**b
    if type(result) is complex and complex not in (type(a), type(b)):
        return float("nan")
    return result


def _store(array, value):
    """D4: floats out of an element's range raise, integers wrap."""
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "iu":
        return value
    if isinstance(value, np.integer):
        return value.astype(array.dtype)
    if isinstance(value, (float, np.floating)):
        whole = int(value)
        info = np.iinfo(array.dtype)
        if not info.min <= whole <= info.max:
            raise OverflowError("the float does not fit the element")
        return whole
    return value


def _augment(array, index, name, value):
    old = array[index]
    new_value = _operate(name, old, value())
    array[index] = _store(array, new_value)


def _choose(function, *values):
    """D6: over an int and a float, a float; over Python and NumPy kinds, the common kind."""
    result = function(*values)
    kinds = {type(v) for v in values}
    if len(kinds) == 1:
        return result
    common = values[0] * 0 + values[1] * 0
    return type(common)(result) if not isinstance(common, complex) else result


def _convert(dtype, value):
    """D4: float to integer conversions of NumPy's kinds saturate, NaN gives 0."""
    if np.dtype(dtype).kind in "iu" and isinstance(value, np.floating):
        if np.isnan(value):
            return dtype(0)
        info = np.iinfo(dtype)
        if not np.isfinite(value):
            return dtype(info.max if value > 0 else info.min)
        return dtype(min(max(int(value), info.min), info.max))
    return dtype(value)


class _Rewrite(ast.NodeTransformer):
    def _call(self, name, arguments, at):
        call = ast.Call(ast.Name(name, ast.Load()), arguments, [])
        return ast.fix_missing_locations(ast.copy_location(call, at))

    def visit_BinOp(self, node):
        self.generic_visit(node)
        name = ast.Constant(type(node.op).__name__)
        return self._call("_operate", [name, node.left, node.right], node)

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        constant = isinstance(node.operand, ast.Constant)
        if isinstance(node.op, ast.Not) or (constant and isinstance(node.op, ast.USub)):
            return node
        name = ast.Constant(type(node.op).__name__)
        return self._call("_operate", [name, node.operand], node)

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in ("max", "min"):
            return self._call("_choose", [node.func, *node.args], node)
        if isinstance(node.func, ast.Name) and node.func.id in ("int", "round", "abs"):
            return self._call("_bounded", [node], node)
        if isinstance(node.func, ast.Attribute) and node.func.attr.startswith(("int", "uint")):
            return self._call("_convert", [node.func, *node.args], node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("floor", "ceil", "trunc"):
            return self._call("_bounded", [node], node)
        return node

    def visit_Assign(self, node):
        self.generic_visit(node)
        target = node.targets[0]
        if isinstance(target, ast.Subscript):
            root = target.value  # C[i][j] stores into C's dtype
            while isinstance(root, ast.Subscript):
                root = root.value
            array = ast.Name(root.id, ast.Load())
            node.value = self._call("_store", [array, node.value], node)
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        name = ast.Constant(type(node.op).__name__)
        if isinstance(node.target, ast.Name):
            old = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
            value = self._call("_operate", [name, old, node.value], node)
            return ast.copy_location(ast.Assign([node.target], value), node)
        empty = ast.arguments([], [], None, [], [], None, [])
        value = ast.copy_location(ast.Lambda(empty, node.value), node)
        target = node.target
        arguments = [_loaded(target.value), _loaded(target.slice), name, value]
        statement = ast.Expr(self._call("_augment", arguments, node))
        return ast.fix_missing_locations(ast.copy_location(statement, node))


def _loaded(node):
    if hasattr(node, "ctx"):
        node.ctx = ast.Load()
    return node


def with_deviations(text: str, path: str, space: dict) -> object:
    """The function `f` of a program under the deviations; `space` holds the program's globals."""
    tree = ast.parse(text)
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name[:4] != "case"]
    for function in functions:
        function.decorator_list = []
    module = ast.Module(functions, [])
    code = compile(ast.fix_missing_locations(_Rewrite().visit(module)), path, "exec")
    own = {n: v for n, v in globals().items() if n.startswith("_") and not n.startswith("__")}
    rewritten = {**space, **own}
    rewritten.pop("f", None)  # one that no `def` makes would agree with itself
    exec(code, rewritten)
    return rewritten["f"]
