// Linearises S-level expressions: checks and bindings first, then the pure plain expression.
//
// Why a statement list is enough: below one S statement nothing is stored before its end (build_ir
// already turned calls into statements), so checks may run first and the loads afterwards see the
// same memory. A lazily evaluated arm that needs a check becomes an `if` over a temporary cell.
#include "lower_python.h"

#include "array_parts.h"
#include "fields.h"
#include "mutants.h"
#include "never_zero.h"
#include "python_checks.h"
#include "values.h"

#include <unordered_map>

namespace pragmac {
namespace {

class Lowering {
  public:
    Lowering(Builder &build, bool unchecked)
        : build_(build), checks_(build), arrays_(build, checks_, unchecked) {}

    const Func *function(const Func &f) {
        std::vector<NodeRef> params;
        for (NodeRef p : f.params)
            params.push_back(declare(p));
        std::vector<Type> results;
        for (Type t : f.results)
            results.push_back(plain(t));
        build_.span = f.span;
        return as<Func>(build_.func(f.name, params, results, f.overlap, statement_body(f.body)));
    }

  private:
    using Statements = std::vector<NodeRef>;

    static Type plain(Type t) {
        t.kind = Kind::plain;
        return t;
    }
    NodeRef declare(NodeRef var) {
        NodeRef made = variables_[var] = build_.var(*as<Var>(var)->info, plain(var->type));
        if (var->type.array)
            arrays_.declare(var, made);
        return made;
    }
    NodeRef target(NodeRef array) const {
        return array->type.array ? arrays_.target(array) : variables_.at(array);
    }

    // ---- statements ------------------------------------------------------------------------

    NodeRef statement_body(NodeRef n) {
        Statements out;
        if (auto *block = as<Block>(n))
            for (NodeRef s : block->body)
                statement(s, out);
        else
            statement(n, out);
        return build_.block(out);
    }

    void statement(NodeRef n, Statements &out) {
        build_.span = n->span;
        visit(n, [&](const auto &node) { lower(node, out); });
    }

