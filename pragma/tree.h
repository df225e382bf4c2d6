// The Python tree as the compiler sees it: nodes of CPython's ast plus the file's comments.
#pragma once

#include "diagnostics.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pragmac {

enum class TreeKind : uint8_t {
#define PRAGMAC_TREE_KIND(kind, fields, code) kind,
#include "tree_kinds.def"
#undef PRAGMAC_TREE_KIND
};

// A row of tree_kinds.def.
struct TreeKindInfo {
    std::string_view name;
    std::string_view fields; // names with shape suffixes, separated by blanks
    std::string_view code;   // the code that says "not compiled"; empty = compiled
};

inline constexpr TreeKindInfo tree_kind_table[] = {
#define PRAGMAC_TREE_KIND(kind, fields, code) {#kind, fields, code},
#include "tree_kinds.def"
#undef PRAGMAC_TREE_KIND
};

inline const TreeKindInfo &info_of(TreeKind kind) { return tree_kind_table[size_t(kind)]; }
inline std::string_view name_of(TreeKind kind) { return info_of(kind).name; }

// The name of a field of some kind; a literal that names no field of any kind does not compile.
class FieldName {
  public:
    template <size_t N> consteval FieldName(const char (&text)[N]) : text_(text, N - 1) {
        bool known = false;
        for (const TreeKindInfo &row : tree_kind_table)
            known = known || position(row.fields, text_) >= 0;
        if (!known)
            throw "no node kind has a field of this name";
    }
    constexpr std::string_view text() const { return text_; }

    // The index of `name` in a field list with shape suffixes; -1 when it is not there.
    static constexpr int position(std::string_view fields, std::string_view name) {
        int index = 0;
        while (!fields.empty()) {
            std::string_view field = fields.substr(0, fields.find(' '));
            fields.remove_prefix(field.size() < fields.size() ? field.size() + 1 : field.size());
            if (field.substr(0, field.find_first_of("?*$#=")) == name)
                return index;
            ++index;
        }
        return -1;
    }

  private:
    std::string_view text_;
};

// The value of a Constant node.
struct Constant {
    enum class Category : uint8_t {
        integer,   // digits, and `integer` when it fits int64
        real,      // `number`
        imaginary, // `number` times the imaginary unit
        boolean,   // `truth`
        none,
        ellipsis,
        text,  // `text` in UTF-8
        bytes, // `text` holds the raw bytes
    };
    Category category = Category::none;
    std::string_view digits; // decimal, of any length, never negative
    std::optional<int64_t> integer;
    double number = 0; // exact
    bool truth = false;
    std::string_view text;
};

struct Tree;
using TreeList = std::span<const Tree *const>;
using TextList = std::span<const std::string_view>;

// One field of a node; which member holds it follows from the field's shape.
struct TreeField {
    bool absent = true;
    const Tree *node = nullptr;
    TreeList list;
    std::string_view text;
    TextList texts;
    int64_t integer = 0;
    const Constant *constant = nullptr;
};

// One node. The accessors are checked: asking a node for a field that its kind does not have, or
// that has another shape, is an internal error (and a misspelt field does not compile).
struct Tree {
    TreeKind kind = TreeKind::Unknown;
    Span span; // unknown for the kinds to which Python gives no place (arguments, comprehension)
    std::span<const TreeField> fields; // as many as the kind has

    bool is(TreeKind k) const { return kind == k; }
    const Tree *child(FieldName field) const;     // null when the field is absent
    TreeList list(FieldName field) const;         // *: no null; *?: null where absent
    std::string_view text(FieldName field) const; // empty when absent
    TextList texts(FieldName field) const;        // operators of Compare, names of Global
    bool has(FieldName field) const;              // false when absent
    int64_t integer(FieldName field) const;       // 0 when absent
    const Constant &constant() const;             // of a Constant
};

// A comment: its text from `#` to the end of the line, without the line end.
struct Comment {
    Span span;
    std::string_view text;
    bool own_line = false; // nothing but blanks before it
    uint32_t next_line = 0, next_column = 0; // the next token after it; 0 = none
};

// Everything read from one text. All views point into `storage`.
struct Module {
    std::vector<std::string> files; // indexed by Span::file
    std::vector<const Tree *> functions;
    std::vector<Comment> comments; // by file and place
    std::shared_ptr<void> storage;
};

// Reads one or more `(Module span "file" [functions] [comments])` forms; forms with the same file
// name share a file index. On malformed text reports P904 and returns a Module without functions.
Module read_tree(std::string_view text, DiagnosticEngine &diagnostics);

// The text that read_tree turns back into an equal tree; also what a debugger wants to see.
std::string print_tree(const Tree &tree);
std::string print_module(const Module &module);

} // namespace pragmac
