// The fixpoint over walks, entering functions, and what they return.
#include "build_ir.h"

#include "function_builder.h"
#include "mutants.h"

#include <algorithm>

namespace pragmac {
namespace {

std::string same_returns(const VariableState &conflict) {
    const std::string none = "`None`";
    if (conflict.first != none && conflict.second != none)
        return "convert the values so that every `return` gives the same types";
    const std::string &other = conflict.first == none ? conflict.second : conflict.first;
    if (other.starts_with("`")) // a number
        return "return a number that cannot be a result, such as -1, in the place of None";
    return "return " + std::string(other.starts_with("the array") ? "an array" : "such a value") +
           " on every path";
}

} // namespace

FunctionBuilder::FunctionBuilder(const FrontEndInput &input, const Attachments &attachments,
                                 Builder &build, DiagnosticEngine &diagnostics)
    : input_(input), attachments_(attachments), build_(build), diagnostics_(&diagnostics),
      reported_(diagnostics) {}

FrontEndResult FunctionBuilder::run() {
    // Every join can change a few times only: unknown, scalar, wider scalar, conflict; every walk
    // finds the array states that follow those of the walk before.
    constexpr int walk_limit = 200;
    FrontEndResult result;
    declare_arguments();
    NodeRef body = nullptr;
    DiagnosticEngine found;
    for (int walk = 0; walk < walk_limit; walk++) {
        found = DiagnosticEngine();
        diagnostics_ = &found;
        memory_.changed = false;
        body = walk_once();
        if (!memory_.changed)
            break;
    }
    internal_assert(!memory_.changed, "types did not settle");
    internal_assert(found.has_errors() || !lost_, "a statement was left out without an error");
    diagnostics_ = &reported_;
    std::set<std::tuple<std::string, uint32_t, uint32_t>> told; // a statement may have copies
    for (const Diagnostic &d : found.reported())
        if (memory_.contexts.empty() || told.insert({d.code, d.span.line, d.span.column}).second)
            reported_.report(Code(*find_code(d.code)), d.span, d.message) = d;
    if (reported_.has_errors())
        return result;
    finish_results(result);
    const SourceFunction &source = input_.functions[0];
    std::vector<Type> types;
    for (const ResultInfo &r : result.results) {
        if (r.chosen)
            types.push_back(python_int());
        if (r.argument < 0 && (!r.chosen || r.fresh))
            types.push_back(r.type);
    }
    build_.span = source.tree->span;
    result.func = as<Func>(build_.func(source.name, arguments_, types, input_.overlap, body));
    result.written = written_;
    return result;
}

// Variables are made once and shared by all walks, so that joins can compare them.
void FunctionBuilder::declare_arguments() {
    for (const Argument &a : input_.arguments) {
        VarInfo info{.name = a.name,
                     .role = a.type.array ? VarRole::array : VarRole::value,
                     .layout = a.layout,
                     .writeable = a.writeable,
                     .aligned = a.aligned,
                     .parameter = true};
        Type t = a.type;
        if (t.array)
            t.kind = Kind::numpy;
        arguments_.push_back(build_.var(info, t));
    }
}

NodeRef FunctionBuilder::walk_once() {
    written_.assign(input_.arguments.size(), false);
    Statements body;
    out_ = &body;
    Frame frame;
    frame.source = &input_.functions[0];
    frame_ = &frame;
    reachable_ = true;
    conflicts_.clear();
    lost_ = false;
    copies_ = 1;
    live_.clear();
    entered_paths_.clear();
    inlined_ = 0;
    refuse_async(frame.source->tree, frame.source->tree->span);
    enter_function(frame);
    size_t next = 0;
    for (const Tree *p : parameters_of(*frame.source->tree)) {
        NodeRef node = arguments_.at(next++);
        Value v = node->type.array ? array_value(node) : scalar_value(node);
        assign(std::string(p->text("arg")), v, p->span);
    }
    block(frame.source->tree->list("body"));
    if (reachable_)
        return_value({.form = Value::Form::none}, frame.source->tree->span);
    frame_ = nullptr;
    build_.span = frame.source->tree->span;
    Statements all = declare_cells(0);
    for (int path : memory_.shared_paths) {
        Statements shared = declare_cells(path);
        all.insert(all.end(), shared.begin(), shared.end());
    }
    all.insert(all.end(), body.begin(), body.end());
    return build_.block(all);
}

// The cells of the function reached by `path`.
FunctionBuilder::Statements FunctionBuilder::declare_cells(int path) {
    Statements declared;
    for (auto it = cells_.lower_bound({path, "", 0}); it != cells_.end(); ++it) {
        const auto &[owner, name, type] = it->first;
        if (owner != path)
            break;
        // What a test in front of a loop computes from a variable may come before it is assigned:
        // no result then depends on it, but it must be a value.
        bool tested =
            cells_.count({path, name + " bound", 0}) && !mutant(Mutant::unbound_cells_undefined);
        bool zero = tested || name.ends_with(" bound");
        NodeRef var = it->second;
        declared.push_back(build_.alloc_cell(var, zero ? build_.constant(var->type, {}) : nullptr));
    }
    return declared;
}

// A call of such a function makes a coroutine and runs nothing.
bool FunctionBuilder::refuse_async(TreeRef function, Span span) {
    if (!function->is(TreeKind::AsyncFunctionDef))
        return false;
    diagnostics()
        .report("P223", span, "asynchronous functions are not compiled")
        .with_fix("write it with `def`, and await outside");
    return true;
}

std::vector<const Tree *> parameters_of(const Tree &function) {
    const Tree *args = function.child("args");
    std::vector<const Tree *> all;
    for (TreeList list : {args->list("posonlyargs"), args->list("args"), args->list("kwonlyargs")})
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

void FunctionBuilder::enter_function(Frame &frame) {
    const Tree *f = frame.source->tree;
    const Tree *args = f->child("args");
    for (TreeRef p : parameters_of(*f))
        frame.locals.insert(std::string(p->text("arg")));
    for (TreeRef p : {args->child("vararg"), args->child("kwarg")})
        if (p)
            diagnostics()
                .report("P227", p->span, "`*args` and `**kwargs` are not compiled")
                .with_fix("name every parameter");
    collect_assigned(f->list("body"), frame.locals);
    // A callee may be entered many times: its "bound" flags start anew.
    for (const auto &[path, name] : memory_.flags)
        if (path == frame.path)
            emit(build_.store(flag(name), {}, build_.boolean(false, Kind::python)));
}

// An element of a returned tuple. An empty tuple inside has no slot that could tell its place.
bool FunctionBuilder::may_be_returned(const Value &item) {
    if (item.is(Value::Form::tuple))
        return !item.items.empty() &&
               std::all_of(item.items.begin(), item.items.end(), may_be_returned);
    return item.is(Value::Form::scalar) || item.is(Value::Form::array) ||
           item.is(Value::Form::unknown);
}

// The returned value is the variable `return` of the frame, joined over all return statements.
void FunctionBuilder::return_value(Value value, Span span) {
    Frame &frame = *frame_;
    for (const Loop &loop : frame.loops)
        if (loop.parallel) {
            diagnostics()
                .report("P305", span, "`return` leaves a parallel loop")
                .with_label("other iterations may be running")
                .with_fix("reduce to the first index that satisfies the condition, and return "
                          "after the loop")
                .with_fix_in_order(loop.tree->span);
            reachable_ = false;
            return;
        }
    bool known =
        value.is(Value::Form::array) || value.is(Value::Form::tuple) || value.is(Value::Form::none);
    if (!known && !frame.caller) // functions, strings and ranges never reach Python
        value = to_scalar(value, span);
    for (const Value &item : value.items)
        if (value.is(Value::Form::tuple) && !frame.caller && !may_be_returned(item)) {
            diagnostics()
                .report("P233", span, "a returned tuple holds numbers, arrays and such tuples only")
                .with_fix("return the other elements in another way");
            value = {};
            break;
        }
    if (!frame.caller) {
        refuse_large_result(value, span);
        refuse_returned_view(value, span);
    }
    assign("return", value, span);
    Variables now;
    for (auto &[name, state] : frame.variables)
        if (name == "return" || name.starts_with("return."))
            now[name] = state;
    Key key{frame.path, 0, frame.source->tree};
    if (!frame.caller)
        note_returned(now);
    join_into_memory(key, now);
    const Variables &joined = memory_.joins[key];
    for (const auto &[name, c] : joined)
        if (c.form == VariableState::Form::conflict && !(!frame.caller && chosen_at_return(name)) &&
            conflicts_.insert({frame.source, name}).second)
            diagnostics()
                .report("P415", c.first_place,
                        "the function returns " + c.first + " in one place and " + c.second +
                            " in another")
                .with_note(c.second_place, "the other value is returned here")
                .with_fix(same_returns(c));
    reconcile(now, joined);
    build_.span = span;
    if (frame.caller) {
        if (!frame.spliced)
            emit(build_.jump(JumpKind::leave));
    } else {
        std::vector<NodeRef> values;
        Variables saved = frame.variables;
        for (const auto &[name, state] : joined)
            if (!chosen_at_return(name))
                frame.variables[name] = state;
        add_returned("return", joined, span, values);
        frame.variables = saved;
        emit(build_.ret(values));
    }
    reachable_ = false;
}

void FunctionBuilder::note_returned(const Variables &now) {
    for (const auto &[name, state] : now) {
        if (state.form == VariableState::Form::unknown)
            continue;
        std::vector<NodeRef> &known = memory_.returned[name];
        if (std::find(known.begin(), known.end(), state.array) != known.end())
            continue;
        known.push_back(state.array);
        memory_.changed = true;
    }
}

// Whether the compiled function returns one of several arrays of one type in this place.
bool FunctionBuilder::chosen_at_return(const std::string &name) const {
    auto found = memory_.returned.find(name);
    if (found == memory_.returned.end() || found->second.size() < 2)
        return false;
    return std::all_of(found->second.begin(), found->second.end(), [&](NodeRef array) {
        return array && found->second[0] && array->type == found->second[0]->type;
    });
}

// The values behind one returned variable, in the order of the results.
void FunctionBuilder::add_returned(const std::string &name, const Variables &joined, Span span,
                                   std::vector<NodeRef> &values) {
    VariableState &state = frame_->variables[name];
    if (state.form == VariableState::Form::tuple) {
        for (size_t i = 0; i < state.tuple_size; i++)
            add_returned(name + "." + std::to_string(i), joined, span, values);
        return;
    }
    Value v = read_state(name, state, span);
    bool array = v.is(Value::Form::array);
    auto argument = std::find(arguments_.begin(), arguments_.end(), v.node);
    bool given = array && argument != arguments_.end();
    bool chosen = array && chosen_at_return(name);
    if (chosen)
        values.push_back(build_.i64(given ? argument - arguments_.begin() : -1, Kind::python));
    // An argument that is returned itself takes no slot: the caller has the object.
    if (v.is(Value::Form::scalar) || (array && !given))
        values.push_back(v.node);
    const std::vector<NodeRef> &known = memory_.returned[name];
    bool fresh = std::any_of(known.begin(), known.end(),
                             [](NodeRef a) { return a && !as<Var>(a)->info->parameter; });
    if (!chosen || !given || !fresh)
        return;
    NodeRef empty = build_.var({.name = "none", .role = VarRole::array}, v.type);
    std::vector<NodeRef> extents(static_cast<size_t>(v.type.rank), build_.i64(0, Kind::python));
    emit(build_.alloc_array(empty, extents, Fill::none));
    values.push_back(empty);
}

void FunctionBuilder::refuse_returned_view(Value &value, Span span) {
    bool part = value.is(Value::Form::array) && (!value.items.empty() || viewed_.count(value.node));
    if (part) {
        diagnostics()
            .report("P241", span, "a part of an array cannot be returned yet")
            .with_fix("return the whole array, and take the part outside");
        value = {};
    }
    for (Value &item : value.items)
        refuse_returned_view(item, span);
}

// Results are int64 where they are Python's.
void FunctionBuilder::refuse_large_result(Value &value, Span span) {
    if (value.is(Value::Form::scalar) && value.type == python_large_int())
        value = operators_.refuse_large_int(span);
    for (Value &item : value.items)
        refuse_large_result(item, span);
}

// Returns whether anything new was learnt.
bool FunctionBuilder::join_into_memory(Key key, const Variables &now) {
    Variables &known = memory_.joins[key];
    bool changed = false;
    for (const auto &[name, state] : now) {
        auto [it, fresh] = known.try_emplace(name, state);
        if (fresh) {
            changed = true;
            continue;
        }
        VariableState joined = join_states(it->second, state);
        if (joined.range != it->second.range)
            joined.range = {}; // widened at once, so that loops settle
        if (!joined.same(it->second)) {
            it->second = joined;
            changed = true;
        }
    }
    memory_.changed |= changed;
    return changed;
}

void FunctionBuilder::finish_results(FrontEndResult &result) {
    const Variables &joined = memory_.joins[{0, 0, input_.functions[0].tree}];
    auto it = joined.find("return");
    if (it == joined.end() || it->second.form == VariableState::Form::other)
        return;
    result.tuple = it->second.form == VariableState::Form::tuple;
    add_results(joined, "return", result);
    if (result.tuple && !result.results.empty()) { // the outermost tuple is `tuple` itself
        result.results.front().opens--;
        result.results.back().closes--;
    }
}

void FunctionBuilder::add_results(const Variables &joined, const std::string &name,
                                  FrontEndResult &result) {
    const VariableState &s = joined.at(name);
    if (s.form == VariableState::Form::tuple) {
        size_t first = result.results.size();
        for (size_t i = 0; i < s.tuple_size; i++)
            add_results(joined, name + "." + std::to_string(i), result);
        if (first == result.results.size())
            return;
        result.results[first].opens++;
        result.results.back().closes++;
        return;
    }
    ResultInfo info{.type = s.type};
    if (chosen_at_return(name)) {
        const std::vector<NodeRef> &arrays = memory_.returned.at(name);
        info.type = arrays[0]->type;
        info.chosen = true;
        info.fresh = std::any_of(arrays.begin(), arrays.end(),
                                 [](NodeRef a) { return !as<Var>(a)->info->parameter; });
    } else if (s.form == VariableState::Form::array) {
        info.type = s.array->type;
        for (size_t i = 0; i < arguments_.size(); i++)
            if (arguments_[i] == s.array)
                info.argument = static_cast<int>(i);
    }
    result.results.push_back(info);
}

FrontEndResult build_ir(const FrontEndInput &input, Builder &build, DiagnosticEngine &diagnostics) {
    FunctionSizes sizes;
    for (const SourceFunction &function : input.functions)
        sizes[function.tree] = function.sizes;
    Attachments attachments = attach(*input.module, diagnostics, sizes);
    return FunctionBuilder(input, attachments, build, diagnostics).run();
}

} // namespace pragmac
