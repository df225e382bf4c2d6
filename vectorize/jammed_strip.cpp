// The body is cut at its loops; each part in between becomes one loop over lanes.
//
//     for j in range(m):                for t in range(m / 32):
//         s = 0.0                           alloc s_lanes[32]
//         for k in range(n):                for l in range(32) simd: s_lanes[l] = 0.0
//             s += a[i, k] * b[k, j]   ->   for k in range(n):
//         c[i, j] = s                           for l in range(32) simd:
//                                                   s_lanes[l] += a[i, k] * b[k, 32 * t + l]
//                                           for l in range(32) simd: c[i, 32 * t + l] = s_lanes[l]
//                                       … and what is left of range(m)
//
// Legal because iterations are independent: what one reads no other one writes, so that any
// interleaving of them is one of the allowed orders, and a value that is computed from nothing that
// differs between them may be computed once.
#include "jammed_strip.h"

#include "fields.h"
#include "guard_exits.h"
#include "mutants.h"
#include "uniform_loads.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace pragmac {
namespace {

using Nodes = std::unordered_set<NodeRef>;

// The variables that differ between lanes: the loop's, and what is computed from it.
class Varying {
  public:
    Varying(const For &loop, const JamRows &rows) {
        vars.insert(loop.var);
        if (rows.loop)
            vars.insert(rows.loop->var);
        include(loop.body);
    }
    void include(NodeRef body) {
        walk(body, [&](NodeRef n) {
            NodeRef written = written_variable(n);
            if (written && !written->type.array)
                vars.insert(written); // a cell
        });
        lets(body);
    }
    Nodes vars;
    bool in(NodeRef n) const { return uses_any(n, vars); }

  private:
    // In the order of the text: a value's names come before it.
    void lets(NodeRef n) {
        if (auto *let = as<Let>(n); let && in(let->value))
            vars.insert(let->var);
        for_each_child(n, [&](NodeRef child) { lets(child); });
    }
};

std::string obstacle_in(NodeRef n, const Varying &varying) {
    switch (n->op) {
    case Op::Check: return "its iterations may raise";
    case Op::Return: return "its iterations may end the function";
    case Op::Print: return "it prints";
    case Op::FetchUpdate:
    case Op::SharedStore: return "its iterations meet in an array";
    default: break;
    }
    if (auto *update = as<Update>(n); update && update->order == UpdateOrder::atomic)
        return "its iterations meet in an array";
    if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
        return "it makes an array";
    if (auto *let = as<Let>(n); let && let->var->type.array)
        return "it names an array";
    auto *loop = as<For>(n);
    bool one_for_all = mutant(Mutant::jam_crosses_bounds);
    if (loop && !one_for_all &&
        (varying.in(loop->lo) || varying.in(loop->hi) || varying.in(loop->step)))
        return "a loop inside has other bounds in each iteration";
    std::string found;
    for_each_child(n, [&](NodeRef child) {
        if (found.empty() && child->type == no_type)
            found = obstacle_in(child, varying);
    });
    return found;
}

class Jamming {
  public:
    Jamming(const For &loop, int32_t width, const JamRows &rows, Builder &build)
        : loop_(loop), width_(width), rows_(rows), build_(build), varying_(loop, rows) {}

    // The iterations of the strip that starts with the loop variable's value `first`.
    NodeRef strip(NodeRef first) {
        build_.span = loop_.span;
        first_ = first;
        divide(loop_.body, parts_, nullptr);
        find_shared(parts_);
        std::vector<NodeRef> out;
        for (int32_t row = 0; row < rows_.count; row++)
            out_of_rows(row, out);
        write(parts_, out);
        return build_.clone(build_.block(out));
    }

