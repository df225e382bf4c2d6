// Data clauses above a loop as `share` nodes at the head of its body; the analysis judges them.
#include "function_builder.h"

namespace pragmac {
namespace {

std::optional<Sharing> sharing_of(ClauseKind kind) {
    switch (kind) {
    case ClauseKind::private_: return Sharing::private_;
    case ClauseKind::firstprivate: return Sharing::firstprivate;
    case ClauseKind::lastprivate: return Sharing::lastprivate;
    case ClauseKind::shared: return Sharing::shared;
    case ClauseKind::reduction: return Sharing::reduction;
    default: return std::nullopt;
    }
}

std::string_view why_idle(Sharing sharing) {
    switch (sharing) {
    case Sharing::private_: return "variables assigned before they are read are private anyway";
    case Sharing::firstprivate:
        return "a variable that no iteration assigns is the same for all, and no iteration reads its "
               "first value where it assigns the variable before";
    case Sharing::lastprivate: return "after the loop every variable has its last value anyway";
    case Sharing::shared: return "arrays are shared anyway, and scalars that no iteration assigns";
    case Sharing::reduction: break;
    }
    return "";
}

} // namespace

// Cells are made while the body is walked, so that this comes after it; what names stood for at the
// head of the loop is given.
FunctionBuilder::Statements FunctionBuilder::data_clauses(TreeRef loop, const Variables &at_head) {
    auto found = attachments_.find(loop);
    if (found == attachments_.end())
        return {};
    return collect([&] {
        for (const Directive &d : found->second)
            for (const Clause &c : d.clauses)
                if (auto sharing = sharing_of(c.kind))
                    data_clause(c, *sharing, at_head);
    });
}

void FunctionBuilder::data_clause(const Clause &c, Sharing sharing, const Variables &at_head) {
    bool arrays = false;
    std::string_view op = sharing == Sharing::reduction ? name_of(c.op) : "";
    for (const ClauseName &name : c.names) {
        std::vector<NodeRef> variables = shared_variables(name.text, at_head);
        arrays = arrays || (variables.size() == 1 && variables[0]->type.array);
        build_.span = name.span;
        bool part = variables.size() == 1 && viewed_.count(variables[0]);
        bool copied = sharing != Sharing::shared && sharing != Sharing::reduction;
        if (part && copied)
            diagnostics()
                .report("P114", name.span, "`" + name.text + "` is a part of an array")
                .with_fix("make the array a variable of its own with `np.empty`");
        else if (!variables.empty() && !part)
            emit(build_.share(sharing, op, variables));
    }
    if (sharing != Sharing::reduction && (!arrays || sharing == Sharing::shared))
        diagnostics()
            .report("N101", c.span, "`" + std::string(name_of(c.kind)) + "` changes nothing here")
            .with_label(std::string(why_idle(sharing)));
}

// The array that the name stands for at the head of the loop, or every cell that may hold it.
std::vector<NodeRef> FunctionBuilder::shared_variables(const std::string &name,
                                                       const Variables &at_head) {
    if (!frame_->locals.count(name)) {
        auto global = frame_->source->names.find(name);
        if (global == frame_->source->names.end() ||
            global->second.category != Binding::Category::argument)
            return {};
        return {arguments_.at(static_cast<size_t>(global->second.index))};
    }
    auto state = at_head.find(name);
    if (state != at_head.end() && state->second.form == VariableState::Form::array)
        return {state->second.array};
    std::vector<NodeRef> cells;
    for (const auto &[key, var] : cells_) {
        const auto &[path, cell_name, type] = key;
        bool item_of_tuple = cell_name.starts_with(name + ".");
        if (path == frame_->path && (cell_name == name || item_of_tuple))
            cells.push_back(var);
    }
    return cells;
}

} // namespace pragmac
