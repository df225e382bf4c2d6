// Reads the text that print.cpp writes, driven by the same forms of ops.def.
#include "build.h"

#include <bit>
#include <charconv>
#include <cstdlib>
#include <map>
#include <unordered_map>

namespace pragmac {

namespace {

struct Failure {
    std::string message;
};

// ---- tokens --------------------------------------------------------------------------------

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(text) {}
    // Where the last token began.
    int line() const { return token_line_; }

    bool at_end() { return skip(), position_ == text_.size(); }
    char peek() { return skip(), position_ < text_.size() ? text_[position_] : '\0'; }
    bool take(std::string_view literal) {
        skip();
        if (text_.substr(position_, literal.size()) != literal)
            return false;
        token_line_ = line_;
        position_ += literal.size();
        return true;
    }
    void expect(std::string_view literal) {
        if (!take(literal))
            throw Failure{"expected `" + std::string(literal) + "` before `" + rest() + "`"};
    }
    // A run of characters that belong to names and numbers.
    std::string_view word() {
        skip();
        token_line_ = line_;
        size_t start = position_;
        while (position_ < text_.size() && word_char(text_[position_]))
            position_++;
        if (start == position_)
            throw Failure{"expected a word before `" + rest() + "`"};
        return text_.substr(start, position_ - start);
    }
    std::string quoted() {
        expect("\"");
        std::string out;
        while (position_ < text_.size() && text_[position_] != '"') {
            char c = text_[position_++];
            if (c == '\\' && position_ < text_.size())
                c = text_[position_] == 'n' ? (position_++, '\n') : text_[position_++];
            out += c;
        }
        if (position_ == text_.size())
            throw Failure{"a text without its closing quote"};
        position_++;
        return out;
    }
    size_t mark() const { return position_; }
    void reset(size_t mark) { position_ = mark; }

  private:
    static bool word_char(char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '+' ||
               c == '-' || c == '#' || (c & 0x80);
    }
    void skip() {
        while (position_ < text_.size()) {
            char c = text_[position_];
            if (c == ';') { // a comment up to the end of the line
                while (position_ < text_.size() && text_[position_] != '\n')
                    position_++;
            } else if (std::isspace(static_cast<unsigned char>(c))) {
                line_ += c == '\n';
                position_++;
            } else {
                break;
            }
        }
    }
    std::string rest() { return std::string(text_.substr(position_, 24)); }

    std::string_view text_;
    size_t position_ = 0;
    int line_ = 1, token_line_ = 1;
};

template <class Int> Int integer(std::string_view word) {
    Int value{};
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
        throw Failure{"`" + std::string(word) + "` is not an integer"};
    return value;
}

uint64_t float_bits(DType part, std::string_view word) {
    if (word.starts_with('#')) {
        uint64_t bits = 0;
        std::from_chars(word.data() + 1, word.data() + word.size(), bits, 16);
        return bits;
    }
    std::string text(word);
    char *end = nullptr;
    double v = std::strtod(text.c_str(), &end);
    if (*end || part == DType::f16)
        throw Failure{"`" + text + "` is not a float of this type"};
    return part == DType::f64 ? std::bit_cast<uint64_t>(v)
                              : std::bit_cast<uint32_t>(static_cast<float>(v));
}

// ---- the first word of a form -> its node kind ----------------------------------------------

const std::map<std::string, Op, std::less<>> &keywords() {
    static const auto table = [] {
        std::map<std::string, Op, std::less<>> words;
        auto add_enum = [&](auto first, int count, Op op) {
            using E = decltype(first);
            for (int i = 0; i < count; i++)
                words[std::string(name_of(static_cast<E>(i)))] = op;
        };
#define COUNT1(name) +1
#define COUNT2(name, text) +1
        add_enum(UnaryOp{}, 0 PRAGMAC_UNARY_OPS(COUNT1), Op::Unary);
        add_enum(BinaryOp{}, 0 PRAGMAC_BINARY_OPS(COUNT1), Op::Binary);
        add_enum(CompareOp{}, 0 PRAGMAC_COMPARE_OPS(COUNT1), Op::Compare);
        add_enum(JumpKind{}, 0 PRAGMAC_JUMP_KINDS(COUNT2), Op::Jump);
        add_enum(IfKind{}, 0 PRAGMAC_IF_KINDS(COUNT2), Op::If);
#undef COUNT1
#undef COUNT2
#define NODE(Name, levels, effects, form)                                                          \
    if (std::string_view f = form; !f.empty() && f[0] != '{')                                      \
        words[std::string(f.substr(0, f.find_first_of(" ({[")))] = Op::Name;
#include "ops.def"
#undef NODE
        return words;
    }();
    return table;
}

// ---- nodes ---------------------------------------------------------------------------------

class Reader {
  public:
    Reader(std::string_view text, Builder &build) : lexer_(text), build_(build) {}

