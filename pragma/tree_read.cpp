// read_tree: from the text that python/pragmac/tree.py writes to the tree.
//
//   text    := module+              module  := (Module span "file" [node*] [comment*])
//   node    := (Kind span field*)   comment := (Comment span "text" own_line next_line next_column)
//   span    := line:column-line:column
//   field   := node | [field*] | "text" | b"bytes" | digits | hex float | _
//            | hex float j | True | False | None | Ellipsis                        (constants)
//   escapes := \\ \" \n \xNN \uNNNN
//
// The writer is ours, so every deviation is P904; but no text may crash the reader, because trees
// are also test inputs and reproducers.
#include "tree.h"
#include "tree_shapes.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory_resource>
#include <tuple>

namespace pragmac {

namespace {

constexpr int depth_limit = 1000; // deeper trees would exhaust the stack of later stages

struct Malformed {
    size_t at;
    std::string expected;
};

struct Storage {
    std::string text;
    std::pmr::monotonic_buffer_resource arena;
};

void append_utf8(std::string &out, uint32_t code) {
    if (code >= 0xD800 && code < 0xE000)
        code = 0xFFFD; // a lone surrogate has no UTF-8 form
    if (code < 0x80) {
        out += char(code);
    } else if (code < 0x800) {
        (out += char(0xC0 | code >> 6)) += char(0x80 | (code & 63));
    } else {
        ((out += char(0xE0 | code >> 12)) += char(0x80 | (code >> 6 & 63))) +=
            char(0x80 | (code & 63));
    }
}

class TreeReader {
  public:
    TreeReader(Storage &storage, Module &module) : storage_(storage), module_(module) {}

    void read_modules() {
        do {
            read_module();
            skip_blanks();
        } while (at_ < text().size());
    }

  private:
    // --- characters ---

    std::string_view text() const { return storage_.text; }
    char peek() const { return at_ < text().size() ? text()[at_] : '\0'; }
    [[noreturn]] void fail(std::string expected) const { throw Malformed{at_, expected}; }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\n')
            ++at_;
    }

    bool accept(char c) {
        skip_blanks();
        if (peek() != c)
            return false;
        ++at_;
        return true;
    }

    void expect(char c) {
        if (!accept(c))
            fail(std::string("'") + c + "'");
    }

    std::string_view word() {
        skip_blanks();
        size_t start = at_;
        while (std::string_view(" \n()[]\"").find(peek()) == std::string_view::npos && peek())
            ++at_;
        return text().substr(start, at_ - start);
    }

    template <class Int> Int number(char end) {
        Int value = 0;
        const char *first = text().data() + at_;
        auto [last, error] = std::from_chars(first, text().data() + text().size(), value);
        if (error != std::errc())
            fail("a number");
        at_ += last - first;
        if (end && !accept(end))
            fail(std::string("'") + end + "'");
        return value;
    }

    Span span() {
        skip_blanks();
        Span s;
        s.file = file_;
        s.line = number<uint32_t>(':');
        s.column = number<uint32_t>('-');
        s.end_line = number<uint32_t>(':');
        s.end_column = number<uint32_t>('\0');
        return s;
    }

    // --- storage ---

    template <class T> std::span<const T> keep(const std::vector<T> &items) {
        if (items.empty())
            return {};
        T *copy = static_cast<T *>(storage_.arena.allocate(items.size() * sizeof(T), alignof(T)));
        std::uninitialized_copy(items.begin(), items.end(), copy);
        return {copy, items.size()};
    }

    template <class T> const T *keep_one(const T &item) {
        return new (storage_.arena.allocate(sizeof(T), alignof(T))) T(item);
    }

    std::string_view keep_text(const std::string &s) {
        char *copy = static_cast<char *>(storage_.arena.allocate(std::max<size_t>(s.size(), 1), 1));
        std::copy(s.begin(), s.end(), copy);
        return {copy, s.size()};
    }

    // --- text ---

