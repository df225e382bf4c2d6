// CScalars: scalar operations of types.h as C expressions with the same values, never undefined.
#pragma once

#include "c_helpers.h"
#include "math_mode.h"
#include "value_ranges.h"

#include <vector>

namespace pragmac {

// Operands are texts of the node's children, of the children's types.
class CScalars {
  public:
    CScalars(const CDialect &dialect, CHelpers &helpers, const ValueRanges &ranges)
        : dialect_(dialect), helpers_(helpers), ranges_(ranges) {}

    CText unary(const Unary &n, const CText &x);
    CText binary(const Binary &n, const CText &a, const CText &b);
    CText compare(const Compare &n, const CText &a, const CText &b);
    CText fits(const Fits &n, const CText &x);
    CText cast(const CText &x, DType from, DType to);
    CText math(const Math &n, const std::vector<CText> &args);
    CText choice(const CText &cond, const CText &a, const CText &b);
    CText product_sum(const FusedProduct &n, CText x, const CText &y, CText addend);
    // a op b where neither text belongs to a node: what an update makes of an element.
    CText combine(BinaryOp op, DType d, const CText &a, const CText &b);
    // The operator of `element op= value`; "" where C's would differ.
    static std::string_view compound(BinaryOp op, DType d);
    CText call(std::string_view helper, DType d, const std::vector<CText> &args);

  private:
    CText integer_unary(UnaryOp op, DType d, const CText &x, NodeRef operand);
    CText float_unary(UnaryOp op, DType d, const CText &x);
    CText complex_unary(UnaryOp op, DType d, const CText &x);
    CText integer_binary(BinaryOp op, DType d, const CText &a, const CText &b, const Binary *n);
    CText sum_or_product(BinaryOp op, DType d, const CText &a, const CText &b, const Binary *n);
    CText quotient(BinaryOp op, DType d, const CText &a, const CText &b, const Binary *n);
    CText bool_binary(BinaryOp op, const CText &a, const CText &b);
    CText float_binary(BinaryOp op, DType d, const CText &a, const CText &b);
    CText complex_binary(BinaryOp op, DType d, const CText &a, const CText &b);
    CText complex_compare(CompareOp op, DType d, const CText &a, const CText &b);
    CText mixed_compare(CompareOp op, DType db, const CText &a, const CText &b);
    CText in_extent(CompareOp op, DType d, const CText &i, const CText &n, NodeRef index);
    CText part_cast(const CText &x, DType from, DType to);
    CText library_call(std::string_view name, DType d, const std::vector<CText> &args);
    [[noreturn]] void missing(std::string_view what, DType d) const;

    const CDialect &dialect_;
    CHelpers &helpers_;
    const ValueRanges &ranges_;
};

// `a op b` in C, of a left-associative operator at `level`.
CText joined(const CText &a, std::string_view op, const CText &b, int level);
std::string call_text(std::string_view function, const std::vector<CText> &args);

} // namespace pragmac
