// The columns' body, cut at the depth.
//
//     for j in range(m):                for columns in chunks of range(m):
//         s = 0.0                           for block of range(n):
//         for k in range(n):                    for j in columns:
//             s += a[i, k] * b[k, j]   ->           s = 0.0 if block is the first else kept[i, j]
//         c[i, j] = s                               for k in block: s += a[i, k] * b[k, j]
//                                                   if block is the last: c[i, j] = s
//                                                   else: kept[i, j] = s
#include "depth_blocks.h"

#include "fields.h"
#include "mutants.h"

#include <algorithm>
#include <unordered_set>

namespace pragmac {
namespace {

using Nodes = std::unordered_set<NodeRef>;

bool loads(NodeRef n, const Nodes *of = nullptr) {
    bool found = false;
    walk(n, [&](NodeRef part) {
        if (auto *load = as<Load>(part))
            found |= !of || of->count(load->array);
    });
    return found;
}

struct Cut {
    std::vector<NodeRef> before, after;
    const For *depth = nullptr;
};
Cut cut(const For &columns) {
    Cut found;
    for (NodeRef s : statements_of(columns.body)) {
        if (auto *loop = as<For>(s); loop && !found.depth)
            found.depth = loop;
        else
            (found.depth ? found.after : found.before).push_back(s);
    }
    return found;
}

// Scalars that live longer than an iteration of the depth.
std::vector<NodeRef> lasting_scalars(const Cut &parts) {
    Nodes own, seen;
    std::vector<NodeRef> found;
    walk(parts.depth->body, [&](NodeRef n) {
        if (n->op == Op::Alloc)
            own.insert(as<Alloc>(n)->var);
    });
    auto look = [&](NodeRef s) {
        walk(s, [&](NodeRef n) {
            auto *alloc = as<Alloc>(n); // declared with a value
            NodeRef cell = alloc && alloc->fill != Fill::none ? alloc->var : written_variable(n);
            if (cell && !cell->type.array && !own.count(cell) && seen.insert(cell).second)
                found.push_back(cell);
        });
    };
    std::for_each(parts.before.begin(), parts.before.end(), look);
    look(parts.depth->body);
    return found;
}

std::vector<const Let *> names_in(NodeRef body) {
    std::vector<const Let *> found;
    walk(body, [&](NodeRef s) {
        if (auto *let = as<Let>(s); let && !let->var->type.array)
            found.push_back(let);
    });
    return found;
}

// `variables`, and the names in the body that are computed from them.
Nodes computed_from(Nodes variables, NodeRef body) {
    for (const Let *let : names_in(body))
        if (uses_any(let->value, variables))
            variables.insert(let->var);
    return variables;
}

// The value where the names declared in the body are not there: those that it needs get copies in
// `out`.
NodeRef with_own_names(NodeRef n, NodeRef body, Builder &build, std::vector<NodeRef> &out) {
    std::vector<const Let *> names = names_in(body), needed;
    std::vector<NodeRef> users{n};
    for (auto let = names.rbegin(); let != names.rend(); ++let) {
        auto uses = [&](NodeRef user) { return uses_any(user, {(*let)->var}); };
        if (std::none_of(users.begin(), users.end(), uses))
            continue;
        needed.push_back(*let);
        users.push_back((*let)->value);
    }
    Substitution own;
    for (auto let = needed.rbegin(); let != needed.rend(); ++let) {
        NodeRef copy = build.fresh((*let)->var);
        out.push_back(build.let(copy, substitute(build, (*let)->value, own)));
        own.emplace_back((*let)->var, copy);
    }
    return substitute(build, n, own);
}

// Whether a value, with what its names stand for, is the same in all rows and columns.
bool same_everywhere(NodeRef n, const For &rows) {
    Nodes differ{rows.var};
    walk(rows.body, [&](NodeRef s) {
        if (auto *let = as<Let>(s)) {
            if (let->var->type.array || loads(let->value) || uses_any(let->value, differ))
                differ.insert(let->var);
        } else if (NodeRef declared = declared_variable(s)) {
            differ.insert(declared);
        }
    });
    return !loads(n) && !uses_any(n, differ);
}

} // namespace

const For *depth_loop(const For &rows, const For &columns) {
    Cut parts = cut(columns);
    const For *depth = parts.depth;
    int64_t row_step = 0, column_step = 0, step = 0;
    // A `simd` loop runs in order here, as all loops in columns do.
    bool in_order = depth && (depth->kind == ForKind::serial || depth->kind == ForKind::simd);
    if (!in_order || !constant_i64(rows.step, row_step) || row_step != 1 ||
        !constant_i64(columns.step, column_step) || column_step != 1 ||
        !constant_i64(depth->step, step) || !same_everywhere(depth->lo, rows) ||
        !same_everywhere(depth->hi, rows))
        return nullptr;
    std::vector<NodeRef> scalars = lasting_scalars(parts);
    Nodes changed(scalars.begin(), scalars.end());
    bool ok = !scalars.empty();
    // What is in front of the depth is computed for every block anew, its scalars but once.
    for (NodeRef s : parts.before) {
        auto *let = as<Let>(s);
        ok &= !let || (!let->var->type.array && !loads(let->value, &changed));
        ok &= let || s->op == Op::Alloc || s->op == Op::If ||
              (written_variable(s) && !written_variable(s)->type.array);
    }
    walk(columns.body, [&](NodeRef n) {
        auto *alloc = as<Alloc>(n);
        auto *loop = as<For>(n);
        ok &= n->op != Op::Jump && n->op != Op::While && n->op != Op::View &&
              !(alloc && alloc->var->type.array) && !(loop && loop != &columns && loop != depth);
    });
    auto writes_arrays = [&](NodeRef s) {
        walk(s, [&](NodeRef n) {
            NodeRef written = written_variable(n);
            ok &= !(written && written->type.array);
        });
    };
    std::for_each(parts.before.begin(), parts.before.end(), writes_arrays);
    writes_arrays(depth->body);
    return ok ? depth : nullptr;
}

DepthBlocks::DepthBlocks(const For &rows, const For &columns, const DepthSizes &sizes,
                         NodeRef first_row, NodeRef end_row, int64_t count, Builder &build)
    : IntegerArithmetic(build), rows_(rows), columns_(columns), depth_(*cut(columns).depth),
      sizes_(sizes), first_row_(first_row), end_row_(end_row), most_rows_(count) {
    auto name = [&](const char *text) { return build.value_var(text, scalar(DType::i64)); };
    start_ = name("start"), block_ = name("block"), from_ = name("from"), to_ = name("to");
    for (NodeRef cell : lasting_scalars(cut(columns))) {
        std::string text = "waiting_" + std::string(as<Var>(cell)->info->name);
        waiting_.push_back({cell, build.array_var(text, cell->type.dtype, 2)});
    }
    int64_t step = 0;
    if (constant_i64(depth_.step, step) && step == 1)
        find_row_values();
}

// The largest expressions of floats that use a row's elements and nothing of a column.
void DepthBlocks::find_row_values() {
    Nodes of_column{columns_.var};
    for (const Waiting &w : waiting_)
        of_column.insert(w.cell);
    walk(depth_.body, [&](NodeRef n) {
        if (auto *alloc = as<Alloc>(n))
            of_column.insert(alloc->var);
    });
    of_column = computed_from(of_column, columns_.body);
    Nodes of_row = computed_from({rows_.var}, rows_.body),
          of_depth = computed_from({depth_.var}, rows_.body), read;
    for (const Let *let : names_in(rows_.body))
        if (loads(let->value) || uses_any(let->value, read))
            read.insert(let->var);
    auto visit = [&](auto &self, NodeRef n) -> void {
        bool computes = n->op != Op::Load && n->op != Op::Var && is_float(n->type.dtype);
        bool reads = loads(n) || uses_any(n, read);
        if (computes && reads && !uses_any(n, of_column) && uses_any(n, of_row) &&
            uses_any(n, of_depth))
            row_values_.push_back({n, build_.array_var("row_values", n->type.dtype, 2)});
        else if (n->op != Op::If && n->op != Op::Lazy) // what may not be computed stays
            for_each_child(n, [&](NodeRef child) { self(self, child); });
    };
    visit(visit, depth_.body);
}

NodeRef DepthBlocks::let(const char *name, NodeRef value, std::vector<NodeRef> &out) {
    NodeRef var = build_.value_var(name, value->type);
    out.push_back(build_.let(var, value));
    return var;
}

void DepthBlocks::declare(std::vector<NodeRef> &out) {
    build_.span = depth_.span;
    lo_ = let("lo", with_own_names(depth_.lo, rows_.body, build_, out), out);
    NodeRef hi = with_own_names(depth_.hi, rows_.body, build_, out);
    trip_ = let("depth", build_.range_length(lo_, hi, depth_.step), out);
    NodeRef blocks = build_.binary(BinaryOp::floor_div, trip_, build_.i64(sizes_.depth));
    count_ = let("blocks", build_.binary(BinaryOp::np_max, blocks, build_.i64(1)), out);
    size_ = let("size", quotient_up(trip_, count_), out); // about the same for all
    auto alloc = [&](NodeRef values, int64_t length) {
        out.push_back(
            build_.alloc_array(values, {build_.i64(most_rows_), build_.i64(length)}, Fill::none));
    };
    for (const Waiting &w : waiting_)
        alloc(w.values, sizes_.columns);
    for (const RowValue &r : row_values_)
        alloc(r.values, 2 * sizes_.depth);
}

NodeRef DepthBlocks::body() {
    auto [before, after, depth] = cut(columns_);
    std::vector<NodeRef> place{minus(rows_.var, first_row_), minus(columns_.var, start_)};
    std::vector<NodeRef> out, start, resume, wait;
    build_.span = columns_.span;
    for (auto [cell, values] : waiting_) {
        resume.push_back(build_.store(cell, {}, build_.load(values, place)));
        wait.push_back(build_.store(values, place, build_.load(cell)));
    }
    for (NodeRef s : before) {
        build_.span = s->span;
        auto *alloc = as<Alloc>(s);
        if (s->op == Op::Let) {
            out.push_back(s);
        } else if (!alloc) {
            start.push_back(s);
        } else {
            out.push_back(build_.alloc_cell(alloc->var));
            if (alloc->fill != Fill::none)
                start.push_back(build_.store(alloc->var, {},
                                             alloc->init ? alloc->init
                                                         : build_.constant(alloc->var->type, {})));
        }
    }
    build_.span = columns_.span;
    NodeRef first = build_.compare(CompareOp::eq, block_, build_.i64(0));
    if (mutant(Mutant::depth_starts_anew))
        first = build_.compare(CompareOp::ge, block_, build_.i64(0));
    NodeRef last = build_.compare(CompareOp::eq, plus(block_, build_.i64(1)), count_);
    out.push_back(build_.if_then(first, build_.block(start), build_.block(resume)));
    Substitution known;
    for (auto [value, values] : row_values_)
        known.emplace_back(value, build_.load(values, {place[0], minus(depth->var, from_)}));
    NodeRef inside = known.empty() ? depth->body : substitute(build_, depth->body, known);
    build_.span = depth->span;
    out.push_back(
        build_.for_loop(depth->var, from_, to_, depth->step, ForKind::serial, {}, inside));
    build_.span = columns_.span;
    out.push_back(build_.if_then(last, build_.block(after), build_.block(wait)));
    return build_.block(out);
}

NodeRef DepthBlocks::row_values_of_block() {
    std::vector<NodeRef> inside, place{minus(rows_.var, first_row_), minus(depth_.var, from_)};
    for (auto [value, values] : row_values_) {
        NodeRef alone = with_own_names(value, rows_.body, build_, inside);
        inside.push_back(build_.store(values, place, alone));
    }
    build_.span = depth_.span;
    Clauses independent;
    independent.proved = true;
    NodeRef end =
        mutant(Mutant::row_values_computed_once)
            ? build_.select(build_.compare(CompareOp::eq, block_, build_.i64(0)), to_, from_)
            : to_;
    NodeRef of_row = build_.for_loop(depth_.var, from_, end, depth_.step, ForKind::simd,
                                     independent, build_.block(inside));
    return build_.clone(
        build_.for_loop(rows_.var, first_row_, end_row_, rows_.step, ForKind::serial, {}, of_row));
}

NodeRef DepthBlocks::around(const For &columns, const Run &run) {
    build_.span = columns.span;
    NodeRef chunk = build_.value_var("chunk", scalar(DType::i64)),
            most = build_.i64(sizes_.columns);
    NodeRef trip = build_.range_length(columns.lo, columns.hi, columns.step);
    std::vector<NodeRef> in_chunk, in_block;
    in_chunk.push_back(build_.let(start_, plus(columns.lo, times(chunk, most))));
    NodeRef end =
        let("end", build_.binary(BinaryOp::np_min, plus(start_, most), columns.hi), in_chunk);
    NodeRef done =
        let("done", build_.binary(BinaryOp::np_min, times(block_, size_), trip_), in_block);
    NodeRef next = build_.binary(BinaryOp::np_min, plus(done, size_), trip_);
    in_block.push_back(build_.let(from_, plus(lo_, times(done, depth_.step))));
    in_block.push_back(build_.let(to_, plus(lo_, times(next, depth_.step))));
    if (!row_values_.empty())
        in_block.push_back(row_values_of_block());
    run(*as<For>(build_.for_loop(columns.var, start_, end, columns.step, ForKind::serial, {},
                                 columns.body)),
        in_block);
    build_.span = columns.span;
    in_chunk.push_back(build_.for_loop(block_, build_.i64(0), count_, build_.i64(1),
                                       ForKind::serial, {}, build_.block(in_block)));
    return build_.for_loop(chunk, build_.i64(0), quotient_up(trip, most), build_.i64(1),
                           ForKind::serial, {}, build_.block(in_chunk));
}

} // namespace pragmac
