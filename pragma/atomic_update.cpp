// Recognises single updates of an element by the form of the statement.
#include "atomic_update.h"

#include <array>

namespace pragmac {
namespace {

bool same_constant(const Constant &a, const Constant &b) {
    return a.category == b.category && a.digits == b.digits && a.number == b.number &&
           a.truth == b.truth && a.text == b.text;
}

bool occurs(const Tree &wanted, const Tree &in) {
    if (same_expression(wanted, in))
        return true;
    for (const TreeField &f : in.fields) {
        if (f.node && occurs(wanted, *f.node))
            return true;
        for (const Tree *item : f.list)
            if (item && occurs(wanted, *item))
                return true;
    }
    return false;
}

bool commutes(std::string_view op) {
    constexpr std::array ops{"Add", "Mult", "BitAnd", "BitOr", "BitXor"};
    for (std::string_view o : ops)
        if (o == op)
            return true;
    return false;
}

// "max" of max(a, b), "maximum" of np.maximum(a, b), "min" and "minimum" likewise.
std::string_view extremum_of(const Tree &call) {
    const Tree *f = call.child("func");
    std::string_view name = f->is(TreeKind::Name)        ? f->text("id")
                            : f->is(TreeKind::Attribute) ? f->text("attr")
                                                         : "";
    if (call.list("args").size() != 2 || !call.list("keywords").empty())
        return "";
    bool python = f->is(TreeKind::Name) && (name == "max" || name == "min");
    return python || name == "maximum" || name == "minimum" ? name : "";
}

// The operands of the right side, and whether they may stand in either order.
std::optional<AtomicUpdate> with_operands(const Tree &element, std::string_view op, const Tree *a,
                                          const Tree *b, bool either_order) {
    const Tree *operand = same_expression(element, *a)                   ? b
                          : either_order && same_expression(element, *b) ? a
                                                                         : nullptr;
    if (!operand || occurs(element, *operand))
        return std::nullopt;
    return AtomicUpdate{&element, op, operand, operand == b};
}

} // namespace

bool same_expression(const Tree &a, const Tree &b) {
    if (a.kind != b.kind || a.fields.size() != b.fields.size())
        return false;
    for (size_t i = 0; i < a.fields.size(); i++) {
        const TreeField &x = a.fields[i], &y = b.fields[i];
        if (x.absent != y.absent || x.text != y.text || x.integer != y.integer ||
            !x.node != !y.node || x.list.size() != y.list.size() ||
            x.texts.size() != y.texts.size() || !x.constant != !y.constant)
            return false;
        if ((x.node && !same_expression(*x.node, *y.node)) ||
            (x.constant && !same_constant(*x.constant, *y.constant)))
            return false;
        for (size_t j = 0; j < x.texts.size(); j++)
            if (x.texts[j] != y.texts[j])
                return false;
        for (size_t j = 0; j < x.list.size(); j++)
            if (!x.list[j] != !y.list[j] || (x.list[j] && !same_expression(*x.list[j], *y.list[j])))
                return false;
    }
    return true;
}

std::optional<AtomicUpdate> atomic_update_of(const Tree &statement) {
    if (statement.is(TreeKind::AugAssign)) {
        const Tree *element = statement.child("target"), *operand = statement.child("value");
        if (occurs(*element, *operand))
            return std::nullopt;
        return AtomicUpdate{element, statement.text("op"), operand};
    }
    if (!statement.is(TreeKind::Assign) || statement.list("targets").size() != 1)
        return std::nullopt;
    const Tree &element = *statement.list("targets")[0], &value = *statement.child("value");
    if (value.is(TreeKind::BinOp))
        return with_operands(element, value.text("op"), value.child("left"), value.child("right"),
                             commutes(value.text("op")));
    if (value.is(TreeKind::Call))
        if (std::string_view op = extremum_of(value); !op.empty())
            return with_operands(element, op, value.list("args")[0], value.list("args")[1], true);
    return std::nullopt;
}

std::optional<AtomicUpdate> extremum_branch(const Tree &statement) {
    TreeList body = statement.list("body");
    const Tree &test = *statement.child("test");
    if (!statement.list("orelse").empty() || body.size() != 1 || !body[0]->is(TreeKind::Assign) ||
        body[0]->list("targets").size() != 1 || !test.is(TreeKind::Compare) ||
        test.list("comparators").size() != 1)
        return std::nullopt;
    const Tree &element = *body[0]->list("targets")[0], &value = *body[0]->child("value");
    const Tree &left = *test.child("left"), &right = *test.list("comparators")[0];
    std::string_view op = test.texts("ops")[0];
    bool less = op == "Lt" || op == "LtE", greater = op == "Gt" || op == "GtE";
    bool first = same_expression(element, left) && same_expression(value, right);
    bool second = same_expression(element, right) && same_expression(value, left);
    if (!element.is(TreeKind::Subscript) || (!less && !greater) || first == second ||
        occurs(element, value))
        return std::nullopt;
    // x < y[k] and y[k] > x look for the least.
    bool least = first ? greater : less;
    return AtomicUpdate{first ? &left : &right, least ? "min" : "max", first ? &right : &left, first};
}

} // namespace pragmac
