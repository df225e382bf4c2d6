// Collects what a loop does to a variable, and compares it with the clause.
#include "check_reduction.h"

#include "atomic_update.h"

#include <optional>

namespace pragmac {
namespace {

// The name that a target assigns or whose element it stores; empty for others.
std::string_view name_behind(const Tree &target) {
    const Tree *t = &target;
    while (t->is(TreeKind::Subscript))
        t = t->child("value");
    return t->is(TreeKind::Name) ? t->text("id") : "";
}

struct Updates {
    bool any = false;               // something may change the variable
    bool matching = false;          // an update by the clause's operation
    const Tree *first = nullptr;    // a statement `x op= …` or `x = x op …` by another one
    std::string_view op;            // its operator
};

bool belongs(ReductionOp clause, std::string_view op) {
    switch (clause) {
    case ReductionOp::add: return op == "Add" || op == "Sub";
    case ReductionOp::mul: return op == "Mult";
    case ReductionOp::min: return op == "min" || op == "minimum";
    case ReductionOp::max: return op == "max" || op == "maximum";
    case ReductionOp::bit_and: return op == "BitAnd";
    case ReductionOp::bit_or: return op == "BitOr";
    case ReductionOp::bit_xor: return op == "BitXor";
    case ReductionOp::logical_and: return op == "BitAnd";
    case ReductionOp::logical_or: return op == "BitOr";
    }
    return false;
}

// The operation of a clause to which an operator belongs.
std::optional<ReductionOp> operation_of(std::string_view op) {
    using enum ReductionOp;
    for (ReductionOp clause : {add, mul, min, max, bit_and, bit_or, bit_xor})
        if (belongs(clause, op))
            return clause;
    return std::nullopt;
}

// One variable, one operation: the clause can name that. Of several variables it can be another's.
void offer_operation(const Clause &clause, const ClauseName &name, const Updates &updates,
                     Diagnostic &error) {
    std::optional<ReductionOp> op = operation_of(updates.op);
    std::string variable = "`" + name.text + "`";
    if (updates.matching)
        error.with_fix("use one variable for each operation");
    else if (!op)
        error.with_fix(
            "no clause combines this operation: collect the operands in another variable "
            "by `+` or `*`, and apply them to " +
            variable + " once behind the loop");
    else if (clause.names.size() > 1)
        error.with_fix("give " + variable + " a clause of its own: `reduction(" +
                       std::string(name_of(*op)) + ": " + name.text + ")`");
    else
        error.with_fix("write `reduction(" + std::string(name_of(*op)) + ": " + name.text + ")`",
                       clause.op_span, std::string(name_of(*op)));
}

class UpdateCollector {
  public:
    UpdateCollector(std::string_view name, ReductionOp op) : name_(name), op_(op) {}

    void visit(const Tree &t) {
        if (t.is(TreeKind::AugAssign) && name_behind(*t.child("target")) == name_)
            note(t, t.text("op"));
        if (t.is(TreeKind::Assign)) {
            for (const Tree *target : t.list("targets"))
                note_target(t, *target);
            bool part = t.child("value")->is(TreeKind::Subscript); // perhaps a view
            updates.any = updates.any || (part && name_behind(*t.child("value")) == name_);
        }
        if (t.is(TreeKind::If))
            if (auto update = extremum_branch(t); update && name_behind(*update->element) == name_)
                return note(t, update->op);
        if (t.is(TreeKind::For)) // its target, or rows of it
            updates.any = updates.any || name_behind(*t.child("target")) == name_ ||
                          name_behind(*t.child("iter")) == name_;
        if (t.is(TreeKind::Call)) // a called function may store into an array, or into a part of it
            for (const Tree *a : t.list("args"))
                updates.any = updates.any || name_behind(*a) == name_;
        for (const TreeField &f : t.fields) {
            if (f.node)
                visit(*f.node);
            for (const Tree *item : f.list)
                if (item)
                    visit(*item);
        }
    }

    Updates updates;

  private:
    void note_target(const Tree &statement, const Tree &target) {
        if (target.is(TreeKind::Tuple))
            for (const Tree *item : target.list("elts"))
                updates.any = updates.any || name_behind(*item) == name_;
        if (name_behind(target) != name_)
            return;
        // Other forms, such as `if x > m: m = x`, are judged by the analysis.
        updates.any = true;
        if (auto update = atomic_update_of(statement))
            note(statement, update->op);
    }

    void note(const Tree &statement, std::string_view op) {
        updates.any = true;
        updates.matching = updates.matching || belongs(op_, op);
        if (!belongs(op_, op) && !updates.first) {
            updates.first = &statement;
            updates.op = op;
        }
    }

    std::string_view name_;
    ReductionOp op_;
};

} // namespace

bool check_reduction(const Clause &clause, const Tree &loop, DiagnosticEngine &diagnostics) {
    bool good = true;
    for (const ClauseName &name : clause.names) {
        UpdateCollector collector(name.text, clause.op);
        for (const Tree *statement : loop.list("body"))
            collector.visit(*statement);
        const Updates &updates = collector.updates;
        if (updates.any && !updates.first)
            continue;
        good = false;
        std::string op(name_of(clause.op));
        if (!updates.any)
            diagnostics.report("P118", name.span, "`" + name.text + "` is not updated in this loop")
                .with_fix("name the variable that the loop accumulates in, or remove the clause");
        else
            offer_operation(
                clause, name, updates,
                diagnostics
                    .report("P118", clause.names.size() > 1 ? name.span : clause.op_span,
                            "the loop does not update `" + name.text + "` by `" + op + "`")
                    .with_note(updates.first->span, "this is another operation"));
    }
    return good;
}

} // namespace pragmac