  private:
    struct Row {
        NodeRef index = nullptr; // the loop's variable there
        std::unordered_map<NodeRef, NodeRef> values; // the array of a shared variable
    };
    void out_of_rows(int32_t number, std::vector<NodeRef> &out) {
        Row row;
        if (rows_.loop) {
            row.index = build_.value_var(as<Var>(rows_.loop->var)->info->name, scalar(DType::i64));
            NodeRef ahead = build_.binary(BinaryOp::mul, build_.i64(number), rows_.loop->step);
            out.push_back(build_.let(row.index, build_.binary(BinaryOp::add, rows_.first, ahead)));
        }
        for (NodeRef var : shared_) {
            NodeRef values = build_.array_var(std::string(as<Var>(var)->info->name) + "_lanes",
                                              var->type.dtype, 1);
            // A part reads and writes back what it may only write: there must be something to read.
            out.push_back(build_.alloc_array(values, {build_.i64(width_)}, Fill::zero));
            row.values[var] = values;
        }
        all_.push_back(std::move(row));
    }

    // What the lanes run one after the other, or a statement that all run at once.
    struct Part {
        std::vector<NodeRef> by_lanes;
        NodeRef together = nullptr; // a loop, a choice, or a value
        std::vector<Part> inside, otherwise;
        NodeRef mask = nullptr; // a cell: by_lanes are for the lanes where it is true
        NodeRef any = nullptr; // likewise: `inside` is for these lanes, where there is one
    };

    // Under `mask`.
    void divide(NodeRef n, std::vector<Part> &parts, NodeRef mask) {
        if (auto *block = as<Block>(n)) {
            for (NodeRef s : block->body)
                divide(s, parts, mask);
        } else if (n->op == Op::For || n->op == Op::While) {
            Part part{.together = n};
            divide(n->op == Op::For ? as<For>(n)->body : as<While>(n)->body, part.inside, mask);
            parts.push_back(std::move(part));
        } else if (auto *choice = as<If>(n); choice && (!varying_.in(choice->cond) ||
                                                        holds_loop(n) || has_uniform_loads(n))) {
            if (varying_.in(choice->cond))
                return divide_by_lanes(*choice, parts, mask);
            Part part{.together = n};
            divide(choice->then, part.inside, mask);
            divide(choice->otherwise, part.otherwise, mask);
            parts.push_back(std::move(part));
        } else if (n->op == Op::Let && !varying_.vars.count(as<Let>(n)->var)) {
            // In front of the lanes' statements so far, which it has nothing to do with.
            Part value{.together = n};
            bool behind = !parts.empty() && !parts.back().by_lanes.empty();
            parts.insert(behind ? parts.end() - 1 : parts.end(), std::move(value));
        } else {
            if (parts.empty() || parts.back().together || parts.back().mask != mask)
                parts.push_back({.mask = mask});
            parts.back().by_lanes.push_back(n);
        }
    }

    // Whether a branch of the choice loads what is the same for all lanes: a load that the lanes
    // made one by one, each behind its own test, would take longer than all the rest.
    bool has_uniform_loads(NodeRef n) {
        auto *choice = as<If>(n);
        return !rows_.loop && varying_.in(choice->cond) &&
               (!loads_in(choice->then).empty() || !loads_in(choice->otherwise).empty());
    }
    std::vector<NodeRef> loads_in(NodeRef branch) {
        return uniform_loads(branch, loop_.body, [&](NodeRef n) { return varying_.in(n); });
    }
    // The branch, with these loads made once in front of it.
    NodeRef with_loads_ahead(NodeRef branch, std::vector<Part> &parts) {
        for (NodeRef load : loads_in(branch)) {
            NodeRef value = build_.value_var("shared", load->type);
            parts.push_back({.together = build_.let(value, load)});
            branch = replaced(branch, load, value);
        }
        return branch;
    }
    NodeRef replaced(NodeRef n, NodeRef old, NodeRef by) {
        if (n == old)
            return by;
        return build_.map_children(n, [&](NodeRef child) { return replaced(child, old, by); });
    }

