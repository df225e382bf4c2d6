// Loops: iterables, headers and their joins, directives as fields.
#include "function_builder.h"

#include "mutants.h"

namespace pragmac {
namespace {

bool contains(const Tree *t, TreeKind kind) {
    if (t->is(kind))
        return true;
    for (const TreeField &f : t->fields) {
        if (f.node && contains(f.node, kind))
            return true;
        for (const Tree *item : f.list)
            if (item && contains(item, kind))
                return true;
    }
    return false;
}

void collect_names(const Tree *t, std::set<std::string> &names) {
    if (t->is(TreeKind::Name))
        names.insert(std::string(t->text("id")));
    for (const TreeField &f : t->fields) {
        if (f.node)
            collect_names(f.node, names);
        for (const Tree *item : f.list)
            if (item)
                collect_names(item, names);
    }
}

} // namespace

const FunctionBuilder::Loop *FunctionBuilder::parallel_loop() const {
    for (const Frame *f = frame_; f; f = f->caller)
        for (size_t i = f->loops.size(); i-- > 0;)
            if (f->loops[i].parallel)
                return &f->loops[i];
    return nullptr;
}

bool FunctionBuilder::refuse_else(TreeRef t) {
    if (t->list("orelse").empty())
        return false;
    diagnostics()
        .report("P221", t->span, "`else` of a loop is not compiled")
        .with_fix("set a flag before `break` and test it after the loop");
    return true;
}

// ---- headers -------------------------------------------------------------------------------

// Every variable the body assigns starts an iteration with the join of what it held before the
// loop and at the end of an iteration.
void FunctionBuilder::enter_header(Loop &loop) {
    const Variables &known = memory_.joins[loop.key];
    Variables before = frame_->variables;
    auto header_state = [&](const std::string &name) {
        auto entry = before.find(name);
        VariableState state = entry == before.end() ? VariableState{} : entry->second;
        auto learnt = known.find(name);
        if (learnt != known.end()) {
            IntRange range = state.range;
            state = join_states(state, learnt->second);
            if (state.range != range)
                state.range = {};
        }
        return state;
    };
    for (const std::string &name : loop.assigned) {
        loop.header[name] = header_state(name);
        for (size_t i = 0; i < loop.header[name].tuple_size; i++) {
            std::string item = name + "." + std::to_string(i);
            loop.header[item] = header_state(item);
        }
    }
    // A variable without a type yet is unknown in this walk; the next one knows.
    for (auto &[name, state] : loop.header) {
        if (state.form == VariableState::Form::unbound && memory_.changed)
            state.form = VariableState::Form::unknown;
        note_small_accumulator(name, before[name], state);
        frame_->variables[name] = state;
    }
    reconcile(before, loop.header);
}

// `s = 0` that takes the dtype of narrow elements: legal, and often not meant.
void FunctionBuilder::note_small_accumulator(const std::string &name, const VariableState &before,
                                             const VariableState &header) {
    using Form = VariableState::Form;
    if (before.form != Form::scalar || header.form != Form::scalar || !is_python(before.type) ||
        !is_numpy(header.type) || byte_size(header.type.dtype) >= 8)
        return;
    std::string dtype = python_name(header.type);
    if (is_integer(header.type.dtype))
        diagnostics()
            .report("N401", before.assigned,
                    "`" + name + "` becomes " + dtype +
                        " in the loop and wraps, as in "
                        "Python")
            .with_fix("start it as `np.int64(0)`");
    else if (is_float(header.type.dtype))
        diagnostics()
            .report("N402", before.assigned,
                    "`" + name + "` becomes " + dtype + " in the loop, as in Python")
            .with_fix("start it as `np.float64(0)`");
}

NodeRef FunctionBuilder::loop_body(TreeRef t, ForKind kind, const std::function<void()> &start) {
    Loop loop;
    loop.tree = t;
    loop.parallel = kind == ForKind::parallel;
    loop.key = key_of(t);
    collect_assigned(t->list("body"), loop.assigned);
    if (t->is(TreeKind::For)) {
        TreeRef targets[] = {t};
        collect_assigned(targets, loop.assigned);
    }
    // Nothing is known of a body that was never walked: read-before-assigned is judged later.
    bool first_walk = !memory_.joins.count(loop.key);
    memory_.changed |= first_walk;
    Arm before{.ends = {frame_->variables}};
    note_end(loop.key, array_names(assigned_in(loop, frame_->variables)));
    enter_header(loop);
    if (kind == ForKind::serial)
        iterations_by_state(t, loop);
    store_state(loop.choice.cell, loop.arrays, before);
    std::set<NodeRef> live = live_;
    const Variables at_head = frame_->variables;
    frame_->loops.push_back(loop);
    auto iteration = [&] {
        start();
        assume_facts(t);
        block(t->list("body"));
    };
    Statements body = collect([&] {
        std::vector<Arm> arms = walk_states(t, loop.choice, iteration);
        for (Arm &arm : arms) {
            if (arm.ends.empty())
                continue;
            Statements last = collect([&] { end_iteration(arm); });
            arm.statements.insert(arm.statements.end(), last.begin(), last.end());
        }
        emit_choice(loop.choice.cell, arms);
    });
    frame_->loops.pop_back();
    Statements clauses = data_clauses(t, at_head);
    body.insert(body.begin(), clauses.begin(), clauses.end());
    live_ = live;
    for (const auto &[name, state] : loop.header)
        frame_->variables[name] = state;
    frame_->choice = loop.choice;
    reachable_ = true;
    build_.span = t->span;
    return build_.block(body);
}

// Where array names are rebound from one iteration to the next.
void FunctionBuilder::iterations_by_state(TreeRef t, Loop &loop) {
    loop.arrays = array_states(memory_.ends[loop.key], copies_);
    for (const ArrayNames &names : loop.arrays.states)
        loop.choice.states.push_back(in_state(frame_->variables, names));
    if (!loop.choice.states.empty())
        loop.choice.cell = state_cell(t);
}

Variables FunctionBuilder::assigned_in(const Loop &loop, const Variables &variables) {
    Variables found;
    for (const auto &[name, state] : variables)
        if (loop.assigned.count(name.substr(0, name.find('.'))))
            found[name] = state;
    return found;
}

// The innermost loop goes on to its header, or behind it.
void FunctionBuilder::end_iteration(const Arm &arm) {
    const Loop &loop = frame_->loops.back();
    for (const Variables &end : arm.ends) {
        Variables now = assigned_in(loop, end);
        join_into_memory(loop.key, now);
        note_end(loop.key, array_names(now));
    }
    reconcile(assigned_in(loop, arm.ends[0]), loop.header);
    store_state(loop.choice.cell, loop.arrays, arm);
}

// ---- for -----------------------------------------------------------------------------------

void FunctionBuilder::for_statement(TreeRef t) {
    if (refuse_else(t))
        return;
    Clauses clauses;
    ForKind kind = loop_kind(t, clauses);
    Value over = expression(t->child("iter"));
    if (over.is(Value::Form::range))
        return range_loop(t, over, kind, clauses);
    Iterable items = iterable(over, t->child("iter")->span);
    if (items.length)
        general_loop(t, items, kind, clauses);
    else
        refused_loop(t, kind, clauses);
}

// Over what cannot be iterated: the body is checked, and its names are bound afterwards.
void FunctionBuilder::refused_loop(TreeRef t, ForKind kind, const Clauses &clauses) {
    general_loop(t, {build_.i64(0, Kind::python), [](NodeRef) { return Value{}; }}, kind, clauses);
    std::set<std::string> names;
    TreeRef loop[] = {t};
    collect_assigned(loop, names);
    for (const std::string &name : names)
        if (VariableState &state = frame_->variables[name];
            state.form == VariableState::Form::unbound)
            assign(name, {}, t->span);
}

void FunctionBuilder::range_loop(TreeRef t, const Value &range, ForKind kind,
                                 const Clauses &clauses) {
    const Value &lo = range.items[0], &hi = range.items[1], &step = range.items[2];
    TreeRef target = t->child("target");
    const char *fallback = "i";
    std::string name = target->is(TreeKind::Name) ? std::string(target->text("id")) : fallback;
    NodeRef var = build_.value_var(name, python_int());
    IntRange values;
    if (step.range.lo > 0)
        values = {lo.range.lo, hi.range.hi > INT64_MIN ? hi.range.hi - 1 : hi.range.hi};
    else if (step.range.hi < 0)
        values = {hi.range.lo < INT64_MAX ? hi.range.lo + 1 : hi.range.lo, lo.range.hi};
    if (values.lo > values.hi)
        values = {};
    NodeRef body = loop_body(t, kind, [&] { assign_target(target, scalar_value(var, values)); });
    build_.span = t->span;
    emit(build_.for_loop(var, lo.node, hi.node, step.node, kind, clauses, body));
}

void FunctionBuilder::general_loop(TreeRef t, const Iterable &items, ForKind kind,
                                   const Clauses &clauses) {
    NodeRef position = build_.value_var("position", python_int());
    NodeRef body = loop_body(t, kind, [&] {
        Value item = items.element(position);
        int rows = 0;
        name_rows(item, t, t->child("target"), rows);
        assign_target(t->child("target"), spill(item, "item"));
    });
    build_.span = t->span;
    emit(build_.for_loop(position, build_.i64(0, Kind::python), items.length,
                         build_.i64(1, Kind::python), kind, clauses, body));
}

FunctionBuilder::Iterable FunctionBuilder::iterable(const Value &v, Span span) {
    build_.span = span;
    auto number = [&](int64_t n) { return build_.i64(n, Kind::python); };
    switch (v.form) {
    case Value::Form::unknown: return {};
    case Value::Form::array: {
        if (v.type.rank == v.items.size()) {
            diagnostics()
                .report("P226", span, "a 0-d array cannot be iterated")
                .with_fix("read it: `a[()]`");
            return {};
        }
        NodeRef length = build_.dim(v.node, static_cast<int64_t>(v.items.size()), Kind::python);
        return {length, [this, v, span](NodeRef position) {
                    Value element = v;
                    element.items.push_back(scalar_value(position, extent_range));
                    return load_element(element, span);
                }};
    }
    case Value::Form::range: {
        Value lo = v.items[0], step = v.items[2];
        NodeRef length =
            spill(scalar_value(build_.range_length(lo.node, v.items[1].node, step.node))).node;
        return {length, [this, lo, step](NodeRef position) {
                    // Inside the range nothing overflows: NumPy's wrapping arithmetic is exact.
                    Type wrapping = numpy_type(DType::i64);
                    auto as_numpy = [&](NodeRef n) {
                        return build_.cast(n, wrapping, CastMode::wrap);
                    };
                    NodeRef offset =
                        build_.binary(BinaryOp::mul, as_numpy(position), as_numpy(step.node));
                    NodeRef sum = build_.binary(BinaryOp::add, as_numpy(lo.node), offset);
                    return scalar_value(build_.cast(sum, python_int(), CastMode::wrap));
                }};
    }
    case Value::Form::enumerate: {
        Iterable inner = iterable(v.items[0], span);
        if (!inner.length)
            return {};
        Value start = v.items[1];
        auto element = inner.element;
        return {inner.length, [this, start, element, span](NodeRef position) {
                    Value count = operators_.binary(
                        "Add",
                        mutant(Mutant::enumerate_start_ignored) ? operators_.integer(0) : start,
                        scalar_value(position, extent_range), span);
                    return tuple_value({count, element(position)});
                }};
    }
    case Value::Form::zip: {
        std::vector<Iterable> parts;
        NodeRef length = v.items.empty() ? number(0) : nullptr;
        for (const Value &item : v.items) {
            parts.push_back(iterable(item, span));
            if (!parts.back().length)
                return {};
            length = length ? build_.binary(mutant(Mutant::zip_takes_longest) ? BinaryOp::py_max
                                                                              : BinaryOp::py_min,
                                            length, parts.back().length)
                            : parts.back().length;
        }
        return {spill(scalar_value(length)).node, [parts](NodeRef position) {
                    std::vector<Value> items;
                    for (const Iterable &part : parts)
                        items.push_back(part.element(position));
                    return tuple_value(items);
                }};
    }
    default:
        diagnostics()
            .report("P226", span, "this cannot be iterated in a compiled function")
            .with_fix("loop over a range, a one-dimensional array, `enumerate` or `zip`");
        return {};
    }
}

// ---- while ---------------------------------------------------------------------------------

void FunctionBuilder::while_statement(TreeRef t) {
    if (refuse_else(t))
        return;
    if (TreeRef test = t->child("test"); test->is(TreeKind::Constant))
        if (NodeRef known = condition(test); known_truth(known) == false)
            return; // the body never runs, and CPython did not compile it
    refuse_waiting(t);
    NodeRef cond = nullptr;
    Statements tests;
    bool inside = false;
    auto stop_unless = [&] {
        build_.span = t->span;
        NodeRef stop = build_.block({build_.jump(JumpKind::loop_break)});
        return build_.if_then(build_.unary(UnaryOp::logical_not, cond), stop);
    };
    NodeRef body = loop_body(t, ForKind::serial, [&] {
        tests = collect([&] { cond = condition(t->child("test")); });
        inside = !frame_->loops.back().choice.states.empty();
        if (!inside || !cond)
            return;
        out_->insert(out_->end(), tests.begin(), tests.end());
        if (known_truth(cond) != true)
            emit(stop_unless());
    });
    if (!cond) {
        lost_ = true;
        return;
    }
    build_.span = t->span;
    if (inside) { // every array state has a test of its own
        emit(build_.while_loop(build_.boolean(true, Kind::python), body));
        return;
    }
    if (tests.empty()) {
        emit(build_.while_loop(cond, body));
        return;
    }
    // The condition needs statements: they run at the head of every iteration.
    tests.push_back(stop_unless());
    tests.push_back(body);
    emit(build_.while_loop(build_.boolean(true, Kind::python), build_.block(tests)));
}

// A condition on array elements that nothing in the loop changes waits for another iteration.
void FunctionBuilder::refuse_waiting(TreeRef loop) {
    TreeRef test = loop->child("test");
    const Loop *parallel = parallel_loop();
    if (!parallel || !contains(test, TreeKind::Subscript))
        return;
    std::set<std::string> read, assigned;
    collect_names(test, read);
    collect_assigned(loop->list("body"), assigned);
    for (const std::string &name : read)
        if (assigned.count(name))
            return;
    for (TreeRef s : loop->list("body"))
        if (contains(s, TreeKind::Subscript) || contains(s, TreeKind::Break) ||
            contains(s, TreeKind::Return) || contains(s, TreeKind::Call))
            return;
    diagnostics()
        .report("P308", test->span, "this iteration waits for another one's store")
        .with_label("nothing in the loop changes this condition")
        .with_fix("split the loop where the value is complete")
        .with_fix_in_order(parallel->tree->span);
}

} // namespace pragmac
