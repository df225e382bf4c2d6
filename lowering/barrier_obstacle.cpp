// What two loops write, what they read outside of their accesses, and what they ask for.
#include "barrier_obstacle.h"

#include "cell_flow.h"
#include "fields.h"
#include "mutants.h"
#include "user_words.h"

#include <set>

namespace pragmac {
namespace {

// The statement that is all of a block or of a called function's body; null when there are more.
NodeRef only_statement(NodeRef n) {
    auto *inlined = as<Inline>(n);
    auto *block = as<Block>(inlined ? inlined->body : n);
    if (!block || block->body.empty())
        return nullptr;
    auto *jump = as<Jump>(block->body.back());
    bool leaves = inlined && jump && jump->kind == JumpKind::leave;
    return block->body.size() == (leaves ? 2 : 1) ? block->body[0] : nullptr;
}

bool may_raise(const For &loop) {
    bool found = false;
    walk(loop.body, [&](NodeRef n) {
        auto *alloc = as<Alloc>(n);
        found = found || n->op == Op::Check || (alloc && alloc->var->type.array);
    });
    return found && !mutant(Mutant::team_ignores_errors);
}

using Variables = std::set<NodeRef>; // cells, and arrays by their roots

NodeRef variable(NodeRef target, const FunctionScope &scope) {
    return is_cell(target) ? target : scope.array_root(target);
}

Variables written_by(const For &loop, const FunctionScope &scope) {
    Variables written;
    walk(loop.body, [&](NodeRef n) {
        if (NodeRef target = written_variable(n))
            written.insert(variable(target, scope));
    });
    return written;
}

// What a test of a fact looks at: any element of the array.
NodeRef tested_array(NodeRef n) {
    if (auto *holds = as<Holds>(n))
        return holds->array;
    auto *breach = as<Breach>(n);
    return breach ? breach->array : nullptr;
}

bool reads_any(NodeRef n, const Variables &written, const FunctionScope &scope) {
    bool found = false;
    walk(n, [&](NodeRef m) {
        auto *load = as<Load>(m);
        NodeRef source = load ? load->array : tested_array(m);
        found = found || (source && written.count(variable(source, scope)));
    });
    return found;
}

// The accesses of a loop hold no tests of the loops inside of it.
bool tests_any(const For &loop, const Variables &written, const FunctionScope &scope) {
    bool found = false;
    walk(loop.body, [&](NodeRef n) {
        NodeRef array = tested_array(n);
        found = found || (array && written.count(variable(array, scope)));
    });
    return found;
}

bool loads_elements(NodeRef n) {
    bool found = false;
    walk(n, [&](NodeRef m) {
        auto *load = as<Load>(m);
        found = found || (load && !is_cell(load->array));
    });
    return found;
}

std::vector<NodeRef> evaluated_early(const Member &next, const std::vector<NodeRef> &lets) {
    std::vector<NodeRef> early(lets);
    early.insert(early.end(), next.guards.begin(), next.guards.end());
    early.insert(early.end(), {next.loop->lo, next.loop->hi});
    return early;
}

std::string scalar_obstacle(const Variables &written, const For &reader) {
    for (NodeRef cell : written)
        if (CellFlow flow(cell);
            is_cell(cell) && (flow.run_iteration(reader.body), flow.open_read()))
            return "`" + name_in_source(cell) + "` is assigned by one loop and read by the other";
    return "";
}

} // namespace

Member member_of(NodeRef statement) {
    Member member{statement, nullptr, {}};
    for (NodeRef n = statement; n;) {
        if (auto *loop = as<For>(n)) {
            bool proved = loop->kind == ForKind::parallel && loop->clauses &&
                          loop->clauses->proved && !loop->clauses->single;
            member.loop = proved ? loop : nullptr;
            return member;
        }
        auto *branch = as<If>(n);
        if (branch)
            member.guards.push_back(branch->cond);
        n = only_statement(branch ? branch->then : n);
    }
    return member;
}

bool Between::take(NodeRef statement) {
    if (statement->op == Op::Let)
        lets.push_back(statement);
    else if (auto *check = as<Check>(statement))
        checks.push_back(check->cond);
    else
        return false;
    return true;
}

bool needs_check(const Member &next, const std::vector<NodeRef> &lets) {
    for (NodeRef n : evaluated_early(next, lets))
        if (loads_elements(n))
            return !mutant(Mutant::team_loads_unchecked);
    return false;
}

std::string barrier_obstacle(const For &first, const Member &next, const std::vector<NodeRef> &lets,
                             const FunctionScope &scope) {
    if (may_raise(first))
        return "the loop above may raise an error, and this one must not have run then";
    const For &second = *next.loop;
    Variables above = written_by(first, scope), here = written_by(second, scope);
    for (NodeRef n : evaluated_early(next, lets))
        if (reads_any(n, above, scope) && !mutant(Mutant::team_bounds_unguarded))
            return "what this loop's bounds and tests read is written by the loop above";
    if (tests_any(first, here, scope) || tests_any(second, above, scope))
        return "what a test inside of one loop reads is written by the other";
    std::string scalar = scalar_obstacle(above, second);
    if (scalar.empty())
        scalar = scalar_obstacle(here, first);
    const Clauses &x = *first.clauses, &y = *second.clauses;
    if (scalar.empty() && (x.num_threads != y.num_threads || x.schedule != y.schedule))
        return "the loops ask for other threads or another schedule";
    return scalar;
}

} // namespace pragmac