    uint32_t hex_digits(int count) {
        uint32_t value = 0;
        const char *first = text().data() + at_;
        if (at_ + count > text().size() ||
            std::from_chars(first, first + count, value, 16).ptr != first + count)
            fail("hexadecimal digits");
        at_ += count;
        return value;
    }

    void escape(std::string &out, bool bytes) {
        char c = peek();
        ++at_;
        if (c == '\\' || c == '"')
            out += c;
        else if (c == 'n')
            out += '\n';
        else if (c == 'x' && bytes)
            out += char(hex_digits(2));
        else if (c == 'x')
            append_utf8(out, hex_digits(2));
        else if (c == 'u')
            append_utf8(out, hex_digits(4));
        else
            fail("an escape");
    }

    std::string_view quoted(bool bytes = false) {
        expect('"');
        size_t start = at_;
        size_t end = text().find_first_of("\"\\", at_);
        if (end == text().npos)
            fail("the end of a text");
        at_ = end + 1;
        if (text()[end] == '"') // without escapes: a view of the input
            return text().substr(start, end - start);
        std::string out(text().substr(start, end - start));
        escape(out, bytes);
        while (peek() != '"') {
            if (at_ >= text().size())
                fail("the end of a text");
            char c = text()[at_++];
            if (c == '\\')
                escape(out, bytes);
            else
                out += c;
        }
        ++at_;
        return keep_text(out);
    }

    // --- constants ---

    Constant float_constant(std::string_view w) {
        Constant c;
        c.category = w.ends_with('j') ? Constant::Category::imaginary : Constant::Category::real;
        if (w.ends_with('j'))
            w.remove_suffix(1);
        bool hex = w.starts_with("0x");
        const char *last = w.data() + w.size();
        auto [end, error] =
            std::from_chars(w.data() + (hex ? 2 : 0), last, c.number,
                            hex ? std::chars_format::hex : std::chars_format::general);
        if (error != std::errc() || end != last || !(hex || w == "inf" || w == "nan"))
            fail("a constant");
        return c;
    }

    Constant integer_constant(std::string_view digits) {
        Constant c;
        c.category = Constant::Category::integer;
        c.digits = digits;
        int64_t value = 0;
        auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error == std::errc())
            c.integer = value;
        return c;
    }

    Constant word_constant() {
        std::string_view w = word();
        Constant c;
        if (w == "True" || w == "False") {
            c.category = Constant::Category::boolean;
            c.truth = w == "True";
        } else if (w == "Ellipsis") {
            c.category = Constant::Category::ellipsis;
        } else if (w.empty()) {
            fail("a constant");
        } else if (w.find_first_not_of("0123456789") == w.npos) {
            return integer_constant(w);
        } else if (w != "None") {
            return float_constant(w);
        }
        return c;
    }

    Constant constant() {
        skip_blanks();
        bool bytes = text().substr(at_, 2) == "b\"";
        if (!bytes && peek() != '"')
            return word_constant();
        if (bytes)
            ++at_;
        Constant c;
        c.category = bytes ? Constant::Category::bytes : Constant::Category::text;
        c.text = quoted(bytes);
        return c;
    }

    // --- nodes ---

    bool accept_absent() {
        skip_blanks();
        char next = at_ + 1 < text().size() ? text()[at_ + 1] : '\0';
        if (peek() != '_' || (next != ' ' && next != ')' && next != ']'))
            return false;
        ++at_;
        return true;
    }

    TreeList node_list(bool sparse) {
        std::vector<const Tree *> nodes;
        expect('[');
        while (!accept(']'))
            nodes.push_back(sparse && accept_absent() ? nullptr : node());
        return keep(nodes);
    }

    TextList text_list() {
        std::vector<std::string_view> texts;
        expect('[');
        while (!accept(']'))
            texts.push_back(quoted());
        return keep(texts);
    }

