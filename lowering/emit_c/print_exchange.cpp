// Atomic updates in OpenCL C: compare-exchange loops, of the element or the word around it.
//
// One mechanism for every type and operation: OpenCL C 1.2 has no atomic sums of floats and none of
// narrow elements, and the sum of an integer by compare-exchange is the same sum.
#include "c_function.h"

#include "mutants.h"

namespace pragmac {

namespace {

constexpr int narrowest = 4; // bytes of an atomic word

} // namespace

// `target` becomes next(target) as one step; the old value goes to the variable `fetched`, if any.
void CFunction::exchange(const Var &array, DType d, const std::string &target,
                         const NextValue &next, const std::string &fetched) {
    int bytes = byte_size(d) < narrowest ? narrowest : byte_size(d);
    bool narrow = byte_size(d) < narrowest;
    std::string word(bytes == 8 ? "uint64_t" : "uint32_t");
    std::string space = kernel_->group_arrays.count(&array) ? "__local " : "__global ";
    std::string pointer = "(volatile " + space + word + " *)";
    std::string at = names_.fresh("at"), seen = names_.fresh("seen"), old = names_.fresh("old");
    std::string shift = names_.fresh("shift"), current = names_.fresh("current");
    std::string type(c_type(d)), bits(c_unsigned_type(d));
    line("{");
    depth_++;
    if (narrow) {
        std::string byte = names_.fresh("byte");
        line(space + "uint8_t *" + byte + " = (" + space + "uint8_t *)&" + target + ";");
        line("const uint32_t " + shift + " = 8 * (uint32_t)((uintptr_t)" + byte + " & 3);");
        line("volatile " + space + word + " *" + at + " = " + pointer + "(" + byte +
             " - ((uintptr_t)" + byte + " & 3));");
    } else {
        line("volatile " + space + word + " *" + at + " = " + pointer + "&" + target + ";");
    }
    line(word + " " + seen + " = *" + at + ", " + old + ";");
    line("do {");
    depth_++;
    line(old + " = " + seen + ";");
    CText element{narrow ? "(" + bits + ")(" + old + " >> " + shift + ")" : old, c_unary};
    CText value = is_float(d)  ? scalars_.call("from_bits", d, {element})
                  : is_bool(d) ? joined(element, "!=", {"0", c_primary}, c_equality)
                               : CText{"(" + type + ")" + element.text, c_unary};
    line("const " + type + " " + current + " = " + value.text + ";");
    CText wanted = next({current, c_primary});
    std::string made = is_float(d) ? scalars_.call("bits", d, {wanted}).text
                                   : "(" + bits + ")" + at_level(wanted, c_unary);
    if (narrow) {
        std::string ones = std::to_string((1u << (8 * byte_size(d))) - 1) + "u";
        made =
            "(" + old + " & ~(" + ones + " << " + shift + ")) | (uint32_t)" + made + " << " + shift;
    }
    line(seen + " = " + (bytes == 8 ? "atom_cmpxchg(" : "atomic_cmpxchg(") + at + ", " + old +
         ", " + made + ");");
    if (!fetched.empty())
        line(fetched + " = " + current + ";");
    depth_--;
    line("} while (" + seen + " != " + old + ");");
    depth_--;
    line("}");
}

// The parts of a complex sum change one after the other: nobody looks at the element before the
// loop ends. Everything else needs both at once.
void CFunction::device_update(const ElementUpdate &n) {
    const Var &array = *as<Var>(n.array);
    DType d = n.value->type.dtype;
    std::string target = element(array, n.indices), operand = names_.fresh("operand"), fetched;
    if (private_arrays_.count(&array))
        return plain_update(n, target);
    bool sum = n.op == BinaryOp::add || n.op == BinaryOp::sub;
    if (is_complex(d) && (n.fetched || !sum))
        throw MissingInC{"atomic updates of complex elements but sums", {}};
    line("const " + std::string(c_type(d)) + " " + operand + " = " + text_of(n.value) + ";");
    if (n.fetched && live(n.fetched)) {
        fetched = names_.of(n.fetched);
        line(std::string(c_type(d)) + " " + fetched + ";");
    }
    if (!is_complex(d))
        return exchange(
            array, d, target,
            [&](const CText &old) { return scalars_.combine(n.op, d, old, {operand, c_primary}); },
            fetched);
    for (const char *part : {".re", ".im"})
        exchange(
            array, part_of(d),
            at_level({target, target[0] == '*' ? c_unary : c_primary}, c_primary) + part,
            [&](const CText &old) {
                return scalars_.combine(n.op, part_of(d), old, {operand + part, c_primary});
            },
            "");
}

// A store of one value that several workers make at the same time.
void CFunction::device_store(const Var &array, const std::string &target, const CText &value) {
    DType d = array.type.dtype;
    bool complex = is_complex(d);
    if (private_arrays_.count(&array) || (!complex && byte_size(d) >= narrowest)) {
        line(target + " = " + value.text + ";"); // one store of a whole word
        return;
    }
    if (complex) {
        line(target + " = " + value.text + ";");
        return;
    }
    exchange(array, d, target, [&](const CText &) { return value; }, "");
}

} // namespace pragmac
