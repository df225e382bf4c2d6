// Access to the fields of tree nodes, checked against tree_kinds.def.
#include "tree.h"

#include "ir.h"
#include "tree_shapes.h"

namespace pragmac {

namespace {

// The field of that name if its shape is among `allowed`; anything else is our mistake.
const TreeField &field_of(const Tree &tree, FieldName name,
                          std::initializer_list<FieldShape> allowed) {
    int index = FieldName::position(info_of(tree.kind).fields, name.text());
    internal_assert(index >= 0,
                    std::string(name_of(tree.kind)) + " has no field " + std::string(name.text()));
    FieldShape shape = shapes_of(tree.kind).shapes[index];
    bool fits = allowed.size() == 0;
    for (FieldShape s : allowed)
        fits = fits || s == shape;
    internal_assert(fits, "field " + std::string(name.text()) + " of " +
                              std::string(name_of(tree.kind)) + " has another shape");
    return tree.fields[index];
}

} // namespace

const Tree *Tree::child(FieldName field) const {
    return field_of(*this, field, {FieldShape::node, FieldShape::optional_node}).node;
}

TreeList Tree::list(FieldName field) const {
    return field_of(*this, field, {FieldShape::list, FieldShape::sparse_list}).list;
}

std::string_view Tree::text(FieldName field) const {
    return field_of(*this, field, {FieldShape::text, FieldShape::optional_text}).text;
}

TextList Tree::texts(FieldName field) const {
    return field_of(*this, field, {FieldShape::texts}).texts;
}

bool Tree::has(FieldName field) const { return !field_of(*this, field, {}).absent; }

int64_t Tree::integer(FieldName field) const {
    return field_of(*this, field, {FieldShape::integer}).integer;
}

const Constant &Tree::constant() const {
    return *field_of(*this, "value", {FieldShape::constant}).constant;
}

} // namespace pragmac