    // A choice that differs between lanes, with loops inside or loads for all lanes: each branch is
    // for the lanes of a mask, and runs where there is one.
    void divide_by_lanes(const If &choice, std::vector<Part> &parts, NodeRef mask) {
        auto both = [&](NodeRef cond) {
            NodeRef here =
                mask ? build_.lazy(is_set(mask, build_), cond, build_.boolean(false)) : cond;
            return as_flag(here, build_);
        };
        auto branch = [&](NodeRef cond, NodeRef body) {
            build_.span = choice.span;
            NodeRef own = build_.cell_var("mask", scalar(DType::i64));
            varying_.vars.insert(own);
            shared_.push_back(own);
            parts.push_back({.by_lanes = {build_.store(own, {}, both(cond))}});
            Part part{.together = &choice, .any = own};
            divide(with_loads_ahead(body, part.inside), part.inside,
                   mutant(Mutant::guards_forgotten) ? mask : own);
            parts.push_back(std::move(part));
            return own;
        };
        NodeRef taken = branch(choice.cond, choice.then);
        if (auto *otherwise = as<Block>(choice.otherwise); !otherwise || !otherwise->body.empty())
            branch(build_.unary(UnaryOp::logical_not, is_set(taken, build_)), choice.otherwise);
    }

    // Cells, and values that a part other than their own uses: they need a place for each lane.
    void find_shared(const std::vector<Part> &parts) {
        for (const Part &part : parts) {
            Nodes own; // names, and cells of a branch
            for (NodeRef s : part.by_lanes)
                walk(s, [&](NodeRef n) {
                    if (auto *let = as<Let>(n))
                        own.insert(let->var);
                    if (auto *alloc = as<Alloc>(n); alloc && n != s)
                        own.insert(alloc->var);
                });
            for (NodeRef s : part.by_lanes)
                walk(s, [&](NodeRef n) {
                    bool there = n->op == Op::Var && n != loop_.var && varying_.vars.count(n) &&
                                 !own.count(n);
                    if (there && std::find(shared_.begin(), shared_.end(), n) == shared_.end())
                        shared_.push_back(n);
                });
            find_shared(part.inside), find_shared(part.otherwise);
        }
    }

    // Nothing but scalars that have no value yet; their places are there already.
    static bool only_declares(const std::vector<NodeRef> &statements) {
        return std::all_of(statements.begin(), statements.end(), [](NodeRef s) {
            auto *alloc = as<Alloc>(s);
            return alloc && alloc->fill == Fill::none;
        });
    }

    void write(const std::vector<Part> &parts, std::vector<NodeRef> &out) {
        auto inner = [&](const std::vector<Part> &inside) {
            std::vector<NodeRef> body;
            write(inside, body);
            return build_.block(body);
        };
        for (const Part &part : parts) {
            if (!part.together) {
                if (!only_declares(part.by_lanes))
                    out.push_back(over_lanes(part.by_lanes, part.mask));
            } else if (part.any) {
                NodeRef any = any_lane(part.any, out), body = inner(part.inside);
                build_.span = part.together->span;
                out.push_back(build_.if_then(is_set(any, build_), body));
            } else if (auto *loop = as<For>(part.together)) {
                NodeRef body = inner(part.inside);
                if (NodeRef flag = flag_of(loop); flag && all_[0].values.count(flag))
                    body = build_.block({leave_unless_any(flag), body});
                build_.span = loop->span;
                out.push_back(build_.for_loop(loop->var, loop->lo, loop->hi, loop->step,
                                              ForKind::serial, {}, body));
            } else if (part.together->op == Op::While) {
                NodeRef flag = flag_of(part.together), any = any_lane(flag, out);
                std::vector<NodeRef> body;
                write(part.inside, body);
                build_.span = part.together->span;
                body.push_back(look_at_lanes(flag, any));
                out.push_back(build_.while_loop(is_set(any, build_), build_.block(body)));
            } else if (auto *choice = as<If>(part.together)) {
                NodeRef then = inner(part.inside), otherwise = inner(part.otherwise);
                build_.span = choice->span;
                out.push_back(build_.if_then(choice->cond, then, otherwise));
            } else {
                out.push_back(part.together);
            }
        }
    }

