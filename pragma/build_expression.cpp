// Expressions: constants, operators, conditions evaluated lazily.
#include "function_builder.h"
#include "literal_integer.h"

#include "mutants.h"

#include <algorithm>
#include <bit>

namespace pragmac {
namespace {

struct WayOut {
    std::string_view code, fix;
};
// Of every code in tree_kinds.def.
constexpr WayOut ways_out[] = {
    {"P201", "keep it outside of the compiled function"},
    {"P202", "allocate an array with `np.empty(n)` and fill it; a fixed number of values may be a "
             "tuple"},
    {"P203",
     "look the values up before the call and pass them, or number the keys and use an array"},
    {"P205", "test with `if` what would raise, or write `assert condition, \"text\"`; errors of "
             "indexing and division are raised as in Python, and may be caught around the call"},
    {"P206", "write the values into an array, or accumulate them in a loop"},
    {"P207", "write the expression out, or call a function of the module"},
    {"P208", "move the inner function to the module, and pass what it used from around it as "
             "parameters"},
    {"P214", "use a boolean array as a mask"},
    {"P215", "write a loop that accumulates the values, or fills an array made by `np.empty`"},
    {"P216", "pass the arrays and numbers that the loop needs"},
    {"P217", "open and close resources outside of the compiled function"},
    {"P218", "move the import to the top of the module"},
    {"P219", "return the value, or keep it in an array of one element, which may be global"},
    {"P220", "leave the statement out: variables end with the function"},
    {"P222", "write it as `if` and `elif`"},
    {"P223", "await outside of the compiled function, and pass the values"},
    {"P224", "assign in a statement of its own first"},
    {"P225", "write out each value"},
    {"P240", "give `print` the values, separated by commas"},
};

std::string_view way_out(std::string_view code) {
    for (const WayOut &row : ways_out)
        if (row.code == code)
            return row.fix;
    internal_assert(false, "no way out of " + std::string(code));
    return "";
}

} // namespace

Value FunctionBuilder::refuse(TreeRef t) {
    std::string_view code = info_of(t->kind).code;
    const CodeInfo *info = find_code(code.empty() ? "P201" : code);
    std::string message(info->title);
    if (t->is(TreeKind::Unknown))
        message = "`" + std::string(t->text("name")) + "` is not compiled";
    diagnostics().report(Code(*info), t->span, message).with_fix(std::string(way_out(info->code)));
    return {};
}

Value FunctionBuilder::refuse_product(TreeRef t) {
    diagnostics()
        .report("P236", t->span, "`@` is not supported yet")
        .with_fix("write the product as three nested loops");
    return {};
}

// An operation on whole arrays or rows: one error for all of it, and none where an operand has one.
// `before`: how many findings there were before its operands; `truth`: it makes a mask of arrays.
bool FunctionBuilder::refuse_arrays(const Value &a, const Value &b, size_t before, Span span,
                                    bool truth) {
    if (!a.several_elements() && !b.several_elements())
        return false;
    const Value &array = a.several_elements() ? a : b;
    before = before_index_.value_or(before); // one error for all masks of an index
    auto is_error = [](const Diagnostic &d) { return d.severity == Severity::error; };
    const auto &found = diagnostics().reported();
    if (std::any_of(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), is_error))
        return true;
    if (before_index_)
        refuse_index_array(truth || is_bool(array.type.dtype), span);
    else
        to_scalar(array, span);
    return true;
}

Value FunctionBuilder::array_or_scalar(TreeRef t) {
    Value v = expression(t);
    return v.several_elements() ? v : to_scalar(v, t->span);
}

// Integers beyond int64 that the program writes out; nothing where none occurs.
std::optional<Value> FunctionBuilder::wide_literal(TreeRef t) {
    auto literal = literal_integer(*t);
    if (!literal || !literal->wide)
        return std::nullopt;
    if (literal->value >= INT64_MIN && literal->value <= INT64_MAX)
        return operators_.integer(static_cast<int64_t>(literal->value));
    if (literal->value < 0 || literal->value > UINT64_MAX)
        return std::nullopt;
    auto bits = static_cast<uint64_t>(literal->value);
    return scalar_value(build_.constant(python_large_int(), {bits, 0}));
}

