// Array names that are rebound: code is made once for every combination of arrays they stand for.
//
// Proofs need every access to name one array. Where paths meet with a name bound to different
// arrays (`a, b = b, a` in a time loop), the combinations are numbered, each path stores the number
// of its own in a cell, and what follows (an iteration, the rest of a statement list) is walked
// once per combination, in a branch on the cell. The combinations at a loop's header are part of
// the fixpoint: each walk adds those that the walk before was the first to reach, until there are
// no new ones. With more than `state_limit` of them, or more than `copy_limit` copies of one
// statement, the names are in conflict as any other variables of two types (P401).
#include "function_builder.h"

#include <algorithm>
#include <utility>

namespace pragmac {
namespace {

constexpr size_t state_limit = 6, copy_limit = 36;

using Form = VariableState::Form;

// A name that only one of two paths has is unbound on the other.
Variables join_variables(const Variables &a, const Variables &b) {
    Variables joined = a;
    for (const auto &[name, state] : b)
        joined[name] = joined.count(name) ? join_states(joined[name], state)
                                          : join_states(VariableState{}, state);
    for (auto &[name, state] : joined)
        if (!b.count(name))
            state = join_states(state, VariableState{});
    return joined;
}

} // namespace

FunctionBuilder::ArrayNames FunctionBuilder::array_names(const Variables &variables) {
    ArrayNames names;
    for (const auto &[name, state] : variables)
        if (state.form != Form::unbound && state.form != Form::unknown)
            names[name] = state.form == Form::array ? state.array : nullptr;
    return names;
}

// An array made in a list of statements that has ended is gone.
bool FunctionBuilder::in_scope(NodeRef array) const {
    return as<Var>(array)->info->parameter || live_.count(array);
}

// No states where one set of variables does.
FunctionBuilder::ArrayStates FunctionBuilder::array_states(const std::vector<ArrayNames> &ends,
                                                           size_t copies_now) const {
    std::map<std::string, std::set<NodeRef>> held;
    ArrayNames first; // what a name holds that is not bound on every path
    for (const ArrayNames &end : ends)
        for (const auto &[name, array] : end) {
            held[name].insert(array);
            first.try_emplace(name, array);
        }
    std::erase_if(held, [&](const auto &entry) {
        return entry.second.size() < 2 || !std::all_of(
                                              entry.second.begin(), entry.second.end(),
                                              [&](NodeRef array) {
                                                  return array && in_scope(array) &&
                                                         first[entry.first] &&
                                                         array->type == first[entry.first]->type;
                                              });
    });
    ArrayStates found;
    for (const ArrayNames &end : ends) {
        ArrayNames state;
        for (const auto &[name, arrays] : held) {
            auto bound = end.find(name);
            state[name] = bound == end.end() ? first[name] : bound->second;
        }
        if (std::find(found.states.begin(), found.states.end(), state) == found.states.end())
            found.states.push_back(state);
    }
    size_t count = found.states.size();
    if (count < 2 || count > state_limit || count * copies_now > copy_limit)
        found.states.clear();
    return found;
}

// Of an end that no walk has seen yet: any; the next walk knows it.
size_t FunctionBuilder::ArrayStates::number_of(const ArrayNames &end) const {
    for (size_t k = 0; k < states.size(); k++) {
        bool same = true;
        for (const auto &[name, array] : states[k]) {
            auto bound = end.find(name);
            same = same && (bound == end.end() || bound->second == array);
        }
        if (same)
            return k;
    }
    return 0;
}

Variables FunctionBuilder::in_state(Variables variables, const ArrayNames &names) {
    for (const auto &[name, array] : names) {
        VariableState &state = variables[name];
        VariableState bound;
        bound.form = Form::array;
        bound.array = array;
        bound.maybe_unbound = state.maybe_unbound;
        bound.assigned = state.form == Form::conflict ? state.second_place : state.assigned;
        state = bound;
    }
    return variables;
}

NodeRef FunctionBuilder::state_cell(TreeRef t) {
    int number =
        memory_.cells.try_emplace(key_of(t), static_cast<int>(memory_.cells.size())).first->second;
    NodeRef &var = cells_[{frame_->path, "arrays " + std::to_string(number), 0}];
    if (!var)
        var = build_.cell_var("arrays", python_int());
    return var;
}

void FunctionBuilder::store_state(NodeRef cell, const ArrayStates &arrays, const Arm &arm) {
    if (!cell)
        return;
    auto number = [&](size_t end) {
        return build_.i64(static_cast<int64_t>(arrays.number_of(array_names(arm.ends[end]))),
                          Kind::python);
    };
    NodeRef value = number(arm.ends.size() - 1);
    for (size_t k = arm.ends.size() - 1; k-- > 0;) {
        NodeRef here = build_.compare(CompareOp::eq, build_.load(arm.cell),
                                      build_.i64(static_cast<int64_t>(k), Kind::python));
        value = build_.select(build_.cast(here, python_bool(), CastMode::wrap), number(k), value);
    }
    emit(build_.store(cell, {}, value));
}

void FunctionBuilder::end_arm(Arm &arm) {
    StateChoice choice = std::exchange(frame_->choice, {});
    if (!reachable_)
        return;
    arm.cell = choice.cell;
    arm.ends = choice.states.empty() ? std::vector<Variables>{frame_->variables} : choice.states;
}

void FunctionBuilder::meet(std::vector<Arm> &arms, TreeRef t) {
    std::vector<Arm *> reached;
    std::vector<ArrayNames> ends;
    Variables joined;
    for (Arm &arm : arms) {
        for (const Variables &end : arm.ends) {
            joined = ends.empty() ? end : join_variables(joined, end);
            ends.push_back(array_names(end));
        }
        if (!arm.ends.empty())
            reached.push_back(&arm);
    }
    reachable_ = !reached.empty();
    frame_->choice = {};
    if (reached.empty())
        return;
    frame_->variables = joined;
    if (reached.size() == 1) {
        if (reached[0]->cell)
            frame_->choice = {reached[0]->ends, reached[0]->cell};
        return;
    }
    ArrayStates arrays = array_states(ends, copies_);
    for (const ArrayNames &names : arrays.states)
        frame_->choice.states.push_back(in_state(joined, names));
    if (!arrays.states.empty())
        frame_->choice.cell = state_cell(t);
    for (Arm *arm : reached) {
        Statements last = collect([&] {
            reconcile(arm->ends[0], joined);
            store_state(frame_->choice.cell, arrays, *arm);
        });
        arm->statements.insert(arm->statements.end(), last.begin(), last.end());
    }
}

std::vector<FunctionBuilder::Arm> FunctionBuilder::walk_states(TreeRef t, const StateChoice &choice,
                                                               const std::function<void()> &f) {
    std::vector<Arm> arms(std::max<size_t>(choice.states.size(), 1));
    std::set<NodeRef> live = live_;
    int context = frame_->context;
    size_t copies = copies_;
    copies_ *= arms.size();
    for (size_t k = 0; k < arms.size(); k++) {
        if (!choice.states.empty()) {
            frame_->variables = choice.states[k];
            int next = static_cast<int>(memory_.contexts.size()) + 1;
            ArrayNames names = array_names(frame_->variables);
            std::erase_if(names, [](const auto &entry) { return !entry.second; });
            Key here{frame_->path, context, t};
            frame_->context = memory_.contexts.try_emplace({here, names}, next).first->second;
        }
        reachable_ = true;
        arms[k].statements = collect(f);
        end_arm(arms[k]);
        live_ = live;
    }
    frame_->context = context;
    copies_ = copies;
    return arms;
}

void FunctionBuilder::emit_choice(NodeRef cell, const std::vector<Arm> &arms) {
    if (arms.size() == 1) {
        out_->insert(out_->end(), arms[0].statements.begin(), arms[0].statements.end());
        return;
    }
    NodeRef rest = build_.block(arms.back().statements);
    for (size_t k = arms.size() - 1; k-- > 0;) {
        NodeRef here = build_.compare(CompareOp::eq, build_.load(cell),
                                      build_.i64(static_cast<int64_t>(k), Kind::python));
        NodeRef choice = build_.if_then(build_.cast(here, python_bool(), CastMode::wrap),
                                        build_.block(arms[k].statements), rest);
        if (k == 0)
            emit(choice);
        else
            rest = build_.block({choice});
    }
}

void FunctionBuilder::block_in_states(TreeList rest) {
    StateChoice choice = std::exchange(frame_->choice, {});
    std::vector<Arm> arms = walk_states(rest[0], choice, [&] { block(rest); });
    meet(arms, rest[0]);
    build_.span = rest[0]->span;
    emit_choice(choice.cell, arms);
}

void FunctionBuilder::note_end(const Key &key, const ArrayNames &names) {
    std::vector<ArrayNames> &known = memory_.ends[key];
    if (std::find(known.begin(), known.end(), names) != known.end())
        return;
    known.push_back(names);
    memory_.changed = true;
}

} // namespace pragmac
