// Prints expressions with Python's operators; long ones are cut off with an ellipsis.
#include "user_words.h"

#include "build.h"

namespace pragmac {
namespace {

constexpr int depth_limit = 12; // names that are spelled out add nothing

// Text and how tightly it binds: 4 atom, 3 unary, 2 product, 1 sum, 0 anything else.
struct Words {
    std::string text;
    int binding = 4;
};

struct Infix {
    BinaryOp op;
    const char *text;
    int binding;
};
constexpr Infix infixes[] = {
    {BinaryOp::add, " + ", 1},     {BinaryOp::sub, " - ", 1},     {BinaryOp::mul, "*", 2},
    {BinaryOp::div, " / ", 2},     {BinaryOp::mod, " % ", 2},     {BinaryOp::floor_div, " // ", 2},
    {BinaryOp::bit_and, " & ", 0}, {BinaryOp::shl, " << ", 0},    {BinaryOp::shr, " >> ", 0},
    {BinaryOp::bit_or, " | ", 0},  {BinaryOp::bit_xor, " ^ ", 0},
};

class Speaker {
  public:
    explicit Speaker(const FunctionScope &function) : function_(function) {}

    Words say(NodeRef n, int depth = 0) {
        int64_t constant = 0;
        if (depth > depth_limit)
            return {"…"};
        if (constant_i64(n, constant))
            return {std::to_string(constant), constant < 0 ? 3 : 4};
        if (auto *let = as<Let>(function_.declaration(n)); let && !n->type.array)
            return counted(let->value) ? Words{name_in_source(n)} : say(let->value, depth);
        if (auto *fetch = as<FetchUpdate>(function_.declaration(n)))
            return {"atomic_add(" + element(fetch->array, fetch->indices, depth) + ")"};
        if (n->op == Op::Var)
            return {name_in_source(n)};
        if (auto *d = as<Dim>(n))
            return {name_in_source(d->array) + ".shape[" + std::to_string(d->axis) + "]"};
        if (auto *l = as<Load>(n))
            return {l->indices.empty() ? name_in_source(l->array)
                                       : element(l->array, l->indices, depth)};
        if (auto *c = as<Cast>(n))
            return say(c->x, depth);
        if (auto *r = as<RangeLength>(n))
            return {"len(" + range(*r, depth) + ")"};
        if (auto *u = as<Unary>(n); u && u->op == UnaryOp::neg)
            return {"-" + within(u->x, 3, depth), 3};
        if (auto *b = as<Binary>(n))
            return binary(*b, depth);
        return {"…"};
    }
    std::string element(NodeRef array, NodeList indices, int depth) {
        std::string text = name_in_source(array) + "[";
        for (size_t i = 0; i < indices.size(); i++)
            text += (i ? ", " : "") + say(indices[i], depth + 1).text;
        return text + "]";
    }

  private:
    // first + number * step: the variable of a loop whose iterations are counted from 0.
    static bool counted(NodeRef value) {
        auto *sum = as<Binary>(value);
        auto *product = sum ? as<Binary>(sum->b) : nullptr;
        auto *number = product ? as<Var>(product->a) : nullptr;
        return number && number->info->name.ends_with(".number");
    }
    std::string range(const RangeLength &n, int depth) {
        int64_t lo = 1, step = 0;
        bool from_zero = constant_i64(n.lo, lo) && lo == 0,
             by_one = constant_i64(n.step, step) && step == 1;
        std::string text = from_zero && by_one ? "" : say(n.lo, depth + 1).text + ", ";
        text += say(n.hi, depth + 1).text;
        return "range(" + text + (by_one ? "" : ", " + say(n.step, depth + 1).text) + ")";
    }
    Words binary(const Binary &n, int depth) {
        if (n.op == BinaryOp::wrap_index)
            return say(n.a, depth + 1);
        for (const Infix &i : infixes)
            if (i.op == n.op)
                return {within(n.a, i.binding, depth) + i.text + within(n.b, i.binding + 1, depth),
                        i.binding};
        return {std::string(name_of(n.op)) + "(" + say(n.a, depth + 1).text + ", " +
                say(n.b, depth + 1).text + ")"};
    }
    std::string within(NodeRef n, int binding, int depth) {
        Words words = say(n, depth + 1);
        return words.binding < binding ? "(" + words.text + ")" : words.text;
    }

    const FunctionScope &function_;
};

} // namespace

std::string name_in_source(NodeRef var) {
    auto *v = as<Var>(var);
    if (!v)
        return "…";
    std::string_view name = v->info->name; // `x.bound` says whether `x` has a value
    return std::string(name.substr(0, name.ends_with(".bound") ? name.size() - 6 : name.npos));
}

std::string in_user_words(const ArrayPair &separate) {
    return "`" + name_in_source(separate.first) + "` and `" + name_in_source(separate.second) +
           "` share no memory";
}

std::string in_user_words(NodeRef expression, const FunctionScope &function) {
    return Speaker(function).say(expression).text;
}

std::string access_in_user_words(NodeRef array, NodeList indices, const FunctionScope &function) {
    return Speaker(function).element(array, indices, 0);
}

std::string access_in_user_words(const Access &access, const FunctionScope &function) {
    return "`" + access_in_user_words(access.array, access.indices, function) + "`";
}

} // namespace pragmac
