// Expressions of the IR as C expressions.
#include "c_function.h"

namespace pragmac {

std::vector<CText> CFunction::expressions(NodeList list) {
    std::vector<CText> texts;
    for (NodeRef n : list)
        texts.push_back(expression(n));
    return texts;
}

// What has no text is reported at the innermost expression that has a place.
CText CFunction::expression(NodeRef n) {
    try {
        return printed(n);
    } catch (MissingInC &missing) {
        if (!missing.place.known())
            missing.place = n->span;
        throw;
    }
}

CText CFunction::printed(NodeRef n) {
    switch (n->op) {
    case Op::Const: return c_literal(dialect_, n->type.dtype, as<Const>(n)->bits);
    case Op::Var: return {names_.of(n), c_primary};
    case Op::Dim: return {extent(as<Dim>(n)->array, as<Dim>(n)->axis), c_primary};
    case Op::Unary: return scalars_.unary(*as<Unary>(n), expression(as<Unary>(n)->x));
    case Op::Binary: return binary(*as<Binary>(n));
    case Op::Compare: {
        auto &e = *as<Compare>(n);
        CText a = expression(e.a), b = expression(e.b);
        return scalars_.compare(e, a, b);
    }
    case Op::Fits: return scalars_.fits(*as<Fits>(n), expression(as<Fits>(n)->x));
    case Op::Select: {
        auto &e = *as<Select>(n);
        return scalars_.choice(expression(e.cond), expression(e.a), expression(e.b));
    }
    case Op::Lazy: {
        auto &e = *as<Lazy>(n);
        return scalars_.choice(expression(e.cond), expression(e.a), expression(e.b));
    }
    case Op::Cast:
        return scalars_.cast(expression(as<Cast>(n)->x), as<Cast>(n)->x->type.dtype, n->type.dtype);
    case Op::Math: return scalars_.math(*as<Math>(n), expressions(as<Math>(n)->args));
    case Op::RangeLength: {
        auto &e = *as<RangeLength>(n);
        return scalars_.call("range_length", DType::i64,
                             {expression(e.lo), expression(e.hi), expression(e.step)});
    }
    case Op::Coordinate: return coordinate(*as<Coordinate>(n));
    case Op::Address: {
        auto &e = *as<Address>(n);
        return {"(int64_t)(intptr_t)&" + element(*as<Var>(e.array), e.indices), c_unary};
    }
    case Op::Breach: return breach(*as<Breach>(n));
    case Op::Holds: return holds(*as<Holds>(n));
    case Op::Load: return load(*as<Load>(n));
    default:
        internal_error(__FILE__, __LINE__, std::string(name_of(n->op)) + " is not an expression");
    }
}

CText CFunction::binary(const Binary &n) {
    if (auto product = fused_product(math_, n.op, n.a, n.b))
        return scalars_.product_sum(*product, expression(product->x), expression(product->y),
                                    expression(product->addend));
    CText a = expression(n.a), b = expression(n.b);
    return scalars_.binary(n, a, b);
}

// Where a grid runs along the box's axes it is known; else the position is taken apart.
CText CFunction::coordinate(const Coordinate &n) {
    auto axis = static_cast<size_t>(n.axis);
    if (joined_ && joined_->position == n.position)
        return {coordinates_.at(axis), c_primary};
    CText position = expression(n.position);
    for (size_t inner = n.extents.size() - 1; inner > axis; inner--)
        position = joined(position, "/", expression(n.extents[inner]), c_product);
    return axis == 0 ? position : joined(position, "%", expression(n.extents[axis]), c_product);
}

// ---- facts about arrays: calls of the run time
// ---------------------------------------------------

std::vector<CText> CFunction::tested_values(NodeRef tested, NodeList args) {
    const Var &var = *as<Var>(tested);
    DType d = var.type.dtype;
    bool strided = var.info->layout == Layout::strided;
    std::vector<CText> values{
        {names_.of(tested), c_primary},
        {strided ? stride(tested, 0) : std::to_string(byte_size(d)), c_primary},
        {std::to_string(is_signed(d) ? -byte_size(d) : byte_size(d)), c_primary},
        {extent(tested, 0), c_primary}};
    for (NodeRef a : args)
        values.push_back(expression(a));
    return values;
}

CText CFunction::breach(const Breach &n) {
    runtime_.insert("int64_t pragmac_breach(const void *data, int64_t stride, int32_t element, "
                    "int64_t length,\n                       int64_t lo, int64_t hi, int64_t "
                    "limit, int32_t unique, int32_t later);");
    std::vector<CText> values = tested_values(n.array, n.args);
    values.push_back({n.fact == Fact::unique ? "1" : "0", c_primary});
    values.push_back({std::to_string(n.later), c_primary});
    return {call_text("pragmac_breach", values), c_primary};
}

// Extents, then strides in bytes.
CText CFunction::shape_of(const Var &var) {
    std::string text = "(const int64_t[]){";
    size_t rank = var.type.rank;
    for (size_t k = 0; k < rank; k++)
        text += extent(&var, k) + ", ";
    for (size_t k = 0; k < rank; k++)
        text += stride(&var, k) + (k + 1 < rank ? ", " : "");
    return {rank ? text + "}" : "(const int64_t[]){0}", c_primary};
}

CText CFunction::separate(NodeRef a, NodeRef b) {
    runtime_.insert("int32_t pragmac_separate(const void *a, const int64_t *shape_a, int32_t "
                    "rank_a, int32_t bytes_a,\n                         const void *b, const "
                    "int64_t *shape_b, int32_t rank_b, int32_t bytes_b);");
    std::vector<CText> values;
    for (NodeRef n : {a, b}) {
        const Var &var = *as<Var>(n);
        values.push_back({names_.of(n), c_primary});
        values.push_back(shape_of(var));
        values.push_back({std::to_string(var.type.rank), c_primary});
        values.push_back({std::to_string(byte_size(var.type.dtype)), c_primary});
    }
    return {call_text("pragmac_separate", values) + " != 0", c_equality};
}

CText CFunction::holds(const Holds &n) {
    if (n.fact == Fact::disjoint)
        return separate(n.array, n.args[0]);
    std::string name = n.fact == Fact::unique ? "pragmac_unique" : "pragmac_sorted";
    runtime_.insert("int32_t " + name +
                    "(const void *data, int64_t stride, int32_t element, int64_t length,\n"
                    "                       int64_t lo, int64_t hi, int64_t limit);");
    return {call_text(name, tested_values(n.array, n.args)) + " != 0", c_equality};
}

// The 64-bit patterns of one value; complex numbers have two.
std::vector<std::string> CFunction::slots_of(const CText &value, DType d) {
    auto slot = [&](const CText &x, DType part) {
        if (is_float(part))
            return scalars_.call("bits", part, {x}).text;
        return "(uint64_t)" + at_level(x, c_unary);
    };
    if (!is_complex(d))
        return {slot(value, d)};
    std::string name = at_level(value, c_primary);
    return {slot({name + ".re", c_primary}, part_of(d)),
            slot({name + ".im", c_primary}, part_of(d))};
}

// In the order of a site's payload.
std::vector<std::string> CFunction::slots_of(NodeList values) {
    std::vector<std::string> slots;
    for (NodeRef n : values)
        for (std::string &slot : slots_of(expression(n), n->type.dtype))
            slots.push_back(std::move(slot));
    return slots;
}

} // namespace pragmac