    NodeRef whole() {
        NodeRef n = node();
        if (!lexer_.at_end())
            throw Failure{"text after the end of the tree"};
        return n;
    }
    int line() const { return lexer_.line(); }

  private:
    // One field of any type, as the form asked for it.
    struct Fields {
        std::map<std::string, NodeRef, std::less<>> nodes;
        std::map<std::string, std::vector<NodeRef>, std::less<>> lists;
        std::map<std::string, std::string, std::less<>> words;
        std::vector<Type> types;
        Clauses clauses;
        Mapping mapping;
        Type type = no_type;
    };

    NodeRef node() {
        char c = lexer_.peek();
        if (c == '%')
            return variable();
        if (c == '{')
            return block();
        size_t start = lexer_.mark();
        if (c != '(') {
            std::string_view word = lexer_.word();
            if (word == "_")
                return nullptr;
            auto it = keywords().find(word);
            if (it != keywords().end() && lexer_.peek() != ':')
                return by_form(it->second, word);
            lexer_.reset(start);
        }
        return constant();
    }

    NodeRef block() {
        lexer_.expect("{");
        std::vector<NodeRef> body;
        while (!lexer_.take("}")) {
            Span outer = build_.span;
            if (lexer_.take("@"))
                build_.span = span();
            body.push_back(node());
            build_.span = outer;
        }
        return build_.block(body);
    }

    // `3:5` in front of a statement: the Python line and column of everything in it.
    Span span() {
        Span s;
        s.line = s.end_line = integer<uint32_t>(lexer_.word());
        lexer_.expect(":");
        s.column = s.end_column = integer<uint32_t>(lexer_.word());
        return s;
    }

    NodeRef constant() {
        std::string first, second;
        bool complex = lexer_.take("(");
        first = lexer_.word();
        if (complex) {
            second = lexer_.word();
            lexer_.expect(")");
        }
        lexer_.expect(":");
        Type t = type();
        Bits bits;
        if (is_bool(t.dtype))
            bits.lo = first == "true";
        else if (is_signed(t.dtype))
            bits.lo = static_cast<uint64_t>(integer<int64_t>(first));
        else if (is_unsigned(t.dtype))
            bits.lo = integer<uint64_t>(first);
        else
            bits.lo = float_bits(part_of(t.dtype), first);
        if (complex)
            bits.hi = float_bits(part_of(t.dtype), second);
        return build_.constant(t, bits);
    }

    Type type() {
        std::string_view word = lexer_.word();
        Type t;
        auto kind_suffix = [&](std::string_view &w) {
            if (w.ends_with(".py"))
                t.kind = Kind::python, w.remove_suffix(3);
            else if (w.ends_with(".np"))
                t.kind = Kind::numpy, w.remove_suffix(3);
        };
        kind_suffix(word);
        if (!parse_name(word, t.dtype))
            throw Failure{"`" + std::string(word) + "` is not a type"};
        if (lexer_.take("[")) {
            t.array = true;
            while (!lexer_.take("]")) {
                t.rank += lexer_.take("_");
                lexer_.take(",");
            }
        }
        return t;
    }

