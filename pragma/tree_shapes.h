// The shapes of each kind's fields, read from the suffixes in tree_kinds.def at compile time.
#pragma once

#include "tree.h"

#include <array>

namespace pragmac {

enum class FieldShape : uint8_t {
    node,
    optional_node, // ?
    list,          // *
    sparse_list,   // *?
    text,          // $
    optional_text, // $?
    texts,         // $*
    integer,       // #
    constant,      // =
};

struct FieldShapes {
    std::array<FieldShape, 8> shapes{};
    size_t count = 0;
};

constexpr FieldShape shape_of_suffix(std::string_view suffix) {
    constexpr std::string_view suffixes[] = {"", "?", "*", "*?", "$", "$?", "$*", "#", "="};
    for (size_t i = 0; i < std::size(suffixes); ++i)
        if (suffix == suffixes[i])
            return static_cast<FieldShape>(i);
    throw "unknown shape suffix in tree_kinds.def";
}

constexpr FieldShapes parse_field_shapes(std::string_view fields) {
    FieldShapes result;
    while (!fields.empty()) {
        std::string_view field = fields.substr(0, fields.find(' '));
        fields.remove_prefix(field.size() < fields.size() ? field.size() + 1 : field.size());
        size_t name_end = field.find_first_of("?*$#=");
        result.shapes[result.count++] =
            shape_of_suffix(name_end == field.npos ? "" : field.substr(name_end));
    }
    return result;
}

inline constexpr auto field_shape_table = [] {
    std::array<FieldShapes, std::size(tree_kind_table)> table{};
    for (size_t i = 0; i < table.size(); ++i)
        table[i] = parse_field_shapes(tree_kind_table[i].fields);
    return table;
}();

inline const FieldShapes &shapes_of(TreeKind kind) { return field_shape_table[size_t(kind)]; }

} // namespace pragmac