    void lower(const Block &n, Statements &out) { out.push_back(statement_body(&n)); }
    void lower(const Let &n, Statements &out) {
        NodeRef value = expression(n.value, out), var = declare(n.var);
        names_[var] = value;
        out.push_back(build_.let(var, value));
    }
    void lower(const Alloc &n, Statements &out) {
        if (!n.var->type.array) {
            NodeRef init = n.init ? expression(n.init, out) : nullptr;
            out.push_back(build_.alloc_cell(declare(n.var), init));
            return;
        }
        std::vector<NodeRef> extents;
        for (NodeRef e : n.extents) {
            NodeRef extent = bind("extent", expression(e, out), out);
            NodeRef positive = build_.compare(CompareOp::ge, extent, build_.i64(0));
            checks_.require(positive, Exception::ValueError, "negative dimensions are not allowed",
                            {}, out);
            extents.push_back(extent);
        }
        NodeRef init = n.init ? expression(n.init, out) : nullptr;
        out.push_back(build_.alloc_array(declare(n.var), extents, n.fill, init));
    }
    void lower(const View &n, Statements &out) {
        auto axis_of_view = [&](size_t axis) {
            int64_t step = 0;
            constant_i64(n.steps[axis], step);
            NodeRef start = bind("start", expression(n.starts[axis], out), out);
            return ViewAxis{start, step, bind("count", expression(n.counts[axis], out), out)};
        };
        arrays_.declare_view(n.var, n.array, axis_of_view, out);
    }
    void lower(const Store &n, Statements &out) {
        // Python evaluates the right side first, then the subscripts; NumPy converts the value when
        // it has found the element.
        auto *conversion = as<Cast>(n.value);
        bool converts = n.array->type.array && conversion && conversion->mode == CastMode::value;
        NodeRef value = expression(converts ? conversion->x : n.value, out);
        std::vector<NodeRef> at = subscripts(n.array, n.indices, out);
        if (converts)
            value = cast(*conversion, value, out);
        out.push_back(build_.store(target(n.array), at, value));
    }
    void lower(const Update &n, Statements &out) {
        std::vector<NodeRef> at = subscripts(n.array, n.indices, out);
        NodeRef value = expression(n.value, out);
        out.push_back(build_.update(target(n.array), at, n.op, value, n.order));
    }
    void lower(const FetchUpdate &n, Statements &out) {
        auto *conversion = as<Cast>(n.value); // NumPy converts it when the element is found
        bool converts = conversion && conversion->mode == CastMode::value;
        NodeRef value = bind("value", expression(converts ? conversion->x : n.value, out), out);
        std::vector<NodeRef> at = subscripts(n.array, n.indices, out);
        if (converts)
            value = cast(*conversion, value, out);
        out.push_back(build_.fetch_update(declare(n.var), target(n.array), at, n.op, value));
    }
    void lower(const Assume &n, Statements &out) {
        std::vector<NodeRef> arrays;
        for (NodeRef a : n.arrays)
            arrays.push_back(variables_.at(a));
        out.push_back(build_.assume(n.fact, arrays));
    }
    void lower(const Share &n, Statements &out) {
        std::vector<NodeRef> variables;
        for (NodeRef v : n.variables)
            variables.push_back(variables_.at(v));
        out.push_back(build_.share(n.sharing, n.op, variables));
    }
    void lower(const For &n, Statements &out) {
        NodeRef lo = bind("first", expression(n.lo, out), out);
        NodeRef hi = bind("stop", expression(n.hi, out), out);
        NodeRef step = bind("step", expression(n.step, out), out);
        if (mutant(Mutant::loop_bounds_swapped))
            std::swap(lo, hi);
        if (mutant(Mutant::loop_ends_early))
            hi = bind("stop", build_.binary(BinaryOp::sub, hi, build_.i64(1)), out);
        if (mutant(Mutant::step_sign_ignored))
            step = bind("step", build_.unary(UnaryOp::abs, step), out);
        Clauses clauses = n.clauses ? *n.clauses : Clauses{};
        int64_t constant = 0;
        if (constant_i64(step, constant) && constant != 0) {
            NodeRef var = declare(n.var);
            out.push_back(build_.for_loop(var, lo, hi, step, n.kind, clauses, loop_body(n.body)));
            return;
        }
        NodeRef not_zero = build_.compare(CompareOp::ne, step, build_.i64(0));
        checks_.require(not_zero, Exception::ValueError, "range() arg 3 must not be zero", {}, out);
        normalised_loop(n, lo, hi, step, clauses, out);
    }
    // for k in 0 … length: i = lo + k * step, which cannot overflow inside the range.
    void normalised_loop(const For &n, NodeRef lo, NodeRef hi, NodeRef step, const Clauses &clauses,
                         Statements &out) {
        NodeRef length = bind("length", build_.range_length(lo, hi, step), out);
        NodeRef var = declare(n.var);
        NodeRef k =
            build_.value_var(std::string(as<Var>(var)->info->name) + ".number", scalar(DType::i64));
        NodeRef position = build_.binary(BinaryOp::add, lo, build_.binary(BinaryOp::mul, k, step));
        Statements body{build_.let(var, position), loop_body(n.body)};
        out.push_back(build_.for_loop(k, build_.i64(0), length, build_.i64(1), n.kind, clauses,
                                      build_.block(body)));
    }
    NodeRef loop_body(NodeRef body) {
        Span saved = build_.span;
        NodeRef result = statement_body(body);
        build_.span = saved;
        return result;
    }
    void lower(const While &n, Statements &out) {
        Statements tests;
        NodeRef cond = expression(n.cond, tests);
        Span saved = build_.span;
        NodeRef body = loop_body(n.body);
        if (tests.empty()) {
            out.push_back(build_.while_loop(cond, body));
            return;
        }
        build_.span = saved;
        NodeRef stop = build_.block({build_.jump(JumpKind::loop_break)});
        tests.push_back(build_.if_then(build_.unary(UnaryOp::logical_not, cond), stop));
        tests.push_back(body);
        out.push_back(build_.while_loop(build_.boolean(true), build_.block(tests)));
    }
    void lower(const If &n, Statements &out) {
        NodeRef cond = expression(n.cond, out);
        Span saved = build_.span;
        NodeRef then = statement_body(n.then), otherwise = statement_body(n.otherwise);
        build_.span = saved;
        out.push_back(build_.if_then(cond, then, otherwise));
    }
    void lower(const Inline &n, Statements &out) {
        out.push_back(build_.inline_call(n.callee, loop_body(n.body)));
    }
    void lower(const Jump &n, Statements &out) { out.push_back(build_.jump(n.kind)); }
    void lower(const Return &n, Statements &out) {
        std::vector<NodeRef> values;
        for (NodeRef v : n.values)
            values.push_back(v->type.array ? variables_.at(v) : expression(v, out));
        out.push_back(build_.ret(values));
    }
    void lower(const Check &n, Statements &out) {
        bool asserts = n.exception == Exception::AssertionError;
        bool unbound = n.exception == Exception::UnboundLocalError;
        if ((asserts && mutant(Mutant::assert_dropped)) ||
            (unbound && mutant(Mutant::unbound_flag_dropped)))
            return;
        NodeRef cond = expression(n.cond, out);
        std::vector<NodeRef> payload;
        for (NodeRef p : n.payload)
            payload.push_back(expression(p, out));
        out.push_back(build_.check(cond, n.exception, n.message, payload));
    }
    void lower(const Print &n, Statements &out) {
        std::vector<NodeRef> values;
        for (NodeRef v : n.values)
            values.push_back(expression(v, out));
        out.push_back(build_.print(n.format, values));
    }
    // Expressions and machine-level nodes never stand where a statement belongs at S.
    template <class T> void lower(const T &n, Statements &) {
        internal_assert(false, std::string(name_of(n.op)) + " is not a source-level statement");
    }

