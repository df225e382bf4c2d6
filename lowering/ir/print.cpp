// Prints a tree as text, driven by the forms of ops.def; read.cpp turns it back.
#include "ir.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <unordered_map>

namespace pragmac {
namespace {

std::string hex_float(double v) {
    if (std::isnan(v))
        return std::signbit(v) ? "-nan" : "nan";
    if (std::isinf(v))
        return v < 0 ? "-inf" : "inf";
    char text[40];
    std::snprintf(text, sizeof text, "%a", v);
    return text;
}

// Floats keep every bit: NaN payloads, f16 and odd patterns print as raw bits (`#7e00`).
std::string float_bits(DType part, uint64_t bits) {
    char text[24];
    std::snprintf(text, sizeof text, "#%llx", static_cast<unsigned long long>(bits));
    double v = part == DType::f64 ? std::bit_cast<double>(bits)
                                  : std::bit_cast<float>(static_cast<uint32_t>(bits));
    if (part == DType::f16 || std::isnan(v))
        return text;
    return hex_float(v);
}

std::string constant_text(Type t, Bits b) {
    if (is_bool(t.dtype))
        return b.lo ? "true" : "false";
    if (is_signed(t.dtype))
        return std::to_string(static_cast<int64_t>(b.lo));
    if (is_unsigned(t.dtype))
        return std::to_string(b.lo);
    if (is_complex(t.dtype))
        return "(" + float_bits(part_of(t.dtype), b.lo) + " " + float_bits(part_of(t.dtype), b.hi) +
               ")";
    return float_bits(t.dtype, b.lo);
}

std::string quoted(std::string_view s) {
    std::string out = "\"";
    for (char c : s) {
        if (c == '"' || c == '\\')
            out += '\\', out += c;
        else if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out + "\"";
}

std::string type_text(Type t) {
    std::string out(name_of(t.dtype));
    if (t.kind != Kind::plain)
        out += t.kind == Kind::python ? ".py" : ".np";
    if (t.array) {
        out += "[";
        for (int i = 0; i < t.rank; i++)
            out += i ? ",_" : "_";
        out += "]";
    }
    return out;
}

std::string clauses_text(const Clauses &c) {
    std::string out = "(";
    auto item = [&](const std::string &text) { out += (out.size() > 1 ? " " : "") + text; };
    if (c.proved)
        item("proved");
    if (c.reduces)
        item("reduces");
    if (c.original)
        item("original");
    if (c.single)
        item("single");
    if (c.num_threads)
        item("num_threads " + std::to_string(c.num_threads));
    if (c.schedule != Schedule::fixed)
        item("schedule " + std::string(name_of(c.schedule)));
    if (c.chunk)
        item("chunk " + std::to_string(c.chunk));
    if (c.collapse != 1)
        item("collapse " + std::to_string(c.collapse));
    if (c.block)
        item("block " + std::to_string(c.block));
    if (c.tile != decltype(c.tile){}) {
        item("tile");
        for (int32_t threads : c.tile)
            item(std::to_string(threads));
    }
    if (c.worker != WorkerKind::core)
        item("worker " + std::string(name_of(c.worker)));
    if (c.simd)
        item("simd " + std::to_string(c.simd));
    if (c.lanes)
        item("lanes " + std::to_string(c.lanes));
    return out + ")";
}

std::string mapping_text(const Mapping &m) {
    std::string text =
        " on " + std::string(name_of(m.worker)) + " block " + std::to_string(m.block);
    text += m.lanes ? " lanes " + std::to_string(m.lanes) : "";
    text += m.per_lane > 1 ? " per_lane " + std::to_string(m.per_lane) : "";
    text += m.axis_count() ? " grid" : "";
    for (int i = 0; i < m.axis_count(); i++)
        text += std::string(" ") + dimension_names[static_cast<size_t>(m.axes[i].dimension)] + " " +
                std::to_string(m.axes[i].threads);
    return text;
}

class Printer {
  public:
    explicit Printer(bool spans) : spans_(spans) {}
    std::string out;

    void node(NodeRef n) {
        if (!n)
            out += "_";
        else if (auto *c = as<Const>(n))
            out += constant_text(c->type, c->bits) + ":" + type_text(c->type);
        else if (auto *v = as<Var>(n))
            out += name(*v);
        else if (auto *b = as<Block>(n))
            block(*b);
        else
            visit(n, [&](const auto &specific) { by_form(specific); });
        if (n && n->op == Op::Dim && n->type.kind != Kind::plain) // no operand tells the kind
            out += ":" + type_text(n->type);
    }

  private:
    void block(const Block &b) {
        out += "{";
        indent_ += 2;
        for (NodeRef statement : b.body) {
            newline();
            if (spans_ && statement->span.line)
                out += "@" + std::to_string(statement->span.line) + ":" +
                       std::to_string(statement->span.column) + " ";
            node(statement);
        }
        indent_ -= 2;
        if (!b.body.empty())
            newline();
        out += "}";
    }
    void newline() { out += "\n" + std::string(indent_, ' '); }

    // Copies the form, replacing each {field} by that field's text.
    template <class T> void by_form(const T &n) {
        std::string_view form = form_of(static_cast<const Node &>(n).op);
        while (!form.empty()) {
            size_t open = form.find('{');
            out += form.substr(0, open);
            if (open == form.npos)
                break;
            size_t close = form.find('}', open);
            std::string_view field_name = form.substr(open + 1, close - open - 1);
            form.remove_prefix(close + 1);
            bool declares = field_name.ends_with('!');
            if (declares)
                field_name.remove_suffix(1);
            if (field_name == "type")
                out += type_text(n.type);
            n.each([&](const char *name, const auto &value) {
                if (field_name == name)
                    field(value, declares);
            });
        }
    }

    void field(const NodeRef &f, bool declares) { declares ? declaration(*as<Var>(f)) : node(f); }
    void field(const NodeList &list, bool declares) {
        for (size_t i = 0; i < list.size(); i++) {
            out += i ? ", " : "";
            field(list[i], declares);
        }
    }
    void field(const TypeList &list, bool) {
        for (size_t i = 0; i < list.size(); i++)
            out += (i ? ", " : "") + type_text(list[i]);
    }
    void field(const Text &f, bool) { out += quoted(f); }
    void field(const int64_t &f, bool) { out += std::to_string(f); }
    void field(const ClausesRef &f, bool) { out += clauses_text(f ? *f : Clauses{}); }
    void field(const MappingRef &f, bool) { out += f ? mapping_text(*f) : ""; }
    void field(const Bits &, bool) {}
    void field(const VarInfoRef &, bool) {}
    template <class E> void field(const E &e, bool) { out += name_of(e); }

    void declaration(const Var &v) {
        out += name(v) + ": " + type_text(v.type) + " " + std::string(name_of(v.info->role));
        if (v.info->role == VarRole::array) {
            out += " " + std::string(name_of(v.info->layout));
            out += v.info->writeable ? "" : " readonly";
            out += v.info->aligned ? "" : " unaligned";
            out += v.info->workspace ? " workspace" : "";
        }
        out += v.info->parameter ? " parameter" : "";
    }

    const std::string &name(const Var &v) {
        auto [it, fresh] = names_.try_emplace(&v);
        if (fresh) {
            int count = ++uses_[std::string(v.info->name)];
            it->second = "%" + std::string(v.info->name);
            if (count > 1)
                it->second += "#" + std::to_string(count);
        }
        return it->second;
    }

    bool spans_;
    int indent_ = 0;
    std::unordered_map<NodeRef, std::string> names_;
    std::unordered_map<std::string, int> uses_;
};

} // namespace

std::string print(NodeRef n, bool spans) {
    Printer printer(spans);
    printer.node(n);
    return printer.out + "\n";
}

} // namespace pragmac