Value FunctionBuilder::expression(TreeRef t) {
    build_.span = t->span;
    if (t->is(TreeKind::BinOp) || t->is(TreeKind::UnaryOp))
        if (std::optional<Value> literal = wide_literal(t))
            return *literal;
    switch (t->kind) {
    case TreeKind::Constant: return constant(t);
    case TreeKind::Name: return read(std::string(t->text("id")), t->span);
    case TreeKind::Attribute: return attribute(t);
    case TreeKind::Subscript: return subscript(t);
    case TreeKind::Call: return call(t);
    case TreeKind::UnaryOp: return unary_operation(t);
    case TreeKind::BoolOp: return boolean_operation(t);
    case TreeKind::Compare: return comparison(t);
    case TreeKind::IfExp: return conditional(t);
    case TreeKind::Tuple: {
        std::vector<Value> items;
        TreeList elements = t->list("elts");
        for (TreeRef element : elements) {
            size_t mark = out_->size();
            Value next = expression(element);
            done_before(items, mark);
            items.push_back(next);
        }
        return tuple_value(items);
    }
    case TreeKind::BinOp: {
        if (t->text("op") == "MatMult")
            return refuse_product(t);
        size_t before = diagnostics().size();
        std::vector<Value> left{array_or_scalar(t->child("left"))};
        size_t mark = out_->size();
        Value right = array_or_scalar(t->child("right"));
        if (refuse_arrays(left[0], right, before, t->span))
            return {};
        done_before(left, mark);
        return operators_.binary(t->text("op"), left[0], right, t->span);
    }
    default: return refuse(t);
    }
}

Value FunctionBuilder::scalar(TreeRef t) { return to_scalar(expression(t), t->span); }

Value FunctionBuilder::to_scalar(Value v, Span span) {
    switch (v.form) {
    case Value::Form::scalar:
    case Value::Form::unknown: return v;
    case Value::Form::array:
        if (v.type.rank == v.items.size()) // a 0-d array
            return load_element(v, span);
        diagnostics()
            .report("P211", span,
                    v.items.empty() ? "whole-array expressions are not supported yet"
                                    : "a row of an array cannot be a value yet")
            .with_fix("write the operation as a loop over the elements");
        return {};
    case Value::Form::none:
        diagnostics()
            .report("P427", span, "None cannot be used as a number")
            .with_fix("pass a number; where None is the default of a parameter, test `is None` "
                      "first");
        return {};
    case Value::Form::tuple:
        diagnostics()
            .report("P233", span, "a tuple cannot be used as a number")
            .with_fix("take an element of it");
        return {};
    case Value::Form::text:
        diagnostics()
            .report("P204", span, "strings are not compiled")
            .with_fix("use numbers; `print` and `assert` take constant strings");
        return {};
    case Value::Form::limits:
    case Value::Form::library:
    case Value::Form::callee:
    case Value::Form::dtype:
        diagnostics()
            .report("P239", span, "a function cannot be used as a value")
            .with_fix("call it");
        return {};
    default:
        diagnostics()
            .report("P226", span, "this object exists only as what a `for` iterates")
            .with_fix("write it in the header of the loop");
        return {};
    }
}

Value FunctionBuilder::constant(TreeRef t) {
    const Constant &c = t->constant();
    switch (c.category) {
    case Constant::Category::integer:
        if (c.integer)
            return operators_.integer(*c.integer);
        if (std::optional<Value> literal = wide_literal(t))
            return *literal;
        diagnostics()
            .report("P405", t->span, "this integer does not fit in 64 bits")
            .with_fix("use a float");
        return {};
    case Constant::Category::real: return scalar_value(build_.f64(c.number, Kind::python));
    case Constant::Category::imaginary:
        return scalar_value(
            build_.constant(python_complex(), {0, std::bit_cast<uint64_t>(c.number)}));
    case Constant::Category::boolean: return scalar_value(build_.boolean(c.truth, Kind::python));
    case Constant::Category::none: {
        Value none;
        none.form = Value::Form::none;
        return none;
    }
    case Constant::Category::text: {
        Value text;
        text.form = Value::Form::text;
        text.text = c.text;
        return text;
    }
    case Constant::Category::ellipsis:
    case Constant::Category::bytes: break;
    }
    return refuse(t);
}

Value FunctionBuilder::unary_operation(TreeRef t) {
    std::string_view op = t->text("op");
    TreeRef operand = t->child("operand");
    if (op == "Not") {
        NodeRef cond = condition(operand);
        build_.span = t->span;
        if (std::optional<bool> known = known_truth(cond))
            return scalar_value(build_.boolean(!*known, Kind::python));
        return cond ? scalar_value(build_.unary(UnaryOp::logical_not, cond)) : Value{};
    }
    size_t before = diagnostics().size();
    Value v = array_or_scalar(operand);
    return refuse_arrays(v, v, before, t->span) ? Value{} : operators_.unary(op, v, t->span);
}