    NodeRef variable() {
        std::string name = variable_name();
        auto it = variables_.find(name);
        if (it == variables_.end())
            throw Failure{"`" + name + "` is not declared"};
        return it->second;
    }
    std::string variable_name() {
        lexer_.expect("%");
        return std::string(lexer_.word());
    }
    NodeRef declaration() {
        std::string name = variable_name();
        lexer_.expect(":");
        Type t = type();
        VarInfo info;
        std::string plain = name.substr(0, name.find('#'));
        info.name = plain;
        if (!parse_name(lexer_.word(), info.role))
            throw Failure{"`" + name + "` needs a role: value, cell or array"};
        if (info.role == VarRole::array && !parse_name(lexer_.word(), info.layout))
            throw Failure{"`" + name + "` needs a layout"};
        info.writeable = !lexer_.take("readonly");
        info.aligned = !lexer_.take("unaligned");
        info.workspace = lexer_.take("workspace");
        info.parameter = lexer_.take("parameter");
        return variables_[name] = build_.var(info, t);
    }

    Clauses clauses() {
        Clauses c;
        lexer_.expect("(");
        while (!lexer_.take(")")) {
            std::string_view word = lexer_.word();
            if (word == "proved")
                c.proved = true;
            else if (word == "reduces")
                c.reduces = true;
            else if (word == "original")
                c.original = true;
            else if (word == "single")
                c.single = true;
            else if (word == "schedule") {
                if (!parse_name(lexer_.word(), c.schedule))
                    throw Failure{"unknown schedule"};
            } else if (word == "num_threads")
                c.num_threads = integer<int32_t>(lexer_.word());
            else if (word == "chunk")
                c.chunk = integer<int64_t>(lexer_.word());
            else if (word == "collapse")
                c.collapse = integer<int32_t>(lexer_.word());
            else if (word == "worker") {
                if (!parse_name(lexer_.word(), c.worker))
                    throw Failure{"unknown kind of worker"};
            } else if (word == "block")
                c.block = integer<int32_t>(lexer_.word());
            else if (word == "tile")
                for (int32_t &threads : c.tile)
                    threads = integer<int32_t>(lexer_.word());
            else if (word == "simd")
                c.simd = integer<int32_t>(lexer_.word());
            else if (word == "lanes")
                c.lanes = integer<int32_t>(lexer_.word());
            else
                throw Failure{"unknown clause `" + std::string(word) + "`"};
        }
        return c;
    }

    // Follows the form; its first word was taken already.
    NodeRef by_form(Op op, std::string_view first) {
        Fields fields;
        std::string_view form = form_of(op);
        bool is_first = true;
        while (!form.empty()) {
            if (form[0] == ' ') {
                form.remove_prefix(1);
            } else if (form[0] == '{') {
                size_t close = form.find('}');
                std::string_view name = form.substr(1, close - 1);
                form.remove_prefix(close + 1);
                if (is_first)
                    fields.words[std::string(name)] = first;
                else
                    field(op, name, fields);
            } else {
                size_t end = form.find_first_of(" {");
                std::string_view literal = form.substr(0, end);
                form.remove_prefix(literal.size());
                if (is_first && literal.starts_with(first))
                    literal.remove_prefix(first.size());
                if (!literal.empty())
                    lexer_.expect(literal);
            }
            is_first = false;
        }
        return make(op, fields);
    }

