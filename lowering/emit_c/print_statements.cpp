// Statements and control flow: blocks, branches, jumps, inlined calls, results.
#include "c_function.h"

#include "mutants.h"

namespace pragmac {

void CFunction::statement(NodeRef n) {
    try {
        switch (n->op) {
        case Op::Block: return statements(n);
        case Op::Let: return let(*as<Let>(n));
        case Op::Alloc: return alloc(*as<Alloc>(n));
        case Op::Store: {
            auto &s = *as<Store>(n);
            return store(s.array, s.indices, s.value, false);
        }
        case Op::SharedStore: {
            auto &s = *as<SharedStore>(n);
            return store(s.array, s.indices, s.value, true);
        }
        case Op::Update:
        case Op::FetchUpdate: return update(element_update(n));
        case Op::For: return loop(*as<For>(n));
        case Op::While: return while_loop(*as<While>(n));
        case Op::If: return if_then(*as<If>(n));
        case Op::Jump: return jump(as<Jump>(n)->kind);
        case Op::Return: return return_values(*as<Return>(n));
        case Op::Inline: return inline_call(*as<Inline>(n));
        case Op::Check: return check(*as<Check>(n));
        case Op::Team: return team(*as<Team>(n));
        case Op::LaneCell: return lane_cell(*as<LaneCell>(n));
        case Op::CombineLanes: return combine_lanes(*as<CombineLanes>(n));
        case Op::ScanLanes: return scan_lanes(*as<ScanLanes>(n));
        case Op::TakeLane: return take_lane(*as<TakeLane>(n));
        case Op::Barrier: return barrier();
        case Op::Assume:
        case Op::Share:
        case Op::Remember: return; // notes are for a caller who asks
        case Op::Print: throw MissingInC{"`print`", n->span};
        default:
            internal_error(__FILE__, __LINE__, std::string(name_of(n->op)) + " has no C text here");
        }
    } catch (MissingInC &missing) {
        if (!missing.place.known())
            missing.place = n->span;
        throw;
    }
}

// What follows a jump in its block is dead.
void CFunction::statements(NodeRef n) {
    auto *block = as<Block>(n);
    if (!block)
        return statement(n);
    scopes_.emplace_back();
    for (NodeRef child : block->body) {
        if (ended_)
            break;
        statement(child);
    }
    if (!ended_)
        release_down_to(scopes_.size() - 1);
    scopes_.pop_back();
}

void CFunction::body_of(NodeRef n) {
    depth_++;
    ended_ = false;
    statements(n);
    depth_--;
}

void CFunction::let(const Let &n) {
    ranges_.bind(n.var, n.value);
    if (live(n.var))
        line("const " + std::string(c_type(n.var->type.dtype)) + " " + names_.of(n.var) + " = " +
             text_of(n.value) + ";");
}

void CFunction::if_then(const If &n) {
    auto empty = [](NodeRef arm) { return as<Block>(arm) && as<Block>(arm)->body.empty(); };
    line("if (" + text_of(n.cond) + ") {");
    body_of(n.then);
    bool ended = ended_;
    if (empty(n.otherwise)) {
        ended = false;
    } else {
        line("} else {");
        body_of(n.otherwise);
        ended = ended && ended_;
    }
    line("}");
    ended_ = ended;
}

void CFunction::while_loop(const While &n) {
    line("while (" + text_of(n.cond) + ") {");
    loops_++;
    loop_scopes_.push_back(scopes_.size());
    body_of(n.body);
    loop_scopes_.pop_back();
    loops_--;
    line("}");
    ended_ = false;
}

void CFunction::jump(JumpKind kind) {
    ended_ = true;
    if (kind == JumpKind::leave) {
        internal_assert(!leaves_.empty(), "a jump without a target");
        Target &target = leaves_.back();
        release_down_to(target.scopes);
        target.used = true;
        return line("goto " + target.label + ";");
    }
    internal_assert(!loop_scopes_.empty(), "a jump without a loop");
    release_down_to(loop_scopes_.back());
    bool of_iteration = !position_.empty() && !lane_loop_ && loops_ == iteration_end_.loops;
    if (of_iteration && !iteration_end_.next.empty()) { // the last values are still to be kept
        iteration_end_.next_used = true;
        return line("goto " + iteration_end_.next + ";");
    }
    line(kind == JumpKind::loop_break ? "break;" : "continue;");
}

void CFunction::inline_call(const Inline &n) {
    leaves_.push_back(
        {.label = names_.fresh("after_" + std::string(n.callee)), .scopes = scopes_.size()});
    sites_.enter(n);
    statements(n.body);
    sites_.leave();
    Target target = leaves_.back();
    leaves_.pop_back();
    if (!target.used)
        return;
    line(target.label + ":;");
    ended_ = false;
}

void CFunction::return_values(const Return &n) {
    ended_ = true;
    std::unordered_set<std::string> returned;
    for (size_t i = 0; i < n.values.size(); i++) {
        NodeRef value = n.values[i];
        if (!value->type.array) {
            line("*" + results_[i] + " = " + text_of(value) + ";");
            continue;
        }
        const std::string &name = names_.of(value);
        bool parameter = as<Var>(value)->info->parameter;
        std::string type(c_memory_type(value->type.dtype));
        line("*" + results_[i] + " = " + (parameter ? "(" + type + " *)" : "") + name + ";");
        for (size_t axis = 0; axis < value->type.rank; axis++)
            line(results_[i] + "_n[" + std::to_string(axis) + "] = " + extent(value, axis) + ";");
        returned.insert(name);
    }
    for (size_t i = scopes_.size(); i-- > 0;)
        for (size_t k = scopes_[i].size(); k-- > 0;)
            if (!returned.count(scopes_[i][k]))
                line("free(" + scopes_[i][k] + ");");
    line("return 0;");
}

} // namespace pragmac