// Of `x is None` and literals: decided while compiling, so that the other arm needs no types.
std::optional<bool> FunctionBuilder::known_truth(NodeRef cond) {
    if (auto *c = as<Const>(cond); c && is_bool(c->type.dtype))
        return c->bits.lo != 0;
    return std::nullopt;
}

// ---- lazy evaluation -----------------------------------------------------------------------

// Evaluates one arm; statements an arm needs make the choice an `if` over a cell.
Value FunctionBuilder::choose_lazily(NodeRef cond, const std::function<Value()> &yes,
                                     const std::function<Value()> &no, Span span) {
    if (std::optional<bool> known = known_truth(cond))
        return *known ? yes() : no();
    Value values[2];
    Statements lists[2];
    lists[0] = collect([&] { values[0] = yes(); });
    lists[1] = collect([&] { values[1] = no(); });
    for (const Value &v : values)
        if (!v.is(Value::Form::scalar))
            return {};
    auto type = join_types(values[0].type, values[0].range, values[1].type, values[1].range);
    if (!type) {
        diagnostics()
            .report("P401", span,
                    "the value is `" + python_name(values[0].type) + "` or `" +
                        python_name(values[1].type) + "`")
            .with_fix("convert one of the two values");
        return {};
    }
    IntRange range = *type == python_int() ? hull(values[0].range, values[1].range) : IntRange{};
    build_.span = span;
    if (lists[0].empty() && lists[1].empty())
        return scalar_value(build_.lazy(cond, operators_.convert(values[0], *type),
                                        operators_.convert(values[1], *type)),
                            range);
    NodeRef chosen = build_.cell_var("chosen", *type);
    emit(build_.alloc_cell(chosen));
    for (int arm = 0; arm < 2; arm++)
        lists[arm].push_back(build_.store(chosen, {}, operators_.convert(values[arm], *type)));
    NodeRef then = build_.block(lists[0]), otherwise = build_.block(lists[1]);
    emit(build_.if_then(cond, then, otherwise));
    return spill(scalar_value(build_.load(chosen), range));
}

NodeRef FunctionBuilder::condition(TreeRef t) {
    auto as_bool = [&](const Value &v) { return v.is(Value::Form::scalar) ? v.node : nullptr; };
    if (t->is(TreeKind::BoolOp)) {
        bool conjunction = t->text("op") == "And";
        TreeList values = t->list("values");
        std::function<Value(size_t)> from = [&](size_t i) -> Value {
            NodeRef first = condition(values[i]);
            if (!first)
                return {};
            if (i + 1 == values.size())
                return scalar_value(first);
            auto rest = [&] { return from(i + 1); };
            if (mutant(Mutant::and_evaluates_all)) {
                Value second = spill(rest());
                NodeRef one = operators_.truth(second);
                return scalar_value(
                    build_.binary(conjunction ? BinaryOp::bit_and : BinaryOp::bit_or, first, one));
            }
            auto known = [&] { return scalar_value(build_.boolean(!conjunction, Kind::python)); };
            return conjunction ? choose_lazily(first, rest, known, t->span)
                               : choose_lazily(first, known, rest, t->span);
        };
        return as_bool(from(0));
    }
    Value v = expression(t);
    if (v.is(Value::Form::none))
        return build_.boolean(false, Kind::python);
    v = to_scalar(v, t->span);
    build_.span = t->span;
    return v.is(Value::Form::scalar) ? operators_.truth(v) : nullptr;
}

// `a and b` as a value: b when a is true, else a itself.
Value FunctionBuilder::boolean_operation(TreeRef t) {
    bool conjunction = t->text("op") == "And";
    TreeList values = t->list("values");
    std::function<Value(size_t)> from = [&](size_t i) -> Value {
        Value first = scalar(values[i]);
        if (i + 1 == values.size() || !first.is(Value::Form::scalar))
            return first;
        first = spill(first);
        build_.span = t->span;
        NodeRef cond = operators_.truth(first);
        auto rest = [&] { return from(i + 1); };
        auto same = [&] { return first; };
        return conjunction ? choose_lazily(cond, rest, same, t->span)
                           : choose_lazily(cond, same, rest, t->span);
    };
    return from(0);
}

Value FunctionBuilder::conditional(TreeRef t) {
    NodeRef cond = condition(t->child("test"));
    if (!cond)
        return {};
    return choose_lazily(
        cond, [&] { return scalar(t->child("body")); }, [&] { return scalar(t->child("orelse")); },
        t->span);
}

} // namespace pragmac
