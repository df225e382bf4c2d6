// Dispatch, and the rules of statements.
#include "interpreter.h"

namespace pragmac {

int64_t ArrayView::size() const {
    int64_t n = 1;
    for (int64_t extent : extents)
        n *= extent;
    return n;
}

ArrayView make_array(DType d, std::vector<int64_t> extents) {
    ArrayView view{d, nullptr, std::move(extents), {}, nullptr};
    view.strides.resize(view.extents.size());
    int64_t stride = byte_size(d);
    for (size_t i = view.extents.size(); i-- > 0; stride *= view.extents[i])
        view.strides[i] = stride;
    view.owner = std::make_shared<std::byte[]>(view.size() * byte_size(d) + 1);
    view.data = view.owner.get();
    return view;
}

// ---- dispatch ------------------------------------------------------------------------------

Bits Interpreter::value(NodeRef n) {
    return visit(n, [&](const auto &node) -> Bits {
        if constexpr (std::is_same_v<decltype(rule(node)), Bits>)
            return rule(node);
        else
            stop(n, "is a statement where a value belongs");
    });
}

Flow Interpreter::run(NodeRef n) {
    if (options_.statement_limit && ++statements_ > options_.statement_limit)
        stop(n, "runs after the limit of statements");
    return visit(n, [&](const auto &node) -> Flow {
        if constexpr (std::is_same_v<decltype(rule(node)), Flow>)
            return rule(node);
        else
            stop(n, "is a value where a statement belongs");
    });
}

void Interpreter::fault(NodeRef n, const std::string &what) {
    std::string text = std::string(name_of(n->op)) + " " + what;
    if (n->span.line)
        text += " (line " + std::to_string(n->span.line) + ")";
    result_.faults.push_back(text);
}
void Interpreter::stop(NodeRef n, const std::string &what) {
    fault(n, what);
    throw Stop{};
}
void Interpreter::python(const MaybeError &error, NodeRef n) {
    if (error)
        throw Raised{error->exception, error->message, n->span, {}};
}

// ---- the whole function --------------------------------------------------------------------

void Interpreter::call(const Func &func, std::span<const Datum> arguments) {
    internal_assert(arguments.size() == func.params.size(), "as many arguments as parameters");
    for (size_t i = 0; i < arguments.size(); i++) {
        NodeRef param = func.params[i];
        internal_assert(arguments[i].type.array == param->type.array, "argument kinds differ");
        if (param->type.array)
            arrays_[param] = {arguments[i].array, nullptr};
        else
            values_[param] = arguments[i].bits;
    }
    result_types_ = func.results;
    try {
        run(&func);
    } catch (const Raised &raised) {
        result_.raised = raised;
    } catch (const Stop &) {
    }
}

Flow Interpreter::rule(const Func &n) { return run(n.body); }

// ---- straight-line statements --------------------------------------------------------------

Flow Interpreter::rule(const Block &n) {
    for (NodeRef statement : n.body)
        if (Flow flow = run(statement); flow != Flow::next)
            return flow;
    return Flow::next;
}

Flow Interpreter::rule(const Let &n) {
    values_[n.var] = value(n.value);
    return Flow::next;
}

Flow Interpreter::rule(const Alloc &n) {
    if (n.var->type.array)
        arrays_[n.var] = allocate(n);
    else
        cells_[n.var] = {n.init ? value(n.init) : Bits{}, n.init != nullptr};
    return Flow::next;
}

Flow Interpreter::rule(const View &n) {
    Array view = arrays_.at(n.array);
    const std::vector<int64_t> extents = view.view.extents, strides = view.view.strides;
    view.view.extents.clear(), view.view.strides.clear();
    for (size_t axis = 0; axis < extents.size(); axis++) {
        int64_t start = integer(n.starts[axis]), count = integer(n.counts[axis]);
        int64_t step = integer(n.steps[axis]);
        if (step == 0) {
            python(error_of_index(start, extents[axis], as<Var>(n.array)->info->name, axis), &n);
            start += start < 0 ? extents[axis] : 0;
            count = 1;
        }
        int64_t last = start + (count - 1) * step;
        if (count > 0 && (start < 0 || last < 0 || std::max(start, last) >= extents[axis]))
            stop(&n, "leaves its array");
        view.view.data += count > 0 ? start * strides[axis] : 0;
        if (step == 0)
            continue;
        view.view.extents.push_back(count);
        view.view.strides.push_back(step * strides[axis]);
    }
    arrays_[n.var] = view;
    return Flow::next;
}

Flow Interpreter::rule(const Store &n) {
    if (!n.array->type.array) {
        cells_[n.array] = {value(n.value), true};
        return Flow::next;
    }
    // Python evaluates the right side first; NumPy converts it when it has found the element.
    auto *conversion = options_.level == S ? as<Cast>(n.value) : nullptr;
    Bits bits = value(conversion ? conversion->x : n.value);
    Place at = place(n.array, n.indices, &n);
    if (conversion)
        bits = converted(*conversion, bits);
    note(&n, n.array, AccessKind::write, {}, at, bits);
    write(n.array, at, bits);
    return Flow::next;
}

Flow Interpreter::rule(const SharedStore &n) {
    Bits bits = value(n.value);
    Place at = place(n.array, n.indices, &n);
    note(&n, n.array, AccessKind::write, {}, at, bits);
    write(n.array, at, bits);
    return Flow::next;
}

Flow Interpreter::rule(const Update &n) {
    DType d = n.array->type.dtype;
    if (!n.array->type.array) {
        Bits operand = value(n.value);
        cells_[n.array] = {binary_value(n.op, d, read_cell(n.array, &n), operand), true};
        return Flow::next;
    }
    Place at = place(n.array, n.indices, &n);
    Bits operand = value(n.value);
    Bits updated = binary_value(n.op, d, read(n.array, at, &n), operand);
    if (n.order == UpdateOrder::atomic) {
        note(&n, n.array, AccessKind::atomic, n.op, at);
    } else {
        note(&n, n.array, AccessKind::read, {}, at);
        note(&n, n.array, AccessKind::write, {}, at, updated);
    }
    write(n.array, at, updated);
    return Flow::next;
}

Flow Interpreter::rule(const FetchUpdate &n) {
    DType d = n.array->type.dtype;
    // As in a store: the value, the element, then the value's conversion.
    auto *conversion = options_.level == S ? as<Cast>(n.value) : nullptr;
    Bits operand = value(conversion ? conversion->x : n.value);
    Place at = place(n.array, n.indices, &n);
    if (conversion)
        operand = converted(*conversion, operand);
    Bits old = read(n.array, at, &n);
    note(&n, n.array, AccessKind::atomic, n.op, at);
    write(n.array, at, binary_value(n.op, d, old, operand));
    values_[n.var] = old;
    return Flow::next;
}

Flow Interpreter::rule(const Check &n) {
    result_.index_checks += is_index_check(&n);
    if (truth(n.cond))
        return Flow::next;
    Raised raised{n.exception, "", n.span, {}};
    std::vector<std::string> texts;
    for (NodeRef p : n.payload) {
        raised.payload.push_back(value(p));
        texts.push_back(python_text(p->type.dtype, raised.payload.back()));
    }
    raised.message = format_message(n.message, texts);
    throw raised;
}

// What compare verifies; here it only stands for itself.
Flow Interpreter::rule(const Assume &) { return Flow::next; }
Flow Interpreter::rule(const Share &) { return Flow::next; }

Flow Interpreter::rule(const Remember &) { return Flow::next; }

Flow Interpreter::rule(const Print &n) {
    std::vector<std::string> texts;
    for (NodeRef v : n.values)
        texts.push_back(python_text(v->type.dtype, value(v)));
    result_.printed += format_message(n.format, texts);
    return Flow::next;
}

// ---- control -------------------------------------------------------------------------------

Flow Interpreter::rule(const If &n) { return run(truth(n.cond) ? n.then : n.otherwise); }

Flow Interpreter::rule(const While &n) {
    while (truth(n.cond)) {
        Flow flow = run(n.body);
        if (flow == Flow::loop_break)
            break;
        if (flow == Flow::leave || flow == Flow::returned)
            return flow;
    }
    return Flow::next;
}

Flow Interpreter::rule(const Jump &n) {
    switch (n.kind) {
    case JumpKind::loop_break: return Flow::loop_break;
    case JumpKind::loop_continue: return Flow::loop_continue;
    case JumpKind::leave: return Flow::leave;
    }
    return Flow::next;
}

Flow Interpreter::rule(const Return &n) {
    for (size_t i = 0; i < n.values.size(); i++)
        result_.results.push_back(result_of(n.values[i], result_types_[i]));
    return Flow::returned;
}

Flow Interpreter::rule(const Inline &n) {
    Flow flow = run(n.body);
    return flow == Flow::leave ? Flow::next : flow;
}

Flow Interpreter::rule(const For &n) {
    if (options_.entered)
        options_.entered(n, result_.accesses.size(), [&](NodeRef e) { return probe(e); });
    Iterations loop = iterations(n, n.var, n.lo, n.hi, n.step, n.body);
    if (n.kind == ForKind::lanes)
        return over_lanes(loop);
    bool any_order = n.kind == ForKind::parallel && n.clauses && n.clauses->proved;
    loop.lanes = any_order ? n.clauses->lanes : 0;
    return any_order ? in_any_order(loop) : in_order(loop);
}

Flow Interpreter::rule(const Launch &n) {
    Iterations loop = iterations(n, n.var, n.lo, n.hi, n.step, n.body);
    loop.lanes = n.mapping ? n.mapping->lanes : 0;
    return in_any_order(loop);
}

// One memory: both homes of an array are the same.
Flow Interpreter::rule(const HostAccess &) { return Flow::next; }

// A launch ends before anything else begins.
Flow Interpreter::rule(const Settle &) { return Flow::next; }

Flow Interpreter::rule(const Team &n) {
    std::vector<Iterations> loops;
    for (NodeRef child : as<Block>(n.body)->body)
        if (auto *f = as<For>(child))
            loops.push_back(iterations(*f, f->var, f->lo, f->hi, f->step, f->body));
        else if (auto *l = as<Launch>(child))
            loops.push_back(iterations(*l, l->var, l->lo, l->hi, l->step, l->body));
    return as_team(n, loops);
}

Interpretation interpret(const Func *func, std::span<const Datum> arguments,
                         const InterpretOptions &options) {
    Interpretation result;
    Interpreter(options, result).call(*func, arguments);
    return result;
}

} // namespace pragmac
