// Float and complex operations: IEEE in their own width, with the flags of the math mode.
#include "emit_scalar_ops.h"

#include "mutants.h"

namespace pragmac {

namespace {

std::string no_rule(auto op, DType d) {
    return "no rule for " + std::string(name_of(op)) + " of " + std::string(name_of(d));
}

std::string numeric_name(const char *operation, DType d) {
    return std::string("pragmac_") + operation + "_" + std::string(name_of(d));
}

} // namespace

llvm::Value *ScalarOps::float_unary(UnaryOp op, llvm::Value *x, DType d) {
    switch (op) {
    case UnaryOp::neg: return ir_.CreateFNeg(x);
    case UnaryOp::abs: return call1(llvm::Intrinsic::fabs, x);
    case UnaryOp::logical_not:
        return ir_.CreateFCmpOEQ(x, llvm::Constant::getNullValue(x->getType()));
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

llvm::Value *ScalarOps::float_binary(BinaryOp op, llvm::Value *a, llvm::Value *b, DType d) {
    switch (op) {
    case BinaryOp::add: return ir_.CreateFAdd(a, b);
    case BinaryOp::sub: return ir_.CreateFSub(a, b);
    case BinaryOp::mul: return ir_.CreateFMul(a, b);
    case BinaryOp::div: return ir_.CreateFDiv(a, b);
    case BinaryOp::floor_div:
        if (mutant(Mutant::float_floor_div_naive))
            return call1(llvm::Intrinsic::floor, ir_.CreateFDiv(a, b));
        return numeric_call(numeric_name("floor_div", d), {{a}, {b}}, d).value;
    case BinaryOp::mod:
        if (mutant(Mutant::float_mod_keeps_sign))
            return ir_.CreateFRem(a, b);
        return numeric_call(numeric_name("mod", d), {{a}, {b}}, d).value;
    case BinaryOp::pow:
    case BinaryOp::py_pow: return numeric_call(numeric_name("pow", d), {{a}, {b}}, d).value;
    case BinaryOp::py_max: // the second only when strictly greater
        return ir_.CreateSelect(ir_.CreateFCmpOGT(b, a), b, a);
    case BinaryOp::py_min: return ir_.CreateSelect(ir_.CreateFCmpOLT(b, a), b, a);
    // NaN wins: kept when a is one, taken when the comparison is unordered. Of two zeros NumPy
    // gives the second (the first for f16).
    case BinaryOp::np_max: {
        llvm::Value *first = d == DType::f16 ? ir_.CreateFCmpOGE(a, b) : ir_.CreateFCmpOGT(a, b);
        if (mutant(Mutant::np_max_drops_nan))
            return ir_.CreateSelect(first, a, b);
        return ir_.CreateSelect(ir_.CreateOr(first, ir_.CreateFCmpUNO(a, a)), a, b);
    }
    case BinaryOp::np_min: {
        llvm::Value *first = d == DType::f16 ? ir_.CreateFCmpOLE(a, b) : ir_.CreateFCmpOLT(a, b);
        return ir_.CreateSelect(ir_.CreateOr(first, ir_.CreateFCmpUNO(a, a)), a, b);
    }
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

Scalar ScalarOps::complex_unary(UnaryOp op, Scalar x, DType d) {
    switch (op) {
    case UnaryOp::neg: return {ir_.CreateFNeg(x.value), ir_.CreateFNeg(x.imaginary)};
    case UnaryOp::conj: return {x.value, ir_.CreateFNeg(x.imaginary)};
    case UnaryOp::real: return {x.value};
    case UnaryOp::imag: return {x.imaginary};
    case UnaryOp::abs: return numeric_call(numeric_name("abs", d), {x}, part_of(d));
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

Scalar ScalarOps::complex_binary(BinaryOp op, Scalar a, Scalar b, DType d) {
    auto ordered = [&](CompareOp test, Scalar x, Scalar y, Scalar chosen, Scalar other) {
        return select(complex_compare(test, x, y), chosen, other);
    };
    auto either = [&](CompareOp test) { // NumPy's maximum and minimum: NaN in any part wins
        llvm::Value *nan = ir_.CreateFCmpUNO(a.value, a.imaginary);
        // Its loops compare imaginary parts that are NaN as unordered, whatever the real parts.
        llvm::Value *ordered_parts = ir_.CreateFCmpORD(b.imaginary, b.imaginary);
        llvm::Value *first = ir_.CreateAnd(complex_compare(test, a, b), ordered_parts);
        return select(ir_.CreateOr(first, nan), a, b);
    };
    switch (op) {
    case BinaryOp::add:
        return {ir_.CreateFAdd(a.value, b.value), ir_.CreateFAdd(a.imaginary, b.imaginary)};
    case BinaryOp::sub:
        return {ir_.CreateFSub(a.value, b.value), ir_.CreateFSub(a.imaginary, b.imaginary)};
    case BinaryOp::mul:
        if (mutant(Mutant::complex_product_sign))
            b.imaginary = ir_.CreateFNeg(b.imaginary);
        return {ir_.CreateFSub(ir_.CreateFMul(a.value, b.value),
                               ir_.CreateFMul(a.imaginary, b.imaginary)),
                ir_.CreateFAdd(ir_.CreateFMul(a.value, b.imaginary),
                               ir_.CreateFMul(a.imaginary, b.value))};
    case BinaryOp::div: return numeric_call(numeric_name("div", d), {a, b}, d);
    case BinaryOp::py_div: return numeric_call(numeric_name("py_div", d), {a, b}, d);
    case BinaryOp::pow: return numeric_call(numeric_name("pow", d), {a, b}, d);
    case BinaryOp::py_pow: return numeric_call(numeric_name("py_pow", d), {a, b}, d);
    case BinaryOp::py_max: return ordered(CompareOp::gt, b, a, b, a);
    case BinaryOp::py_min: return ordered(CompareOp::lt, b, a, b, a);
    case BinaryOp::np_max: return either(CompareOp::ge);
    case BinaryOp::np_min: return either(CompareOp::le);
    default: internal_error(__FILE__, __LINE__, no_rule(op, d));
    }
}

} // namespace pragmac
