// Variables: what a name holds, the cells behind it, and making joins true at run time.
#include "function_builder.h"
#include "suggest.h"

namespace pragmac {
namespace {

Span last_characters(Span span, size_t count) {
    span.line = span.end_line;
    span.column = span.end_column - static_cast<uint32_t>(count);
    return span;
}

int type_number(Type t) { return static_cast<int>(t.dtype) * 4 + static_cast<int>(t.kind); }

void collect_target(const Tree *t, std::set<std::string> &names) {
    if (t->is(TreeKind::Name))
        names.insert(std::string(t->text("id")));
    if (t->is(TreeKind::Tuple) || t->is(TreeKind::List))
        for (const Tree *item : t->list("elts"))
            collect_target(item, names);
    if (t->is(TreeKind::Starred))
        collect_target(t->child("value"), names);
}

// Statements that are refused bind names all the same: no second error where they are read.
void collect_in_refused(const Tree *t, std::set<std::string> &names) {
    if (t->is(TreeKind::FunctionDef) || t->is(TreeKind::ClassDef)) {
        names.insert(std::string(t->text("name")));
        return;
    }
    if (t->is(TreeKind::alias)) {
        std::string_view name = t->text("asname").empty() ? t->text("name") : t->text("asname");
        names.insert(std::string(name.substr(0, name.find('.'))));
    }
    if (t->is(TreeKind::withitem) && t->child("optional_vars"))
        collect_target(t->child("optional_vars"), names);
    if (t->is(TreeKind::ExceptHandler) && !t->text("name").empty())
        names.insert(std::string(t->text("name")));
    for (const TreeField &f : t->fields) {
        if (f.node)
            collect_in_refused(f.node, names);
        for (const Tree *item : f.list)
            if (item) {
                const Tree *one[] = {item};
                collect_assigned(one, names);
            }
    }
}

} // namespace

void collect_assigned(TreeList statements, std::set<std::string> &names) {
    for (const Tree *t : statements) {
        switch (t->kind) {
        case TreeKind::Assign:
            for (const Tree *target : t->list("targets"))
                collect_target(target, names);
            break;
        case TreeKind::AugAssign:
        case TreeKind::AnnAssign: collect_target(t->child("target"), names); break;
        case TreeKind::For: collect_target(t->child("target"), names); [[fallthrough]];
        case TreeKind::While:
        case TreeKind::If:
            collect_assigned(t->list("body"), names);
            collect_assigned(t->list("orelse"), names);
            break;
        default: collect_in_refused(t, names);
        }
    }
}

// ---- reading -------------------------------------------------------------------------------

Value FunctionBuilder::read(const std::string &name, Span span) {
    if (!frame_->locals.count(name))
        return read_global(name, span);
    return read_state(name, frame_->variables[name], span);
}

Value FunctionBuilder::read_state(const std::string &name, VariableState &state, Span span) {
    using Form = VariableState::Form;
    switch (state.form) {
    case Form::unbound:
        diagnostics()
            .report("P412", span, "`" + name + "` is read before it is assigned")
            .with_fix("assign `" + name + "` before this line");
        return {};
    case Form::unknown: return {};
    case Form::conflict: report_conflict(name, state, span); return {};
    default: break;
    }
    if (state.maybe_unbound)
        check_bound(name, state, span);
    build_.span = span;
    if (state.form == Form::scalar)
        return scalar_value(build_.load(cell(name, state.type)), state.range);
    if (state.form == Form::array && !in_scope(state.array)) {
        report_gone(name, state, span);
        return {};
    }
    if (state.form == Form::array)
        return array_value(state.array);
    if (state.form == Form::other)
        return state.other;
    std::vector<Value> items;
    for (size_t i = 0; i < state.tuple_size; i++) {
        std::string item = name + "." + std::to_string(i);
        items.push_back(read_state(item, frame_->variables[item], span));
    }
    return tuple_value(items);
}

// Once per variable: later uses suffer from the same two assignments.
void FunctionBuilder::report_conflict(const std::string &name, const VariableState &state,
                                      Span span) {
    if (!conflicts_.insert({frame_->source, name}).second)
        return;
    bool arrays = state.first_array && state.second_array;
    bool mixed = state.first_array != state.second_array;
    diagnostics()
        .report(mixed ? Code("P402") : Code("P401"), span,
                "`" + name + "` may hold " + state.first + " or " + state.second + " here")
        .with_note(state.first_place, state.first + " is assigned here")
        .with_note(state.second_place, state.second + " is assigned here")
        .with_fix(arrays ? "rebind names only among arrays of one dtype and rank that exist before "
                           "the `if` or the loop, in at most six combinations (36 copies of a "
                           "statement); or copy elements"
                  : mixed ? "use two names, one for the number and one for the array"
                          : "convert one of the two values, or use two names");
}

void FunctionBuilder::report_gone(const std::string &name, const VariableState &state, Span span) {
    if (!conflicts_.insert({frame_->source, name}).second)
        return;
    diagnostics()
        .report("P431", span,
                "the array `" + name + "` was made inside of a loop or an `if`, and is gone here")
        .with_note(state.assigned, "made here, and gone where its block ends")
        .with_fix("assign `" + name + "` before the loop or the `if`, or again here");
}

// Only a path decides whether the variable is bound: a flag cell knows at run time.
void FunctionBuilder::check_bound(const std::string &name, VariableState &state, Span span) {
    if (memory_.flags.insert({frame_->path, name}).second)
        memory_.changed = true;
    build_.span = span;
    emit(build_.check(build_.load(flag(name)), Exception::UnboundLocalError,
                      "cannot access local variable '" + name +
                          "' where it is not associated with a value"));
    state.maybe_unbound = false;
}

Value FunctionBuilder::read_global(const std::string &name, Span span) {
    auto it = frame_->source->names.find(name);
    if (it == frame_->source->names.end()) {
        diagnostics()
            .report("P411", span, "`" + name + "` is not defined")
            .with_fix("define it before the call, or pass it as an argument");
        return {};
    }
    const Binding &b = it->second;
    Value v;
    v.index = b.index;
    v.text = b.text;
    switch (b.category) {
    case Binding::Category::argument: {
        NodeRef node = arguments_.at(static_cast<size_t>(b.index));
        return node->type.array ? array_value(node) : scalar_value(node);
    }
    case Binding::Category::integer: return large_integer(b);
    case Binding::Category::callee: v.form = Value::Form::callee; return v;
    case Binding::Category::library: v.form = Value::Form::library; return v;
    case Binding::Category::dtype:
        v.form = Value::Form::dtype;
        v.type.kind = Kind::numpy;
        internal_assert(parse_name(b.text, v.type.dtype), "unknown dtype " + b.text);
        return v;
    case Binding::Category::none: v.form = Value::Form::none; return v;
    case Binding::Category::missing: return refuse_missing(name, b.text, span);
    case Binding::Category::unsupported: break;
    }
    diagnostics()
        .report("P213", span,
                "`" + name + "` is a `" + b.text + "`, which a compiled function cannot use")
        .with_fix("pass numbers and arrays as arguments");
    return {};
}

// `numpy.foo`: AttributeError in Python.
Value FunctionBuilder::refuse_missing(const std::string &name, const std::string &similar,
                                      Span span) {
    size_t dot = name.find('.');
    Diagnostic &d = diagnostics().report(
        "P212", span, name.substr(0, dot) + " has no `" + name.substr(dot + 1) + "`");
    if (similar.empty())
        d.with_fix("write the name of a function that it has");
    else
        d.with_label(did_you_mean(similar))
            .with_fix("write `" + similar + "`", last_characters(span, name.size() - dot - 1),
                      similar);
    return {};
}

Value FunctionBuilder::large_integer(const Binding &b) {
    return scalar_value(build_.constant(python_large_int(), {std::stoull(b.text), 0}));
}

// ---- assigning -----------------------------------------------------------------------------

void FunctionBuilder::assign(const std::string &name, const Value &value, Span span) {
    VariableState state;
    state.assigned = span;
    build_.span = span;
    switch (value.form) {
    case Value::Form::unknown:
        lost_ = true;
        state.form = VariableState::Form::unknown;
        break;
    case Value::Form::scalar:
        state.form = VariableState::Form::scalar;
        state.type = value.type;
        state.range = value.range;
        emit(build_.store(cell(name, value.type), {}, value.node));
        break;
    case Value::Form::array:
        state.form = VariableState::Form::array;
        state.array = row_as_view(value).node;
        break;
    case Value::Form::tuple:
        state.form = VariableState::Form::tuple;
        state.tuple_size = value.items.size();
        for (size_t i = 0; i < value.items.size(); i++)
            assign(name + "." + std::to_string(i), value.items[i], span);
        break;
    default:
        state.form = VariableState::Form::other;
        state.other = value;
        break;
    }
    frame_->variables[name] = state;
    if (memory_.flags.count({frame_->path, name})) {
        build_.span = span;
        emit(build_.store(flag(name), {}, build_.boolean(true, Kind::python)));
    }
}

NodeRef FunctionBuilder::cell(const std::string &name, Type t) {
    NodeRef &var = cells_[{frame_->path, name, type_number(t)}];
    if (!var)
        var = build_.cell_var(name, t);
    return var;
}

NodeRef FunctionBuilder::flag(const std::string &name) {
    NodeRef &var = cells_[{frame_->path, name + " bound", 0}];
    if (!var)
        var = build_.cell_var(name + ".bound", python_bool());
    return var;
}

void FunctionBuilder::reconcile(const Variables &from, const Variables &to) {
    for (const auto &[name, wanted] : to) {
        auto it = from.find(name);
        if (it == from.end() || wanted.form != VariableState::Form::scalar ||
            it->second.form != VariableState::Form::scalar || it->second.type == wanted.type)
            continue;
        Value held = scalar_value(build_.load(cell(name, it->second.type)), it->second.range);
        emit(build_.store(cell(name, wanted.type), {}, operators_.convert(held, wanted.type)));
    }
}

Value FunctionBuilder::spill(const Value &v, const char *name) {
    if (v.is(Value::Form::tuple)) {
        std::vector<Value> items;
        for (const Value &item : v.items)
            items.push_back(spill(item, name));
        return tuple_value(items);
    }
    if (v.is(Value::Form::array))
        return row_as_view(v);
    if (!v.is(Value::Form::scalar) || v.node->op == Op::Const || v.node->op == Op::Var)
        return v;
    Span saved = build_.span;
    build_.span = v.node->span; // what it raises, it raises there
    NodeRef var = build_.value_var(name, v.type);
    emit(build_.let(var, v.node));
    build_.span = saved;
    return scalar_value(var, v.range);
}

// Python evaluates left to right: when a later operand needed statements, the earlier ones are
// bound in front of them, where their errors and their view of memory belong.
void FunctionBuilder::done_before(std::vector<Value> &values, size_t mark) {
    if (out_->size() == mark)
        return;
    Statements later(out_->begin() + static_cast<std::ptrdiff_t>(mark), out_->end());
    out_->resize(mark);
    for (Value &v : values)
        v = spill(v);
    out_->insert(out_->end(), later.begin(), later.end());
}

FunctionBuilder::Statements FunctionBuilder::collect(const std::function<void()> &f) {
    Statements list;
    Statements *saved = out_;
    out_ = &list;
    f();
    out_ = saved;
    return list;
}

} // namespace pragmac
