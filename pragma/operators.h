// Operators and conversions on scalars: kinds in, typed source-level nodes out.
#pragma once

#include "diagnostics.h"
#include "value.h"

#include <string_view>

namespace pragmac {

// Reports P4xx at `span` and returns an unknown value when an operator does not exist.
class Operators {
  public:
    Operators(Builder &build, DiagnosticEngine *&diagnostics)
        : build_(build), diagnostics_(diagnostics) {}

    // `op` is the name of CPython's ast class: Add, FloorDiv, LShift, …
    Value binary(std::string_view op, const Value &a, const Value &b, Span span);
    Value unary(std::string_view op, const Value &x, Span span);
    Value compare(std::string_view op, const Value &a, const Value &b, Span span);
    // bool(x) as a Python bool.
    NodeRef truth(const Value &x);
    // Converts between kinds so that a variable or element can hold the value: what a join, an
    // argument or an element store does. `store` gives the rules of element stores (D4).
    NodeRef convert(const Value &x, Type to, bool store = false);
    // int(x), float(x), complex(x), bool(x); np.float32(x), …
    Value construct(Type to, const Value &x, Span span);
    // min(a, b), max(a, b) of Python.
    Value choose(bool larger, const Value &a, const Value &b, Span span);

    // (class in CPython's ast, symbol) of every operator with two operands, and of comparisons.
    using Names = std::vector<std::pair<std::string_view, std::string_view>>;
    static Names binary_names();
    static Names compare_names();

    // Reports a Python int from 2**63 on where only np.uint64 could hold it.
    Value refuse_large_int(Span span);
    Value integer(int64_t v) { return scalar_value(build_.i64(v, Kind::python), {v, v}); }

  private:
    Value unsupported(std::string_view op, const Value &a, const Value *b, Span span);
    bool needs_larger_int(const Value &a, const Value &b) const;
    bool python_takes_over(const Value &a, const Value &b);
    Value arithmetic(BinaryOp op, std::string_view name, const Value &a, const Value &b, Span span);
    Value division(const Value &a, const Value &b, Span span);
    Value power(const Value &a, const Value &b, Span span);
    Value bitwise(BinaryOp op, std::string_view name, const Value &a, const Value &b, Span span);
    Value python_arithmetic_range(BinaryOp op, NodeRef n, const Value &a, const Value &b);
    NodeRef comparable(const Value &x, const Value &other);

    Builder &build_;
    DiagnosticEngine *&diagnostics_;
};

} // namespace pragmac
