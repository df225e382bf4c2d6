// Updates of variables and elements, and those that iterations may make at the same time.
#include "atomic_update.h"
#include "fields.h"
#include "function_builder.h"

#include <algorithm>

namespace pragmac {
namespace {

// The operations that one step can do on every target; the others load, compute and store.
std::optional<BinaryOp> combined_operation(std::string_view op) {
    static constexpr std::pair<std::string_view, BinaryOp> rows[] = {
        {"Add", BinaryOp::add},        {"Sub", BinaryOp::sub},      {"Mult", BinaryOp::mul},
        {"BitAnd", BinaryOp::bit_and}, {"BitOr", BinaryOp::bit_or}, {"BitXor", BinaryOp::bit_xor},
        {"max", BinaryOp::py_max},     {"min", BinaryOp::py_min},   {"maximum", BinaryOp::np_max},
        {"minimum", BinaryOp::np_min}};
    for (const auto &[name, update] : rows)
        if (name == op)
            return update;
    return std::nullopt;
}

// NumPy adds bools as `or` and multiplies them as `and`.
std::optional<BinaryOp> combined_truth(std::string_view op) {
    auto operation = combined_operation(op);
    if (operation == BinaryOp::add)
        return BinaryOp::bit_or;
    if (operation == BinaryOp::mul)
        return BinaryOp::bit_and;
    bool bits = operation == BinaryOp::bit_and || operation == BinaryOp::bit_or ||
                operation == BinaryOp::bit_xor;
    return bits ? operation : std::nullopt;
}

} // namespace

// Whether a statement from `mark` on writes elements of an array.
bool FunctionBuilder::stores_since(size_t mark) const {
    bool found = false;
    for (size_t i = mark; i < out_->size(); i++)
        walk((*out_)[i], [&](NodeRef n) {
            auto *store = as<Store>(n);
            found = found || element_update(n).array || (store && store->array->type.array);
        });
    return found;
}

void FunctionBuilder::augmented(TreeRef t) {
    TreeRef target = t->child("target"), right = t->child("value");
    if (t->text("op") == "MatMult") {
        refuse_product(t);
        return;
    }
    if (target->is(TreeKind::Subscript)) {
        Value element = element_reference(target);
        if (refuse_whole_array(element, target->span))
            return;
        for (Value &index : element.items) // used twice: for the load and the store
            index = spill(index, "index");
        UpdateOrder order = update_order(t, *target);
        bool combined = order != UpdateOrder::plain;
        size_t mark = out_->size();
        std::vector<Value> old{load_element(element, target->span)};
        if (!combined)
            old[0] = spill(old[0], "old");
        Value value = scalar(right);
        // One step reads the element last: wrong where a call on the right has changed it.
        if (!stores_since(mark) && combined_update(t, order, t->text("op"), element, value))
            return;
        done_before(old, mark);
        store_value(element, operators_.binary(t->text("op"), old[0], value, t->span), t->span);
        return;
    }
    Value old = expression(target);
    if (old.is(Value::Form::array) && old.type.rank > 0) {
        diagnostics()
            .report("P211", t->span, "whole-array operations are not supported yet")
            .with_fix("write the operation as a loop over the elements");
        return;
    }
    const Directive *atomic = find_directive(attachments_, t, DirectiveKind::atomic);
    if (atomic && old.is(Value::Form::scalar))
        diagnostics()
            .report("P112", atomic->span,
                    "`atomic` belongs to an update of one array "
                    "element")
            .with_note(target->span, "but this is a variable")
            .with_fix("remove the directive, or keep the value in an array of one element");
    std::vector<Value> current{to_scalar(old, target->span)};
    size_t mark = out_->size();
    Value value = scalar(right);
    done_before(current, mark);
    Value result = operators_.binary(t->text("op"), current[0], value, t->span);
    if (old.is(Value::Form::array)) { // `a += 1` on a 0-d array stores into it
        store_value(old, result, t->span);
        return;
    }
    assign_target(target, result);
}

UpdateOrder FunctionBuilder::update_order(TreeRef statement, const Tree &element) const {
    if (find_directive(attachments_, statement, DirectiveKind::atomic))
        return UpdateOrder::atomic;
    const Tree *base = &element;
    while (base->is(TreeKind::Subscript))
        base = base->child("value");
    bool named = base->is(TreeKind::Name);
    return named && reduced_by_clause(std::string(base->text("id"))) ? UpdateOrder::reduction
                                                                     : UpdateOrder::plain;
}

// Whether a `reduction` clause of a loop around, here or where this function is called, names the
// array or one that it is a part of.
bool FunctionBuilder::reduced_by_clause(const std::string &updated) const {
    NodeRef array = array_named(*frame_, updated);
    auto reduces = [&](const Frame &frame, const Clause &c) {
        return c.kind == ClauseKind::reduction &&
               std::any_of(c.names.begin(), c.names.end(), [&](const ClauseName &name) {
                   bool here = &frame == frame_ && name.text == updated;
                   return here || (array && array_named(frame, name.text) == array);
               });
    };
    for (const Frame *frame = frame_; frame; frame = frame->caller)
        for (const Loop &loop : frame->loops) {
            auto found = attachments_.find(loop.tree);
            if (found == attachments_.end())
                continue;
            for (const Directive &d : found->second)
                for (const Clause &c : d.clauses)
                    if (reduces(*frame, c))
                        return true;
        }
    return false;
}

NodeRef FunctionBuilder::array_named(const Frame &frame, const std::string &name) const {
    auto found = frame.variables.find(name);
    bool array = found != frame.variables.end() && found->second.array;
    return array ? array_behind(found->second.array) : nullptr;
}

// `y[k] = y[k] + x` below `#pragma atomic`, or of an array that a clause reduces.
bool FunctionBuilder::combined_assignment(TreeRef t) {
    auto update = atomic_update_of(*t);
    if (!update || !update->element->is(TreeKind::Subscript))
        return false;
    UpdateOrder order = update_order(t, *update->element);
    bool ordered = update->op == "max" || update->op == "min";
    if (order == UpdateOrder::plain || !combined_operation(update->op))
        return false;
    // `max(x, y[k])` gives `x` where either is NaN, so that floats depend on the order.
    if (ordered && !update->element_first && !swapped_extremum_commutes(*update->element)) {
        refuse_combination(t, "P314", "with a NaN the order of these updates matters",
                           "put the element first, as in `y[k] = " + std::string(update->op) +
                               "(y[k], x)`");
        return false;
    }
    Value element = element_reference(update->element);
    if (refuse_whole_array(element, update->element->span))
        return true;
    size_t mark = out_->size();
    Value value = spill(scalar(update->operand));
    if (stores_since(mark)) {
        diagnostics()
            .report("P314", t->span, "the right side of this update changes arrays itself")
            .with_fix("call the function in a statement of its own first");
        return true;
    }
    if (combined_update(t, order, update->op, element, value))
        return true;
    Value old = load_element(element, t->span);
    store_value(element, combined_value(update->op, old, value, t->span), t->span);
    return true;
}

// `if x < y[k]: y[k] = x` of an array that a clause reduces is y[k] = min(y[k], x) as Python takes
// it; both sides are evaluated as the condition writes them.
bool FunctionBuilder::combined_branch(TreeRef t) {
    auto update = extremum_branch(*t);
    if (!update || update_order(t, *update->element) != UpdateOrder::reduction)
        return false;
    Value element, value;
    auto operand = [&] { value = spill(scalar(update->operand)); };
    size_t mark = out_->size();
    if (!update->element_first)
        operand();
    element = element_reference(update->element);
    if (!element.is(Value::Form::array) || element.items.size() != element.type.rank)
        return false; // said where the branch is built
    for (Value &index : element.items)
        index = spill(index, "index");
    if (update->element_first)
        operand();
    if (stores_since(mark)) {
        diagnostics()
            .report("P314", t->span, "the condition of this update changes arrays itself")
            .with_fix("call the function in a statement of its own first");
        return true;
    }
    if (combined_update(t, UpdateOrder::reduction, update->op, element, value))
        return true;
    std::vector<Value> old{load_element(element, update->element->span)};
    store_value(element, combined_value(update->op, old[0], value, t->span), t->span);
    return true;
}

// old op value as Python and NumPy compute it.
Value FunctionBuilder::combined_value(std::string_view op, const Value &old, const Value &value,
                                      Span span) {
    if (op == "max" || op == "min")
        return operators_.choose(op == "max", old, value, span);
    if (op != "maximum" && op != "minimum")
        return operators_.binary(op, old, value, span);
    Type common = common_type(old.type, value.type);
    return scalar_value(build_.binary(op == "maximum" ? BinaryOp::np_max : BinaryOp::np_min,
                                      operators_.convert(old, common),
                                      operators_.convert(value, common)));
}

// Of integers, both ways round are one operation.
bool FunctionBuilder::swapped_extremum_commutes(const Tree &element) {
    const Tree *base = &element;
    while (base->is(TreeKind::Subscript))
        base = base->child("value");
    if (!base->is(TreeKind::Name))
        return false;
    std::string name(base->text("id"));
    std::vector<NodeRef> variables = shared_variables(name, frame_->variables);
    return variables.size() == 1 && variables[0]->type.array &&
           is_integer(variables[0]->type.dtype);
}

// A directive is never ignored: where iterations may run at the same time, the message says what
// stands in the way of an update that others may not see half done.
void FunctionBuilder::refuse_combination(TreeRef t, Code code, const std::string &why,
                                         const std::string &fix) {
    if (parallel_loop())
        diagnostics()
            .report(code, t->span, "this update is not combined with those of other iterations")
            .with_label(why)
            .with_fix(fix);
}

bool FunctionBuilder::combined_update(TreeRef t, UpdateOrder order, std::string_view op,
                                      const Value &element, const Value &value) {
    if (!element.is(Value::Form::array) || !value.is(Value::Form::scalar) ||
        order == UpdateOrder::plain)
        return false;
    DType d = element.type.dtype;
    auto operation = is_bool(d) ? combined_truth(op) : combined_operation(op);
    bool keeps_type = common_type(numpy_type(d), value.type).dtype == d;
    if (operation && !keeps_type)
        refuse_combination(t, "P430",
                           "`" + python_name(value.type) + "` is not added to `" +
                               python_name(numpy_type(d)) + "` in one step",
                           "convert the value to the element's dtype first");
    if (!operation || !keeps_type || !as<Var>(element.node)->info->writeable)
        return false; // the loop then runs in order
    std::vector<NodeRef> indices;
    for (const Value &i : element.items)
        indices.push_back(i.node);
    build_.span = t->span;
    emit(build_.update(element.node, indices, *operation, operators_.convert(value, numpy_type(d)),
                       order));
    note_written(element.node);
    return true;
}

} // namespace pragmac