    // A cell that says whether the flag is true for any lane.
    NodeRef any_lane(NodeRef flag, std::vector<NodeRef> &out) {
        NodeRef any = build_.cell_var("any", scalar(DType::i64));
        out.push_back(build_.alloc_cell(any, build_.i64(0)));
        out.push_back(look_at_lanes(flag, any));
        return any;
    }
    NodeRef look_at_lanes(NodeRef flag, NodeRef any) {
        NodeRef lane = new_lane();
        bool all = mutant(Mutant::exits_tested_once);
        NodeRef more = build_.binary(all ? BinaryOp::bit_and : BinaryOp::bit_or, build_.load(any),
                                     build_.load(all_[0].values.at(flag), {lane}));
        return build_.block({build_.store(any, {}, build_.i64(all)),
                             loop_over_lanes(lane, {build_.store(any, {}, more)})});
    }
    NodeRef leave_unless_any(NodeRef flag) {
        std::vector<NodeRef> out;
        NodeRef any = any_lane(flag, out);
        out.push_back(build_.if_then(build_.unary(UnaryOp::logical_not, is_set(any, build_)),
                                     build_.block({build_.jump(JumpKind::loop_break)})));
        return build_.block(out);
    }

    NodeRef new_lane() { return build_.value_var("lane", scalar(DType::i64)); }
    NodeRef loop_over_lanes(NodeRef lane, const std::vector<NodeRef> &body) {
        Clauses clauses;
        clauses.proved = true;
        clauses.simd = width_;
        return build_.for_loop(lane, build_.i64(0), build_.i64(width_), build_.i64(1),
                               ForKind::simd, clauses, build_.block(body));
    }

    // The lanes of all rows: one loop, as the vectoriser takes as long for each loop as for a long
    // body.
    NodeRef over_lanes(const std::vector<NodeRef> &statements, NodeRef mask) {
        build_.span = statements[0]->span;
        NodeRef lane = new_lane();
        NodeRef index = build_.value_var(as<Var>(loop_.var)->info->name, scalar(DType::i64));
        NodeRef ahead = build_.binary(BinaryOp::mul, lane, loop_.step);
        std::vector<NodeRef> body{build_.let(index, build_.binary(BinaryOp::add, first_, ahead))};
        for (const Row &row : all_)
            body.push_back(build_.clone(of_row(statements, mask, row, lane, index)));
        return build_.clone(loop_over_lanes(lane, body));
    }

    NodeRef of_row(const std::vector<NodeRef> &statements, NodeRef mask, const Row &row,
                   NodeRef lane, NodeRef index) {
        std::vector<NodeRef> body, inside, names, behind;
        Substitution own{{loop_.var, index}};
        if (rows_.loop)
            own.emplace_back(rows_.loop->var, row.index);
        for (NodeRef var : shared_)
            if (var == mask)
                body.push_back(own_cell(var, lane, own, row));
            else
                take(var, statements, lane, row, own, body, names, behind);
        for (NodeRef s : statements)
            if (NodeRef written = declared_as_cell(s, own))
                inside.push_back(written);
            else if (s->op != Op::Alloc)
                inside.push_back(substitute(build_, s, own));
        inside.insert(inside.end(), names.begin(), names.end());
        if (mask) {
            NodeRef mine = substitute(build_, is_set(mask, build_), own);
            body.push_back(build_.if_then(mine, build_.block(inside)));
        } else {
            body.insert(body.end(), inside.begin(), inside.end());
        }
        body.insert(body.end(), behind.begin(), behind.end());
        return build_.block(body);
    }

