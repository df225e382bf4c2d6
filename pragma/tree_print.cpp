// print_tree and print_module: the text that read_tree turns back into an equal tree.
#include "tree.h"
#include "tree_shapes.h"

#include <cmath>
#include <cstdio>

namespace pragmac {

namespace {

std::string span_text(const Span &s) {
    return std::to_string(s.line) + ":" + std::to_string(s.column) + "-" +
           std::to_string(s.end_line) + ":" + std::to_string(s.end_column);
}

std::string quoted(std::string_view text, bool bytes = false) {
    std::string out = bytes ? "b\"" : "\"";
    for (unsigned char c : text) {
        char escape[8];
        if (c == '"' || c == '\\') {
            (out += '\\') += char(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c < 0x20 || c == 0x7F || (bytes && c >= 0x80)) {
            std::snprintf(escape, sizeof escape, "\\x%02x", c);
            out += escape;
        } else {
            out += char(c);
        }
    }
    return out + "\"";
}

// As C99's %a, which is exact; the mantissa keeps the digits that are needed.
std::string float_text(double value) {
    if (std::isinf(value))
        return "inf";
    if (std::isnan(value))
        return "nan";
    char text[40];
    std::snprintf(text, sizeof text, "%a", value);
    return text;
}

std::string constant_text(const Constant &c) {
    switch (c.category) {
    case Constant::Category::integer: return std::string(c.digits);
    case Constant::Category::real: return float_text(c.number);
    case Constant::Category::imaginary: return float_text(c.number) + "j";
    case Constant::Category::boolean: return c.truth ? "True" : "False";
    case Constant::Category::none: return "None";
    case Constant::Category::ellipsis: return "Ellipsis";
    case Constant::Category::text: return quoted(c.text);
    case Constant::Category::bytes: return quoted(c.text, true);
    }
    return "None";
}

template <class List, class Print> std::string list_text(const List &list, Print print) {
    std::string out = "[";
    for (const auto &item : list)
        out += (out.size() > 1 ? " " : "") + print(item);
    return out + "]";
}

std::string field_text(const TreeField &f, FieldShape shape) {
    if (f.absent)
        return "_";
    switch (shape) {
    case FieldShape::node:
    case FieldShape::optional_node: return print_tree(*f.node);
    case FieldShape::list:
    case FieldShape::sparse_list:
        return list_text(f.list, [](const Tree *t) { return t ? print_tree(*t) : "_"; });
    case FieldShape::text:
    case FieldShape::optional_text: return quoted(f.text);
    case FieldShape::texts: return list_text(f.texts, [](std::string_view t) { return quoted(t); });
    case FieldShape::integer: return std::to_string(f.integer);
    case FieldShape::constant: return constant_text(*f.constant);
    }
    return "_";
}

std::string comment_text(const Comment &c) {
    return "(Comment " + span_text(c.span) + " " + quoted(c.text) + " " +
           std::to_string(int(c.own_line)) + " " + std::to_string(c.next_line) + " " +
           std::to_string(c.next_column) + ")";
}

} // namespace

std::string print_tree(const Tree &tree) {
    std::string out = "(" + std::string(name_of(tree.kind)) + " " + span_text(tree.span);
    const FieldShapes &shapes = shapes_of(tree.kind);
    for (size_t i = 0; i < shapes.count; ++i)
        out += " " + field_text(tree.fields[i], shapes.shapes[i]);
    return out + ")";
}

std::string print_module(const Module &module) {
    std::string out;
    for (size_t file = 0; file < module.files.size(); ++file) {
        std::vector<const Tree *> functions;
        std::vector<Comment> comments;
        for (const Tree *f : module.functions)
            if (f->span.file == file)
                functions.push_back(f);
        for (const Comment &c : module.comments)
            if (c.span.file == file)
                comments.push_back(c);
        out += "(Module 0:0-0:0 " + quoted(module.files[file]) + " " +
               list_text(functions, [](const Tree *t) { return print_tree(*t); }) + " " +
               list_text(comments, comment_text) + ")\n";
    }
    return out;
}

} // namespace pragmac