    // ---- expressions -----------------------------------------------------------------------

    // Checks belong to the line of the operation that raises.
    NodeRef expression(NodeRef n, Statements &out) {
        Span saved = build_.span;
        if (n->span.line)
            build_.span = n->span;
        NodeRef result = plain_expression(n, out);
        build_.span = saved;
        return result;
    }

    NodeRef plain_expression(NodeRef n, Statements &out) {
        switch (n->op) {
        case Op::Const: return build_.constant(plain(n->type), as<Const>(n)->bits);
        case Op::Var: return variables_.at(n);
        case Op::Dim:
            return arrays_.extent(as<Dim>(n)->array, static_cast<size_t>(as<Dim>(n)->axis));
        case Op::Unary: return unary(*as<Unary>(n), out);
        case Op::Binary: return binary(*as<Binary>(n), out);
        case Op::Compare: {
            auto *c = as<Compare>(n);
            auto [a, b] = operand_pair(c->a, c->b, out);
            return build_.compare(c->op, a, b);
        }
        case Op::Fits: return build_.fits(expression(as<Fits>(n)->x, out), as<Fits>(n)->dtype);
        case Op::Select: {
            auto *s = as<Select>(n);
            NodeRef cond = expression(s->cond, out);
            auto [a, b] = operand_pair(s->a, s->b, out);
            return build_.select(cond, a, b);
        }
        case Op::Lazy: return lazy(*as<Lazy>(n), out);
        case Op::Cast: return cast(*as<Cast>(n), out);
        case Op::Math: return math(*as<Math>(n), out);
        case Op::RangeLength: {
            auto *r = as<RangeLength>(n);
            NodeRef lo = expression(r->lo, out), hi = expression(r->hi, out);
            return build_.range_length(lo, hi, expression(r->step, out));
        }
        case Op::Load: {
            auto *l = as<Load>(n);
            return build_.load(target(l->array), subscripts(l->array, l->indices, out));
        }
        default: internal_assert(false, std::string(name_of(n->op)) + " is not an expression");
        }
    }

    NodeRef unary(const Unary &n, Statements &out) {
        NodeRef x = expression(n.x, out);
        if (n.x->type.kind == Kind::python && checks_.may_raise(n.op, x->type.dtype)) {
            x = bind("x", x, out);
            checks_.unary(n.op, x, out);
        }
        return build_.unary(n.op, x);
    }

    // All operands are evaluated before one of them is converted to the type of the operation.
    std::vector<NodeRef> operands(NodeList operands, Statements &out) {
        auto conversion = [](NodeRef n) {
            auto *cast = as<Cast>(n);
            return cast && cast->mode == CastMode::value ? cast : nullptr;
        };
        std::vector<NodeRef> values;
        for (NodeRef n : operands)
            values.push_back(expression(conversion(n) ? conversion(n)->x : n, out));
        for (size_t i = 0; i < values.size(); i++)
            if (auto *to = conversion(operands[i]))
                values[i] = cast(*to, values[i], out);
        return values;
    }
    std::pair<NodeRef, NodeRef> operand_pair(NodeRef a, NodeRef b, Statements &out) {
        NodeRef both[] = {a, b};
        std::vector<NodeRef> values = operands(both, out);
        return {values[0], values[1]};
    }