    // The lane's own cell for a shared one, with its value.
    NodeRef own_cell(NodeRef var, NodeRef lane, Substitution &own, const Row &row) {
        NodeRef mine = build_.cell_var(as<Var>(var)->info->name, var->type);
        own.emplace_back(var, mine);
        return build_.alloc_cell(mine, build_.load(row.values.at(var), {lane}));
    }

    // The lane's value of `var` before `statements`; behind them its place takes in what they name
    // or change.
    void take(NodeRef var, const std::vector<NodeRef> &statements, NodeRef lane, const Row &row,
              Substitution &own, std::vector<NodeRef> &body, std::vector<NodeRef> &names,
              std::vector<NodeRef> &behind) {
        bool used = false, written = false, named = false;
        for (NodeRef s : statements)
            walk(s, [&](NodeRef n) {
                used |= n == var;
                auto *alloc = as<Alloc>(n); // declared with a value
                written |= written_variable(n) == var ||
                           (alloc && alloc->var == var && alloc->fill != Fill::none);
                named |= n->op == Op::Let && as<Let>(n)->var == var;
            });
        if (!used)
            return;
        NodeRef place = row.values.at(var);
        if (mutant(Mutant::jam_shares_scalars))
            lane = build_.i64(0);
        if (named) // the value is made here
            return names.push_back(build_.store(place, {lane}, var));
        if (!is_cell_of(var)) {
            NodeRef value = build_.value_var(as<Var>(var)->info->name, var->type);
            body.push_back(build_.let(value, build_.load(place, {lane})));
            return own.emplace_back(var, value), void();
        }
        body.push_back(own_cell(var, lane, own, row));
        if (written)
            behind.push_back(build_.store(place, {lane}, build_.load(own.back().second)));
    }

    static bool is_cell_of(NodeRef var) { return as<Var>(var)->info->role == VarRole::cell; }

    // `alloc s = x` of a cell that has a place: an assignment.
    NodeRef declared_as_cell(NodeRef s, const Substitution &own) {
        auto *alloc = as<Alloc>(s);
        if (!alloc || alloc->fill == Fill::none)
            return nullptr;
        NodeRef value = alloc->fill == Fill::value
                            ? substitute(build_, alloc->init, own)
                            : build_.constant(scalar(alloc->var->type.dtype), {});
        for (const auto &[cell, mine] : own)
            if (cell == alloc->var)
                return build_.store(mine, {}, value);
        return nullptr;
    }

    const For &loop_;
    int32_t width_;
    const JamRows &rows_;
    Builder &build_;
    Varying varying_;
    NodeRef first_ = nullptr;
    std::vector<Part> parts_;
    std::vector<NodeRef> shared_;
    std::vector<Row> all_;
};

} // namespace

std::string jam_obstacle(const For &loop) {
    if (!holds_loop(loop.body))
        return "it holds no loop";
    if (!exits_stay_inside(loop.body))
        return "its iterations may end it";
    return obstacle_in(loop.body, Varying(loop, {}));
}

std::string rows_obstacle(const For &rows, const For &columns) {
    std::string found;
    walk(columns.body, [&](NodeRef n) {
        if (n->op == Op::Jump || n->op == Op::While)
            found = "its iterations end at different times";
        if (auto *choice = as<If>(n); choice && holds_loop(n))
            found = "a loop inside is conditional";
    });
    Varying varying(columns, {.loop = &rows});
    varying.include(rows.body); // its names
    bool reads = false; // what another row may have changed
    for (NodeRef bound : {columns.lo, columns.hi})
        walk(bound, [&](NodeRef n) { reads |= n->op == Op::Load; });
    int64_t step = 0;
    if (reads || !constant_i64(columns.step, step) || step != 1)
        return "its rows have columns of a step, or bounds from memory";
    return found.empty() ? obstacle_in(columns.body, varying) : found;
}

NodeRef jammed_strip(const For &loop, int32_t width, NodeRef first, const JamRows &rows,
                     Builder &build) {
    return Jamming(loop, width, rows, build).strip(first);
}

} // namespace pragmac
