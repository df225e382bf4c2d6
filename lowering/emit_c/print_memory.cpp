// Array elements and cells: addresses by layout, loads, stores, updates, local arrays.
#include "c_function.h"

#include "mutants.h"

namespace pragmac {

std::string CFunction::extent(NodeRef array, size_t axis) {
    return names_.of(array) + "_n" + std::to_string(axis);
}

// In bytes. Of a dense array it follows from the extents.
std::string CFunction::stride(NodeRef array, size_t axis) {
    const Var &var = *as<Var>(array);
    size_t rank = var.type.rank;
    bool last = var.info->layout == Layout::last && axis + 1 == rank;
    if (var.info->layout == Layout::strided || (var.info->layout == Layout::last && !last))
        return names_.of(array) + "_s" + std::to_string(axis);
    std::string text = std::to_string(byte_size(var.type.dtype));
    bool columns = var.info->layout == Layout::f_order;
    for (size_t k = columns ? 0 : axis + 1; k < (columns ? axis : rank); k++)
        text += " * " + extent(array, k);
    return text;
}

// The element exists, so no step of Horner's scheme leaves 64 bits.
std::string CFunction::dense_index(const Var &array, NodeList indices) {
    bool rows = array.info->layout != Layout::f_order || mutant(Mutant::c_fortran_as_rows);
    CText index{"0", c_primary, true};
    for (size_t k = 0; k < indices.size(); k++) {
        size_t axis = rows ? k : indices.size() - 1 - k;
        CText at = expression(indices[axis]);
        if (k == 0) {
            index = at;
            continue;
        }
        if (index.text == "0") { // the first rows, columns, …
            index = at;
            continue;
        }
        index = joined(index, "*", {extent(&array, axis), c_primary}, c_product);
        if (at.text != "0")
            index = joined(index, "+", at, c_sum);
    }
    return index.text;
}

std::string CFunction::element(const Var &array, NodeList indices) {
    const std::string &name = names_.of(&array);
    if (!array.info->aligned)
        throw MissingInC{"arrays whose elements are not aligned", {}};
    if (indices.empty())
        return "*" + name;
    Layout layout = array.info->layout;
    if (layout == Layout::c_order || layout == Layout::f_order)
        return name + "[" + dense_index(array, indices) + "]";
    std::string bytes;
    for (size_t k = 0; k < indices.size(); k++) {
        CText at = expression(indices[k]);
        if (at.text == "0")
            continue;
        std::string step = stride(&array, k);
        bytes += (bytes.empty() ? "" : " + ") + at_level(at, c_product) + " * " + step;
    }
    std::string type = std::string(dialect_.array_space) +
                       (written_.count(&array) || !array.info->parameter ? "" : "const ");
    std::string pointer = "(" + type + "char *)" + name + (bytes.empty() ? "" : " + " + bytes);
    return "*(" + type + std::string(c_memory_type(array.type.dtype)) + " *)(" + pointer + ")";
}

CText CFunction::load(const Load &n) {
    if (!n.array->type.array)
        return {names_.of(n.array), c_primary};
    std::string text = element(*as<Var>(n.array), n.indices);
    CText loaded{text, text[0] == '*' ? c_unary : c_primary};
    if (is_bool(n.type.dtype))
        return joined(loaded, "!=", {"0", c_primary}, c_equality);
    return loaded;
}

void CFunction::store(NodeRef array, NodeList indices, NodeRef value, bool shared) {
    if (!array->type.array) {
        if (live(array))
            line(names_.of(array) + " = " + text_of(value) + ";");
        return;
    }
    std::string target = element(*as<Var>(array), indices), text = text_of(value);
    DType d = value->type.dtype;
    if (!shared || position_.empty())
        return line(target + " = " + text + ";");
    if (kernel_)
        return device_store(*as<Var>(array), target, expression(value));
    if (!is_complex(d)) {
        pragma("atomic write");
        return line(target + " = " + text + ";");
    }
    pragma("critical(pragmac_update)");
    line(target + " = " + text + ";");
}

void CFunction::plain_update(const ElementUpdate &n, const std::string &target) {
    DType d = n.value->type.dtype;
    auto product = fused_product(math_, n.op, nullptr, n.value);
    if (product && n.order == UpdateOrder::plain) {
        CText old{target, target[0] == '*' ? c_unary : c_primary};
        CText sum =
            scalars_.product_sum(*product, expression(product->x), expression(product->y), old);
        return line(target + " = " + sum.text + ";");
    }
    CText value = expression(n.value);
    std::string_view compound = CScalars::compound(n.op, d);
    if (!compound.empty())
        return line(target + " " + std::string(compound) + " " + value.text + ";");
    CText old{target, target[0] == '*' ? c_unary : c_primary};
    if (is_bool(d) && n.array->type.array)
        old = joined(old, "!=", {"0", c_primary}, c_equality);
    line(target + " = " + scalars_.combine(n.op, d, old, value).text + ";");
}

void CFunction::update(const ElementUpdate &n) {
    if (!n.array->type.array) {
        if (live(n.array))
            plain_update(n, names_.of(n.array));
        return;
    }
    bool parallel = !position_.empty();
    if (n.order == UpdateOrder::atomic && parallel && !mutant(Mutant::c_atomic_dropped))
        return kernel_ ? device_update(n) : atomic_update(n);
    std::string target = element(*as<Var>(n.array), n.indices);
    if (n.fetched && live(n.fetched))
        line("const " + std::string(c_type(n.fetched->type.dtype)) + " " + names_.of(n.fetched) +
             " = " + target + ";");
    plain_update(n, target);
}

namespace {

// What `omp atomic` takes, with the operation's own meaning: sums of integers wrap in unsigned
// arithmetic, and no extremum is among them.
std::string_view atomic_operator(BinaryOp op, DType d) {
    if (is_bool(d) || is_complex(d))
        return "";
    switch (op) {
    case BinaryOp::add: return "+=";
    case BinaryOp::sub: return "-=";
    case BinaryOp::bit_and: return is_integer(d) ? "&=" : "";
    case BinaryOp::bit_or: return is_integer(d) ? "|=" : "";
    case BinaryOp::bit_xor: return is_integer(d) ? "^=" : "";
    default: return "";
    }
}

} // namespace

// All other operations take a lock; one loop has one operation per array, so that no element is
// changed both ways.
void CFunction::atomic_update(const ElementUpdate &n) {
    const Var &array = *as<Var>(n.array);
    DType d = n.value->type.dtype;
    std::string target = element(array, n.indices), value = text_of(n.value);
    std::string_view op = atomic_operator(n.op, d);
    if (is_signed(d) && byte_size(d) >= 4)
        target = "*(" + std::string(c_unsigned_type(d)) + " *)&" + target;
    bool fetches = n.fetched && live(n.fetched);
    if (fetches)
        line(std::string(c_type(d)) + " " + names_.of(n.fetched) + ";");
    if (op.empty()) {
        pragma("critical(pragmac_update)");
        line("{");
        depth_++;
        if (fetches)
            line(names_.of(n.fetched) + " = " + element(array, n.indices) + ";");
        plain_update(n, element(array, n.indices));
        depth_--;
        return line("}");
    }
    std::string update = target + " " + std::string(op) + " " + value + ";";
    pragma(fetches ? "atomic capture" : "atomic");
    if (!fetches)
        return line(update);
    line("{");
    depth_++;
    line(names_.of(n.fetched) + " = " + target + ";");
    line(update);
    depth_--;
    line("}");
}

// ---- cells and local arrays
// ----------------------------------------------------------------------

// Compilers do not always see that a cell is assigned before it is read: it starts as zero.
void CFunction::alloc(const Alloc &n) {
    if (n.var->type.array)
        return alloc_array(n);
    if (!live(n.var))
        return;
    DType d = n.var->type.dtype;
    std::string init = n.fill == Fill::value ? text_of(n.init) : c_literal(dialect_, d, {}).text;
    line(std::string(c_type(d)) + " " + names_.of(n.var) + " = " + init + ";");
}

void CFunction::alloc_array(const Alloc &n) {
    if (kernel_)
        return kernel_array(n);
    const Var &var = *as<Var>(n.var);
    std::string type(c_memory_type(var.type.dtype)), name = names_.of(&var), extents;
    for (size_t k = 0; k < n.extents.size(); k++) {
        line("const int64_t " + extent(&var, k) + " = " + text_of(n.extents[k]) + ";");
        extents += (k ? ", " : "") + extent(&var, k);
    }
    allocates_ = true;
    line(type + " *" + name + " = new_array(sizeof(" + type + "), " +
         std::to_string(n.extents.size()) + ", (const int64_t[]){" +
         (extents.empty() ? "0" : extents) + "}, " + (n.fill == Fill::zero ? "true" : "false") +
         ");");
    fail(name + " != NULL", sites_.add_out_of_memory(n), {});
    scopes_.back().push_back(name);
    if (n.fill != Fill::value)
        return;
    std::string count = extents.empty() ? "1" : extent(&var, 0), k = names_.fresh("k");
    for (size_t axis = 1; axis < n.extents.size(); axis++)
        count += " * " + extent(&var, axis);
    std::string init = names_.fresh("fill");
    line("const " + type + " " + init + " = " + text_of(n.init) + ";");
    line("for (int64_t " + k + " = 0; " + k + " < " + count + "; " + k + "++)");
    line("    " + name + "[" + k + "] = " + init + ";");
}

void CFunction::release_down_to(size_t scopes) {
    for (size_t i = scopes_.size(); i-- > scopes;)
        for (size_t k = scopes_[i].size(); k-- > 0;)
            line("free(" + scopes_[i][k] + ");");
}

} // namespace pragmac