    NodeRef binary(const Binary &n, Statements &out) {
        auto [a, b] = operand_pair(n.a, n.b, out);
        Kind kind = n.a->type.kind == Kind::python ? n.b->type.kind : n.a->type.kind;
        DType d = a->type.dtype;
        if (!checks_.may_raise(n.op, d, kind) ||
            (checks_.only_divides(n.op, d) && never_zero(b, names_)))
            return build_.binary(n.op, a, b);
        a = bind("a", a, out);
        b = bind("b", b, out);
        checks_.before(n.op, kind, a, b, out);
        NodeRef result = build_.binary(n.op, a, b);
        if (!checks_.result_may_raise(n.op, a->type.dtype, kind))
            return result;
        result = bind("power", result, out);
        checks_.after(n.op, a, b, result, out);
        return result;
    }

    NodeRef lazy(const Lazy &n, Statements &out) {
        NodeRef cond = expression(n.cond, out);
        Statements first, second;
        NodeRef a = expression(n.a, first), b = expression(n.b, second);
        if (first.empty() && second.empty())
            return build_.lazy(cond, a, b);
        if (mutant(Mutant::lazy_arm_eager)) {
            out.insert(out.end(), first.begin(), first.end());
            out.insert(out.end(), second.begin(), second.end());
            return build_.lazy(cond, a, b);
        }
        NodeRef cell = build_.cell_var("chosen", a->type);
        first.push_back(build_.store(cell, {}, a));
        second.push_back(build_.store(cell, {}, b));
        out.push_back(build_.alloc_cell(cell));
        out.push_back(build_.if_then(cond, build_.block(first), build_.block(second)));
        return bind("choice", build_.load(cell), out);
    }

    NodeRef cast(const Cast &n, Statements &out) { return cast(n, expression(n.x, out), out); }
    NodeRef cast(const Cast &n, NodeRef x, Statements &out) {
        Type to = plain(n.type);
        auto *known = as<Const>(x);
        bool integers = is_integer(x->type.dtype) && is_integer(to.dtype);
        if (known && integers && fits_value(x->type.dtype, known->bits, to.dtype))
            return build_.constant(to, cast_value(x->type.dtype, known->bits, to.dtype));
        if (n.mode == CastMode::value && checks_.cast_may_raise(x->type.dtype, to.dtype)) {
            x = bind("x", x, out);
            checks_.cast(x, to.dtype, out);
            return build_.cast(x, to, is_integer(x->type.dtype) ? CastMode::wrap : CastMode::value);
        }
        return build_.cast(x, to, n.mode);
    }

    NodeRef math(const Math &n, Statements &out) {
        std::vector<NodeRef> args = operands(n.args, out);
        bool checked = n.type.kind == Kind::python && checks_.math_may_raise(n.function);
        if (checked)
            for (NodeRef &a : args)
                a = bind("x", a, out);
        NodeRef result = build_.math(n.function, args, plain(n.type));
        if (!checked)
            return result;
        result = bind("y", result, out);
        checks_.math(n.function, args, result, out);
        return result;
    }

    NodeRef bind(const char *name, NodeRef value, Statements &out) {
        return bound(name, value, out, build_);
    }
    std::vector<NodeRef> subscripts(NodeRef array, NodeList indices, Statements &out) {
        if (!array->type.array)
            return {};
        std::vector<NodeRef> values;
        for (NodeRef i : indices)
            values.push_back(bind("index", expression(i, out), out));
        return arrays_.subscripts(array, values, out);
    }

    Builder &build_;
    PythonChecks checks_;
    ValuesOfNames names_;
    ArrayParts arrays_;
    std::unordered_map<NodeRef, NodeRef> variables_; // but views
};

} // namespace

const Func *lower_python(const Func *func, Builder &build, bool unchecked) {
    return Lowering(build, unchecked).function(*func);
}

} // namespace pragmac
