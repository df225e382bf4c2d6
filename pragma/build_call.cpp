// Calls: functions of the user's are inlined, everything else is a library function.
#include "function_builder.h"

#include <utility>

namespace pragmac {
namespace {

size_t tree_size(const Tree &t) {
    size_t nodes = 1;
    for (const TreeField &field : t.fields) {
        nodes += field.node ? tree_size(*field.node) : 0;
        for (const Tree *child : field.list)
            nodes += child ? tree_size(*child) : 0;
    }
    return nodes;
}

} // namespace

Value FunctionBuilder::call(TreeRef t) {
    TreeRef f = t->child("func");
    for (TreeRef a : t->list("args"))
        if (a->is(TreeKind::Starred))
            return refuse(a);
    for (TreeRef keyword : t->list("keywords"))
        if (!keyword->has("arg")) {
            diagnostics()
                .report("P225", keyword->span, "`**` in a call is not compiled")
                .with_fix("write each argument");
            return {};
        }
    Value function;
    if (f->is(TreeKind::Name))
        function = expression(f);
    if (f->is(TreeKind::Attribute)) {
        Value owner = expression(f->child("value"));
        bool single = owner.is(Value::Form::array) && owner.type.rank == owner.items.size();
        if (owner.is(Value::Form::scalar) || single)
            return method_call(to_scalar(owner, f->span), t);
        function = attribute_of(owner, f);
    }
    switch (function.form) {
    case Value::Form::callee: return inline_call(t, function.index);
    case Value::Form::library: return library_call(t, function.text);
    case Value::Form::dtype: {
        if (function.index == 1) { // np.dtype objects make no numbers
            diagnostics()
                .report("P212", t->span, "a dtype cannot be called")
                .with_fix("call its scalar type, `.type(…)`");
            return {};
        }
        if (t->list("args").size() != 1 || !t->list("keywords").empty()) {
            diagnostics()
                .report("P413", t->span, "a NumPy type takes one number")
                .with_fix("give it one number");
            return {};
        }
        return operators_.construct(numpy_type(function.type.dtype), scalar(t->list("args")[0]),
                                    t->span);
    }
    case Value::Form::unknown:
        if (f->is(TreeKind::Name) || f->is(TreeKind::Attribute))
            return {};
        [[fallthrough]];
    default:
        diagnostics()
            .report("P212", t->span, "this is no function that can be compiled")
            .with_fix("call a NumPy or math function, or a Python function with source");
        return {};
    }
}

Value FunctionBuilder::inline_call(TreeRef t, int index) {
    const SourceFunction &callee = input_.functions[static_cast<size_t>(index)];
    if (refuse_async(callee.tree, t->span))
        return {};
    int depth = 0;
    for (Frame *f = frame_; f; f = f->caller, depth++)
        if (f->source == &callee || depth > 64) {
            diagnostics()
                .report("P209", t->span, "`" + callee.name + "` calls itself")
                .with_fix("write the recursion as a loop");
            return {};
        }
    if (!may_inline(t, callee))
        return {};
    std::vector<Value> values;
    std::vector<std::string> names;
    if (!bind_parameters(t, callee, values, names))
        return {};
    Frame frame;
    frame.source = &callee;
    frame.caller = frame_;
    frame.call = t;
    frame.result_name = array_name_;
    auto [path, fresh] =
        memory_.paths.try_emplace(key_of(t), static_cast<int>(memory_.paths.size()) + 1);
    frame.path = path->second;
    return inlined_body(t, frame, names, values);
}

// Two calls of a function that has two calls, and so on: the code doubles with each level.
bool FunctionBuilder::may_inline(TreeRef t, const SourceFunction &callee) {
    auto [size, fresh] = tree_sizes_.try_emplace(callee.tree, 0);
    if (fresh)
        size->second = tree_size(*callee.tree);
    bool fitted = inlined_ <= most_inlined;
    inlined_ += size->second;
    if (fitted && inlined_ > most_inlined) {
        for (Frame *f = frame_; f->caller; f = f->caller)
            t = f->call; // the call in the compiled function
        diagnostics()
            .report("P242", t->span, "the calls below this one make the function too large")
            .with_label("every call is compiled as a copy of what it calls")
            .with_fix("compute what several calls need once, or write the calls as a loop");
    }
    return inlined_ <= most_inlined;
}

// Evaluates the arguments left to right and gives every parameter its value.
bool FunctionBuilder::bind_parameters(TreeRef t, const SourceFunction &callee,
                                      std::vector<Value> &values, std::vector<std::string> &names) {
    std::map<std::string, Value> given;
    std::vector<const Tree *> parameters = parameters_of(*callee.tree);
    auto wrong = [&](const std::string &what) {
        diagnostics()
            .report("P413", t->span, "`" + callee.name + "()` " + what)
            .with_fix("give every parameter one value");
        return false;
    };
    TreeList positional = t->list("args");
    if (positional.size() > parameters.size())
        return wrong("takes " + std::to_string(parameters.size()) + " arguments, but " +
                     std::to_string(positional.size()) + " are given");
    std::string assigned = std::exchange(array_name_, "");
    for (size_t i = 0; i < positional.size(); i++) {
        array_name_ = parameters[i]->text("arg"); // what a view is called in messages
        given[std::string(parameters[i]->text("arg"))] = spill(expression(positional[i]), "arg");
    }
    for (TreeRef keyword : t->list("keywords")) {
        std::string name(keyword->text("arg"));
        if (given.count(name))
            return wrong("got two values for `" + name + "`");
        array_name_ = name;
        given[name] = spill(expression(keyword->child("value")), "arg");
    }
    array_name_ = assigned;
    for (const Tree *p : parameters) {
        std::string name(p->text("arg"));
        auto it = given.find(name);
        if (it == given.end()) {
            auto fallback = callee.defaults.find(name);
            if (fallback == callee.defaults.end())
                return wrong("misses the argument `" + name + "`");
            const Binding &binding = fallback->second;
            if (binding.category == Binding::Category::none) {
                given[name] = {.form = Value::Form::none};
            } else if (binding.category == Binding::Category::integer) {
                given[name] = large_integer(binding);
            } else if (binding.category == Binding::Category::argument) {
                NodeRef node = arguments_.at(static_cast<size_t>(binding.index));
                given[name] = node->type.array ? array_value(node) : scalar_value(node);
            } else {
                diagnostics()
                    .report("P213", t->span,
                            "the default of `" + name + "` is no number and no array")
                    .with_fix("pass `" + name + "` in the call");
                return false;
            }
            it = given.find(name);
        }
        names.push_back(name);
        values.push_back(it->second);
        given.erase(it);
    }
    return given.empty() ? true : wrong("has no parameter `" + given.begin()->first + "`");
}

Value FunctionBuilder::inlined_body(TreeRef t, Frame &frame, const std::vector<std::string> &names,
                                    const std::vector<Value> &values) {
    Frame *caller = frame_;
    TreeList body = frame.source->tree->list("body");
    Key key{frame.path, 0, frame.source->tree};
    // Arrays made in the callee must stay in scope: then its one return is its last line, and the
    // body needs no block of its own.
    const Variables &known = memory_.joins[key];
    for (const auto &[name, state] : known)
        frame.spliced |=
            state.form == VariableState::Form::array && !as<Var>(state.array)->info->parameter;
    frame.spliced = frame.spliced && !body.empty() && body.back()->is(TreeKind::Return);
    frame_ = &frame;
    std::optional<size_t> index = std::exchange(before_index_, std::nullopt);
    std::set<NodeRef> live = live_;
    Statements statements = collect([&] {
        enter_function(frame);
        for (size_t i = 0; i < names.size(); i++)
            assign(names[i], values[i], t->span);
        block(body);
        if (reachable_)
            return_value({.form = Value::Form::none}, t->span);
    });
    before_index_ = index;
    reachable_ = true;
    build_.span = t->span;
    declare_callee_cells(frame.path, statements);
    if (frame.spliced) {
        out_->insert(out_->end(), statements.begin(), statements.end());
    } else {
        emit(build_.inline_call(frame.source->name, build_.block(statements)));
        live_ = live;
    }
    const Variables &returned = memory_.joins[key];
    for (const auto &[name, state] : returned)
        frame.variables[name] = state;
    Value result;
    if (returned.count("return"))
        result = spill(read_state("return", frame.variables["return"], t->span), "result");
    frame_ = caller;
    return result;
}

// A callee's variables are new in every call. Declared there, and not at the top of the compiled
// function, they belong to the iteration around the call: nothing has to prove them private or keep
// their last values, which took quadratic time in functions with thousands of calls.
void FunctionBuilder::declare_callee_cells(int path, Statements &body) {
    if (!entered_paths_.insert(path).second && memory_.shared_paths.insert(path).second)
        memory_.changed = true;
    if (memory_.shared_paths.count(path))
        return;
    Statements inside;
    for (NodeRef declared : declare_cells(path)) {
        std::string_view name = as<Var>(as<Alloc>(declared)->var)->info->name;
        // What tells which value, or which array, the call returned is read behind it.
        bool result = name == "return" || name.starts_with("return.") || name == "arrays";
        result ? emit(declared) : inside.push_back(declared);
    }
    body.insert(body.begin(), inside.begin(), inside.end());
}

} // namespace pragmac