    TreeField field(FieldShape shape) {
        TreeField f;
        bool optional = shape == FieldShape::optional_node || shape == FieldShape::optional_text ||
                        shape == FieldShape::integer;
        if (optional && accept_absent())
            return f;
        f.absent = false;
        switch (shape) {
        case FieldShape::node:
        case FieldShape::optional_node: f.node = node(); break;
        case FieldShape::list:
        case FieldShape::sparse_list: f.list = node_list(shape == FieldShape::sparse_list); break;
        case FieldShape::text:
        case FieldShape::optional_text: f.text = quoted(); break;
        case FieldShape::texts: f.texts = text_list(); break;
        case FieldShape::integer:
            skip_blanks();
            f.integer = number<int64_t>('\0');
            break;
        case FieldShape::constant: f.constant = keep_one(constant()); break;
        }
        return f;
    }

    TreeKind kind() {
        std::string_view name = word();
        for (size_t i = 0; i < std::size(tree_kind_table); ++i)
            if (tree_kind_table[i].name == name)
                return static_cast<TreeKind>(i);
        fail("a node kind");
    }

    const Tree *node() {
        if (++depth_ > depth_limit)
            fail("fewer levels");
        expect('(');
        Tree tree;
        tree.kind = kind();
        tree.span = span();
        std::vector<TreeField> fields;
        const FieldShapes &shapes = shapes_of(tree.kind);
        for (size_t i = 0; i < shapes.count; ++i)
            fields.push_back(field(shapes.shapes[i]));
        expect(')');
        tree.fields = keep(fields);
        --depth_;
        return keep_one(tree);
    }

    void comment() {
        expect('(');
        if (word() != "Comment")
            fail("Comment");
        Comment c;
        c.span = span();
        c.text = quoted();
        skip_blanks();
        c.own_line = number<int>('\0') != 0;
        skip_blanks();
        c.next_line = number<uint32_t>('\0');
        skip_blanks();
        c.next_column = number<uint32_t>('\0');
        expect(')');
        module_.comments.push_back(c);
    }

    void enter_file(std::string_view name) {
        auto found = std::find(module_.files.begin(), module_.files.end(), name);
        file_ = static_cast<uint16_t>(found - module_.files.begin());
        if (found != module_.files.end())
            return;
        if (module_.files.size() == UINT16_MAX)
            fail("fewer files");
        module_.files.emplace_back(name);
    }

    void read_module() {
        expect('(');
        if (word() != "Module")
            fail("Module");
        span();
        enter_file(quoted());
        for (const Tree *function : node_list(false))
            module_.functions.push_back(function);
        expect('[');
        while (!accept(']'))
            comment();
        expect(')');
    }

    Storage &storage_;
    Module &module_;
    size_t at_ = 0;
    uint16_t file_ = 0;
    int depth_ = 0;
};

// Functions of one file may arrive in separate forms, in any order and more than once.
void sort_comments(std::vector<Comment> &comments) {
    auto place = [](const Comment &c) {
        return std::tuple(c.span.file, c.span.line, c.span.column);
    };
    std::stable_sort(comments.begin(), comments.end(),
                     [&](const Comment &a, const Comment &b) { return place(a) < place(b); });
    auto same = [](const Comment &a, const Comment &b) {
        return a.span == b.span && a.text == b.text;
    };
    comments.erase(std::unique(comments.begin(), comments.end(), same), comments.end());
}

} // namespace

Module read_tree(std::string_view text, DiagnosticEngine &diagnostics) {
    auto storage = std::make_shared<Storage>();
    storage->text = text;
    Module module;
    module.storage = storage;
    try {
        TreeReader(*storage, module).read_modules();
        sort_comments(module.comments);
        return module;
    } catch (const Malformed &error) {
        std::string where(
            std::string_view(storage->text).substr(std::min(error.at, text.size()), 40));
        diagnostics.report("P904", {},
                           "malformed tree: expected " + error.expected + " at byte " +
                               std::to_string(error.at) + ", near `" + where + "`");
        return {};
    }
}

} // namespace pragmac
