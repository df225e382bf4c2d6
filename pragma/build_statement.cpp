// Statements other than loops.
#include "fields.h"
#include "function_builder.h"

namespace pragmac {
namespace {

// What `let value = …` of a list binds when it only reads a variable; takes the `let` away.
std::optional<NodeRef> read_of_variable(NodeRef value, std::vector<NodeRef> &statements) {
    for (size_t i = 0; i < statements.size(); i++) {
        const Let *let = as<Let>(statements[i]);
        if (!let || let->var != value)
            continue;
        const Load *load = as<Load>(let->value);
        if (!as<Dim>(let->value) && !(load && load->indices.empty()))
            return std::nullopt;
        NodeRef read = let->value;
        statements.erase(statements.begin() + static_cast<std::ptrdiff_t>(i));
        return read;
    }
    return std::nullopt;
}

} // namespace

void FunctionBuilder::block(TreeList statements) {
    for (size_t i = 0; i < statements.size() && reachable_; i++) {
        if (!frame_->choice.states.empty())
            return block_in_states(statements.subspan(i));
        statement(statements[i]);
    }
}

void FunctionBuilder::statement(TreeRef t) {
    build_.span = t->span;
    switch (t->kind) {
    case TreeKind::Assign: return assign_statement(t);
    case TreeKind::AugAssign: return augmented(t);
    case TreeKind::AnnAssign:
        if (t->has("value"))
            assign_target(t->child("target"), expression(t->child("value")));
        return;
    case TreeKind::For: return for_statement(t);
    case TreeKind::While: return while_statement(t);
    case TreeKind::If: return branch(t);
    case TreeKind::Return: return return_statement(t);
    case TreeKind::Break: return jump(t, JumpKind::loop_break);
    case TreeKind::Continue: return jump(t, JumpKind::loop_continue);
    case TreeKind::Assert: return assert_statement(t);
    case TreeKind::Pass: return;
    case TreeKind::Expr: {
        TreeRef value = t->child("value");
        if (value->is(TreeKind::Constant))
            return; // a docstring
        Value v = expression(value);
        if (v.is(Value::Form::scalar)) // its checks count, its value does not
            spill(v, "unused");
        return;
    }
    default: {
        refuse(t);
        TreeRef refused[] = {t};
        std::set<std::string> names;
        collect_assigned(refused, names);
        for (const std::string &name : names)
            assign(name, {}, t->span);
    }
    }
}

// ---- assignment ----------------------------------------------------------------------------

void FunctionBuilder::assign_statement(TreeRef t) {
    if (combined_assignment(t))
        return;
    TreeList targets = t->list("targets");
    Value value = named_value(t->child("value"), targets[0]);
    bool several = targets.size() > 1 || value.is(Value::Form::tuple);
    if (several || targets[0]->is(TreeKind::Subscript))
        value = spill(value);
    for (TreeRef target : targets)
        assign_target(target, value);
}

// What is assigned; arrays that are made or taken in it are called as the target.
Value FunctionBuilder::named_value(TreeRef t, TreeRef target) {
    array_name_ = target->is(TreeKind::Name) ? std::string(target->text("id")) : "";
    if (!t->is(TreeKind::Tuple) || !target->is(TreeKind::Tuple) ||
        t->list("elts").size() != target->list("elts").size())
        return expression(t);
    std::vector<Value> items;
    for (size_t i = 0; i < t->list("elts").size(); i++) {
        size_t mark = out_->size();
        Value next = named_value(t->list("elts")[i], target->list("elts")[i]);
        done_before(items, mark);
        items.push_back(next);
    }
    array_name_.clear();
    return tuple_value(items);
}

void FunctionBuilder::assign_target(TreeRef target, const Value &value) {
    switch (target->kind) {
    case TreeKind::Name: return assign(std::string(target->text("id")), value, target->span);
    case TreeKind::Subscript: return store_element(target, value);
    case TreeKind::List:
    case TreeKind::Tuple: {
        TreeList names = target->list("elts");
        for (TreeRef name : names)
            if (name->is(TreeKind::Starred)) {
                refuse(name);
                return;
            }
        if (value.is(Value::Form::unknown)) {
            for (TreeRef name : names)
                assign_target(name, value);
            return;
        }
        if (!value.is(Value::Form::tuple) || value.items.size() != names.size()) {
            diagnostics()
                .report("P422", target->span,
                        value.is(Value::Form::tuple)
                            ? "cannot unpack " + std::to_string(value.items.size()) +
                                  " values into " + std::to_string(names.size())
                            : std::string("only tuples can be unpacked"))
                .with_fix("give every name one value");
            for (TreeRef name : names)
                if (name->is(TreeKind::Name)) // no second error where they are read
                    assign_target(name, {});
            return;
        }
        for (size_t i = 0; i < names.size(); i++)
            assign_target(names[i], value.items[i]);
        return;
    }
    default:
        diagnostics()
            .report("P232", target->span, "this assignment target is not supported")
            .with_fix("assign to a variable, an array element, or a tuple of these");
    }
}

void FunctionBuilder::store_element(TreeRef target, const Value &value) {
    Value element = element_reference(target);
    if (refuse_whole_array(element, target->span))
        return;
    Value scalar = to_scalar(value, target->span);
    store_value(element, scalar, target->span);
}

bool FunctionBuilder::refuse_whole_array(const Value &element, Span span) {
    if (!element.is(Value::Form::array) || element.items.size() == element.type.rank)
        return false;
    diagnostics()
        .report("P211", span,
                "several elements of `" + std::string(as<Var>(element.node)->info->name) +
                    "` cannot be assigned at once yet")
        .with_fix("loop over the elements and name all indices");
    return true;
}

void FunctionBuilder::store_value(const Value &element, const Value &value, Span span) {
    if (!element.is(Value::Form::array) || !value.is(Value::Form::scalar)) {
        lost_ = true;
        return;
    }
    build_.span = span;
    const Var *array = as<Var>(element.node);
    if (!array->info->writeable) {
        emit(build_.check(build_.boolean(false, Kind::python), Exception::ValueError,
                          "assignment destination is read-only"));
        return;
    }
    DType d = element.type.dtype;
    if (is_complex(value.type.dtype) && is_python(value.type) && !is_complex(d) && !is_bool(d)) {
        diagnostics()
            .report("P416", span,
                    "a complex number cannot be stored in `" + std::string(array->info->name) + "`")
            .with_fix("store `.real`, or make the array complex");
        return;
    }
    std::vector<NodeRef> indices;
    for (const Value &i : element.items)
        indices.push_back(i.node);
    NodeRef stored = operators_.convert(value, numpy_type(d), true);
    emit(build_.store(element.node, indices, stored));
    note_written(element.node);
}

void FunctionBuilder::note_written(NodeRef array) {
    array = array_behind(array);
    for (size_t i = 0; i < arguments_.size(); i++)
        if (arguments_[i] == array)
            written_[i] = true;
}

// ---- control -------------------------------------------------------------------------------

void FunctionBuilder::branch(TreeRef t) {
    if (combined_branch(t))
        return;
    NodeRef cond = condition(t->child("test"));
    std::optional<bool> known = known_truth(cond);
    // `if a or 1`: a is evaluated, and CPython did not compile the other arm.
    if (auto *lazy = as<Lazy>(cond); lazy && known_truth(lazy->a) == known_truth(lazy->b)) {
        known = known_truth(lazy->a);
        if (known)
            spill(scalar_value(cond));
    }
    if (known)
        return block(*known ? t->list("body") : t->list("orelse"));
    Variables before = frame_->variables;
    std::set<NodeRef> live = live_;
    std::vector<Arm> arms(2);
    for (size_t i = 0; i < 2; i++) {
        frame_->variables = before;
        reachable_ = true;
        arms[i].statements = collect([&] { block(i == 0 ? t->list("body") : t->list("orelse")); });
        end_arm(arms[i]);
        live_ = live;
    }
    meet(arms, t);
    build_.span = t->span;
    if (!cond) {
        lost_ = true;
        return;
    }
    NodeRef then = build_.block(arms[0].statements), otherwise = build_.block(arms[1].statements);
    emit(build_.if_then(cond, then, otherwise));
}

// The message is evaluated where the condition has failed, as in Python: one that only reads
// variables is part of the check, any other stands in a branch of its own.
void FunctionBuilder::assert_statement(TreeRef t) {
    NodeRef cond = condition(t->child("test"));
    std::string message;
    std::vector<NodeRef> values;
    Statements needed;
    if (TreeRef text = t->child("msg")) {
        Variables before = frame_->variables;
        needed = collect([&] { message = message_text(text, values); });
        frame_->variables = before;
    }
    build_.span = t->span;
    if (!cond) {
        lost_ = true;
        return;
    }
    for (size_t i = 0; i < values.size() && needed.size() <= values.size(); i++)
        if (std::optional<NodeRef> read = read_of_variable(values[i], needed))
            values[i] = *read;
    if (needed.empty()) {
        emit(build_.check(cond, Exception::AssertionError, message, values));
        return;
    }
    needed.push_back(build_.check(build_.boolean(false, Kind::python), Exception::AssertionError,
                                  message, values));
    emit(build_.if_then(cond, build_.block({}), build_.block(needed)));
}

void FunctionBuilder::return_statement(TreeRef t) {
    TreeRef value = t->child("value");
    return_value(value ? spill(expression(value), "result") : Value{.form = Value::Form::none},
                 t->span);
}

void FunctionBuilder::jump(TreeRef t, JumpKind kind) {
    if (frame_->loops.empty()) {
        refuse(t);
        return;
    }
    if (kind == JumpKind::loop_break && frame_->loops.back().parallel) {
        diagnostics()
            .report("P304", t->span, "`break` leaves a parallel loop")
            .with_label("which iterations would still run is not defined")
            .with_fix("compute a mask or the smallest index that satisfies the condition, and use "
                      "it after the loop")
            .with_fix_in_order(frame_->loops.back().tree->span);
        reachable_ = false;
        return;
    }
    end_iteration({.ends = {frame_->variables}});
    build_.span = t->span;
    emit(build_.jump(kind));
    reachable_ = false;
}

} // namespace pragmac