    template <class T> struct FieldKind {};
    // Reads one field by its declared type.
    void field(Op op, std::string_view name, Fields &fields) {
        bool declares = name.ends_with('!');
        if (declares)
            name.remove_suffix(1);
        std::string key(name);
        if (name == "type") {
            fields.type = type();
            return;
        }
        switch (op) {
#define PRAGMAC_READ(T, field_name)                                                                \
    if (name == #field_name)                                                                       \
        read_field(FieldKind<T>{}, key, fields, declares);
#define NODE(Name, levels, effects, form)                                                          \
    case Op::Name:                                                                                 \
        FIELDS_##Name(PRAGMAC_READ) break;
#include "ops.def"
#undef NODE
        }
    }
    void read_field(FieldKind<NodeRef>, const std::string &key, Fields &f, bool declares) {
        NodeRef n = f.nodes[key] = declares ? declaration() : node();
        if (!n && key != "init" && key != "otherwise")
            throw Failure{"`" + key + "` is missing"};
    }
    void read_field(FieldKind<NodeList>, const std::string &key, Fields &f, bool declares) {
        std::vector<NodeRef> &list = f.lists[key];
        while (lexer_.peek() != ']') {
            list.push_back(declares ? declaration() : node());
            if (!list.back())
                throw Failure{"an item of `" + key + "` is missing"};
            if (!lexer_.take(","))
                break;
        }
    }
    void read_field(FieldKind<TypeList>, const std::string &, Fields &f, bool) {
        while (lexer_.peek() != ']') {
            f.types.push_back(type());
            if (!lexer_.take(","))
                break;
        }
    }
    void read_field(FieldKind<ClausesRef>, const std::string &, Fields &f, bool) {
        f.clauses = clauses();
    }
    void read_field(FieldKind<MappingRef>, const std::string &, Fields &f, bool) {
        if (!lexer_.take("on "))
            return;
        if (!parse_name(lexer_.word(), f.mapping.worker))
            throw Failure{"unknown kind of worker"};
        lexer_.expect("block");
        f.mapping.block = integer<int32_t>(lexer_.word());
        if (lexer_.take("lanes "))
            f.mapping.lanes = integer<int32_t>(lexer_.word());
        if (lexer_.take("per_lane "))
            f.mapping.per_lane = integer<int32_t>(lexer_.word());
        if (!lexer_.take("grid "))
            return;
        for (GridAxis &axis : f.mapping.axes) {
            size_t dimension = dimension_names.find(lexer_.peek());
            if (dimension == dimension_names.npos)
                break;
            lexer_.word();
            axis = {integer<int32_t>(lexer_.word()), static_cast<int32_t>(dimension)};
        }
    }
    void read_field(FieldKind<Text>, const std::string &key, Fields &f, bool) {
        f.words[key] = lexer_.quoted();
    }
    template <class T> void read_field(FieldKind<T>, const std::string &key, Fields &f, bool) {
        f.words[key] = lexer_.word();
    }

    template <class E> E enumerator(const Fields &f, const char *key = "op") {
        E value{};
        const std::string &word = f.words.find(key)->second;
        if (!parse_name(word, value))
            throw Failure{"`" + word + "` is not known here"};
        return value;
    }

    NodeRef make(Op op, Fields &f) {
        auto n = [&](const char *key) { return f.nodes[key]; };
        auto l = [&](const char *key) -> const std::vector<NodeRef> & { return f.lists[key]; };
        Builder &b = build_;
        switch (op) {
        case Op::Dim: {
            Kind kind = lexer_.take(":") ? type().kind : Kind::plain;
            return b.dim(n("array"), integer<int64_t>(f.words["axis"]), kind);
        }
        case Op::Unary: return b.unary(enumerator<UnaryOp>(f), n("x"));
        case Op::Binary: return b.binary(enumerator<BinaryOp>(f), n("a"), n("b"));
        case Op::Compare: return b.compare(enumerator<CompareOp>(f), n("a"), n("b"));
        case Op::Fits: return b.fits(n("x"), enumerator<DType>(f, "dtype"));
        case Op::Select: return b.select(n("cond"), n("a"), n("b"));
        case Op::Lazy: return b.lazy(n("cond"), n("a"), n("b"));
        case Op::Cast: return b.cast(n("x"), f.type, enumerator<CastMode>(f, "mode"));
        case Op::Math: return b.math(enumerator<FunctionId>(f, "function"), l("args"), f.type);
        case Op::Now: return b.now();
        case Op::RangeLength: return b.range_length(n("lo"), n("hi"), n("step"));
        case Op::Coordinate:
            return b.coordinate(n("position"), l("extents"), integer<int64_t>(f.words["axis"]));
        case Op::Load: return b.load(n("array"), l("indices"));
        case Op::Address: return b.address(n("array"), l("indices"));
        case Op::Breach:
            return b.breach(enumerator<Fact>(f, "fact"), n("array"), l("args"),
                            integer<int64_t>(f.words["later"]) != 0);
        case Op::Holds: return b.holds(enumerator<Fact>(f, "fact"), n("array"), l("args"));
        case Op::Assume: return b.assume(enumerator<Fact>(f, "fact"), l("arrays"));
        case Op::Share:
            return b.share(enumerator<Sharing>(f, "sharing"), f.words["op"], l("variables"));
        case Op::Let: return b.let(n("var"), n("value"));
        case Op::Alloc:
            return n("var")->type.array ? b.alloc_array(n("var"), l("extents"),
                                                        enumerator<Fill>(f, "fill"), n("init"))
                                        : b.alloc_cell(n("var"), n("init"));
        case Op::Store: return b.store(n("array"), l("indices"), n("value"));
        case Op::SharedStore: return b.shared_store(n("array"), l("indices"), n("value"));
        case Op::Update:
            return b.update(n("array"), l("indices"), enumerator<BinaryOp>(f), n("value"),
                            enumerator<UpdateOrder>(f, "order"));
        case Op::View: return b.view(n("var"), n("array"), l("starts"), l("counts"), l("steps"));
        case Op::FetchUpdate:
            return b.fetch_update(n("var"), n("array"), l("indices"), enumerator<BinaryOp>(f),
                                  n("value"));
        case Op::For:
            return b.for_loop(n("var"), n("lo"), n("hi"), n("step"), enumerator<ForKind>(f, "kind"),
                              f.clauses, n("body"));
        case Op::While: return b.while_loop(n("cond"), n("body"));
        case Op::If:
            return enumerator<IfKind>(f, "kind") == IfKind::copies
                       ? b.choose_copy(n("cond"), n("then"), n("otherwise"))
                       : b.if_then(n("cond"), n("then"), n("otherwise"));
        case Op::Jump: return b.jump(enumerator<JumpKind>(f, "kind"));
        case Op::Return: return b.ret(l("values"));
        case Op::Inline: return b.inline_call(f.words["callee"], n("body"));
        case Op::Check:
            return b.check(n("cond"), enumerator<Exception>(f, "exception"), f.words["message"],
                           l("payload"));
        case Op::Remember: return b.remember(f.words["text"], n("amount"));
        case Op::LaneCell: return b.lane_cell(n("var"), n("init"));
        case Op::CombineLanes: return b.combine_lanes(n("cell"), enumerator<BinaryOp>(f), n("own"));
        case Op::ScanLanes: return b.scan_lanes(n("cell"), enumerator<BinaryOp>(f), n("own"));
        case Op::TakeLane: return b.take_lane(n("cell"), n("own"), n("position"));
        case Op::Barrier: return b.barrier(enumerator<BarrierScope>(f, "scope"));
        case Op::Print: return b.print(f.words["format"], l("values"));
        case Op::Launch:
            return b.launch(n("var"), n("lo"), n("hi"), n("step"), f.clauses, f.mapping, n("body"));
        case Op::HostAccess: return b.host_access(n("array"), enumerator<AccessMode>(f, "mode"));
        case Op::Settle: return b.settle();
        case Op::Team: {
            auto *body = as<Block>(n("body"));
            if (!body)
                throw Failure{"a team needs a block"};
            return b.team(enumerator<TeamOrder>(f, "order"),
                          {body->body.begin(), body->body.end()});
        }
        case Op::Func:
            return b.func(f.words["name"], l("params"), f.types, std::stoll(f.words["overlap"]),
                          n("body"));
        case Op::Const:
        case Op::Var:
        case Op::Block: break;
        }
        throw Failure{"no factory for " + std::string(name_of(op))};
    }

    Lexer lexer_;
    Builder &build_;
    std::unordered_map<std::string, NodeRef> variables_;
};

} // namespace

NodeRef read(std::string_view text, Builder &build, ReadError &error) {
    Reader reader(text, build);
    try {
        return reader.whole();
    } catch (const Failure &failure) {
        error = {reader.line(), failure.message};
    } catch (const InternalError &refused) {
        error = {reader.line(), refused.message};
    }
    return nullptr;
}

} // namespace pragmac
