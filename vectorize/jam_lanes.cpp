// Strips of a loop, narrower strips, and what is left in order; see jammed_strip for one of them.
//
//     for i in range(n):                for t in range(n / 4):
//         for j in range(m):                for u in range(m / 8):
//             c[i, j] = …        ->             lanes of c[4 * t, 8 * u : 8 * u + 8] = …
//                                               … and of the next three rows
//                                           … and what is left of range(m), column by column
//                                       … and what is left of range(n)
#include "jam_lanes.h"

#include "fields.h"
#include "guard_exits.h"
#include "mutants.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace pragmac {
namespace {

class Rewriter {
  public:
    Rewriter(Builder &build, const JammedLoops &loops) : build_(build), loops_(loops) {}

    NodeRef rewrite(NodeRef n, bool in_parallel) {
        if (n->type != no_type)
            return n;
        auto *loop = as<For>(n);
        bool parallel =
            loop && loop->kind == ForKind::parallel && loop->clauses && loop->clauses->proved;
        if (auto tile = loops_.tiles.find(loop); tile != loops_.tiles.end())
            return tiled(*loop, tile->second, parallel && !in_parallel);
        if (auto found = loops_.widths.find(loop); found != loops_.widths.end())
            return jammed(*loop, found->second, parallel && !in_parallel);
        return build_.map_children(
            n, [&](NodeRef child) { return rewrite(child, in_parallel || parallel); });
    }

  private:
    struct Range {
        const For &loop;
        NodeRef lo, hi, trip;
    };

    Range range_of(const For &loop, std::vector<NodeRef> &out) {
        build_.span = loop.span;
        NodeRef lo = let("lo", loop.lo, out), hi = let("hi", loop.hi, out);
        return {loop, lo, hi, let("trip", build_.range_length(lo, hi, loop.step), out)};
    }

    // `spread`: the strips are what threads share.
    NodeRef jammed(const For &loop, int32_t width, bool spread) {
        std::vector<NodeRef> out;
        Range range = range_of(loop, out);
        if (spread)
            out.push_back(shared_strips(range, width));
        else
            strips(range, width, build_.i64(0), nullptr, out);
        return build_.block(out);
    }

    // Rows of a loop in tiles: so many rows each, from the row of number `start`.
    struct Tiles {
        const Range &range;
        int32_t rows;
        NodeRef start, count;
        NodeRef end(Builder &build) const {
            NodeRef all = build.binary(BinaryOp::mul, count, build.i64(rows));
            return build.binary(BinaryOp::add, start, all);
        }
    };

    // Groups of tiles, which threads share: the columns' loads stay in the cache from one tile to
    // the next, where they would come from far away for every tile if its columns were done in a
    // row.
    NodeRef tiled(const For &loop, const JamTile &tile, bool spread) {
        std::vector<NodeRef> out, body;
        Range range = range_of(loop, out);
        NodeRef size = let("group", group_size(range, tile.rows, spread), out);
        NodeRef up = build_.binary(BinaryOp::sub, build_.binary(BinaryOp::add, range.trip, size),
                                   build_.i64(1));
        NodeRef groups = let("groups", build_.binary(BinaryOp::floor_div, up, size), out);
        NodeRef number = build_.value_var("g", scalar(DType::i64));
        NodeRef start = let("start", build_.binary(BinaryOp::mul, number, size), body);
        NodeRef left =
            build_.binary(BinaryOp::np_min, size, build_.binary(BinaryOp::sub, range.trip, start));
        NodeRef last = let("last", build_.binary(BinaryOp::add, start, left), body);
        NodeRef full = build_.binary(BinaryOp::floor_div, left, build_.i64(tile.rows));
        Tiles tiles{range, tile.rows, start, let("tiles", full, body)};
        std::optional<DepthBlocks> blocks;
        if (tile.depth) {
            NodeRef first = let("first_row", at(range, start), body);
            NodeRef end = let("end_row", at(range, tiles.end(build_)), body);
            blocks.emplace(loop, *tile.columns, *tile.depth, first, end, most_tiles * tile.rows,
                           build_);
            blocks->declare(body);
        }
        TileParts parts = parts_of(loop, tile, blocks ? blocks->body() : tile.columns->body);
        body.insert(body.end(), parts.shared.begin(), parts.shared.end());
        in_rows(tiles, parts.before, body);
        int32_t width = loops_.widths.at(tile.columns);
        auto run = [&](const For &columns, std::vector<NodeRef> &to) {
            strips(range_of(columns, to), width, build_.i64(0), &tiles, to);
        };
        const For &all = parts.ragged ? common_columns(tiles, parts, body) : *parts.columns;
        if (blocks)
            body.push_back(blocks->around(all, run));
        else
            run(all, body);
        if (parts.ragged)
            in_rows(tiles, {other_columns(all, parts, width)}, body);
        in_rows(tiles, parts.after, body);
        NodeRef row = rewrite(loop.body, true);
        body.push_back(build_.clone(over_rows(range, tiles.end(build_), last, row)));
        build_.span = loop.span;
        bool shared = spread && loop.clauses;
        out.push_back(build_.for_loop(number, build_.i64(0), groups, build_.i64(1),
                                      shared ? loop.kind : ForKind::serial,
                                      shared ? *loop.clauses : Clauses{}, build_.block(body)));
        return build_.block(out);
    }
    // As many tiles as their loads' cache serves; but some groups for every thread.
    NodeRef group_size(const Range &range, int32_t rows, bool spread) {
        constexpr int64_t groups = 16;
        NodeRef most = build_.i64(most_tiles), tiles = most;
        if (spread) {
            NodeRef share =
                build_.binary(BinaryOp::floor_div, range.trip, build_.i64(rows * groups));
            tiles = build_.binary(BinaryOp::np_max, build_.i64(1),
                                  build_.binary(BinaryOp::np_min, most, share));
        }
        return build_.binary(BinaryOp::mul, tiles, build_.i64(rows));
    }

    // What the parts of a tile are made of.
    struct TileParts {
        std::vector<NodeRef> shared; // names that are the same in all rows
        std::vector<NodeRef> before, after; // of a row
        std::vector<NodeRef> names; // of a row, and its scalars
        const For *columns = nullptr; // with the names of its row
        const For *of_row = nullptr; // without
        bool ragged = false; // each row has other columns

        // For a copy, which declares the names for itself.
        std::vector<NodeRef> with_names(const std::vector<NodeRef> &body) const {
            std::vector<NodeRef> all(names);
            all.insert(all.end(), body.begin(), body.end());
            return all;
        }
    };
    TileParts parts_of(const For &rows, const JamTile &tile, NodeRef of_column) {
        AroundColumns around = statements_around(rows, *tile.columns);
        std::unordered_set<NodeRef> differ{rows.var};
        TileParts parts;
        std::vector<NodeRef> cells;
        for (NodeRef s : around.before) {
            bool differs = s->op != Op::Let;
            walk(s, [&](NodeRef n) { differs |= differ.count(n) != 0; });
            if (!differs) {
                parts.shared.push_back(s);
                continue;
            }
            parts.before.push_back(s);
            if (auto *let = as<Let>(s))
                differ.insert(let->var), parts.names.push_back(s);
            if (s->op == Op::Alloc)
                cells.push_back(s);
        }
        parts.names.insert(parts.names.end(), cells.begin(), cells.end());
        parts.after = around.after.empty() ? around.after : parts.with_names(around.after);
        const For &columns = *tile.columns;
        parts.of_row = &columns;
        parts.ragged = uses_any(columns.lo, differ) || uses_any(columns.hi, differ);
        NodeRef body = build_.block(parts.with_names({of_column}));
        parts.columns = &between(columns, columns.lo, columns.hi, body);
        return parts;
    }
    // The loop, from `lo` to `hi`.
    const For &between(const For &loop, NodeRef lo, NodeRef hi, NodeRef body = nullptr) {
        build_.span = loop.span;
        return *as<For>(build_.for_loop(loop.var, lo, hi, loop.step, ForKind::serial, {},
                                        body ? body : loop.body));
    }

    // The columns that all rows of the tiles have.
    const For &common_columns(const Tiles &tiles, const TileParts &parts,
                              std::vector<NodeRef> &out) {
        const For &columns = *parts.columns;
        NodeRef first = build_.cell_var("first", scalar(DType::i64)),
                end = build_.cell_var("end", scalar(DType::i64));
        constexpr int64_t largest = std::numeric_limits<int64_t>::max();
        out.push_back(build_.alloc_cell(first, build_.i64(-largest)));
        out.push_back(build_.alloc_cell(end, build_.i64(largest)));
        auto take = [&](NodeRef cell, BinaryOp op, NodeRef bound) {
            return build_.store(cell, {}, build_.binary(op, build_.load(cell), bound));
        };
        NodeRef look = build_.block(parts.with_names(
            {take(first, BinaryOp::np_max, columns.lo), take(end, BinaryOp::np_min, columns.hi)}));
        NodeRef rows = over_rows(tiles.range, tiles.start, tiles.end(build_), look);
        out.push_back(build_.clone(rows));
        NodeRef lo = let("common", build_.load(first), out);
        NodeRef hi = let("common_end", build_.binary(BinaryOp::np_max, lo, build_.load(end)), out);
        return between(columns, lo, hi);
    }
    // A row's columns on both sides of the common ones, in strips of their own.
    NodeRef other_columns(const For &common, const TileParts &parts, int32_t width) {
        const For &columns = *parts.of_row;
        NodeRef side = build_.value_var("side", scalar(DType::i64));
        NodeRef left = build_.compare(CompareOp::eq, side, build_.i64(0));
        NodeRef behind = build_.binary(BinaryOp::np_max, columns.lo, common.hi),
                ahead = build_.binary(BinaryOp::np_min, common.lo, columns.hi);
        std::vector<NodeRef> body;
        const For &part = between(columns, build_.select(left, columns.lo, behind),
                                  build_.select(left, ahead, columns.hi));
        strips(range_of(part, body), width, build_.i64(0), nullptr, body);
        build_.span = columns.span;
        int64_t count = mutant(Mutant::ragged_sides_dropped) ? 1 : 2;
        NodeRef sides = build_.for_loop(side, build_.i64(0), build_.i64(count), build_.i64(1),
                                        ForKind::serial, {}, build_.block(body));
        return build_.block(parts.with_names({sides}));
    }
    // The statements in every row of the tiles, one row after the other.
    void in_rows(const Tiles &tiles, const std::vector<NodeRef> &statements,
                 std::vector<NodeRef> &out) {
        bool idle = std::all_of(statements.begin(), statements.end(),
                                [](NodeRef s) { return s->op == Op::Let || s->op == Op::Alloc; });
        if (!idle)
            out.push_back(build_.clone(
                over_rows(tiles.range, tiles.start, tiles.end(build_), build_.block(statements))));
    }
    NodeRef over_rows(const Range &range, NodeRef from, NodeRef to, NodeRef body) {
        const For &loop = range.loop;
        build_.span = loop.span;
        return build_.for_loop(loop.var, at(range, from), at(range, to), loop.step, ForKind::serial,
                               {}, body);
    }

    // A parallel loop with an iteration per strip.
    NodeRef shared_strips(const Range &range, int32_t width) {
        const For &loop = range.loop;
        NodeRef up = build_.binary(BinaryOp::add, range.trip, build_.i64(width - 1));
        NodeRef strips = build_.binary(BinaryOp::floor_div, up, build_.i64(width));
        NodeRef strip = build_.value_var("strip", scalar(DType::i64));
        std::vector<NodeRef> body, full, rest;
        NodeRef start = let("start", build_.binary(BinaryOp::mul, strip, build_.i64(width)), body);
        NodeRef left = build_.binary(BinaryOp::sub, range.trip, start);
        NodeRef first = let("first", at(range, start), full);
        full.push_back(jammed_strip(guarded(loop), width, first, {}, build_));
        narrower(range, width, start, nullptr, rest);
        build_.span = loop.span;
        body.push_back(build_.if_then(build_.compare(CompareOp::ge, left, build_.i64(width)),
                                      build_.block(full), build_.block(rest)));
        return build_.for_loop(strip, build_.i64(0), strips, build_.i64(1), loop.kind,
                               *loop.clauses, build_.block(body));
    }

    const For &guarded(const For &loop) {
        NodeRef body = guard_exits(loop.body, build_);
        build_.span = loop.span;
        const Clauses none;
        return *as<For>(build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, loop.kind,
                                        loop.clauses ? *loop.clauses : none, body));
    }
    NodeRef let(const char *name, NodeRef value, std::vector<NodeRef> &out) {
        NodeRef var = build_.value_var(name, value->type);
        out.push_back(build_.let(var, value));
        return var;
    }
    // The loop's variable in its k-th iteration.
    NodeRef at(const Range &range, NodeRef k) {
        return build_.binary(BinaryOp::add, range.lo,
                             build_.binary(BinaryOp::mul, k, range.loop.step));
    }

    // All iterations from the one of number `done`: strips, narrower ones, and in order; in tiles,
    // one by one for all their rows.
    void strips(const Range &range, int32_t width, NodeRef done, const Tiles *tiles,
                std::vector<NodeRef> &out) {
        build_.span = range.loop.span;
        NodeRef left = build_.binary(BinaryOp::sub, range.trip, done), wide = build_.i64(width);
        NodeRef count = let("strips", build_.binary(BinaryOp::floor_div, left, wide), out);
        NodeRef strip = build_.value_var("strip", scalar(DType::i64));
        NodeRef before = build_.binary(BinaryOp::mul, strip, wide);
        std::vector<NodeRef> body;
        NodeRef first = let("first", at(range, build_.binary(BinaryOp::add, done, before)), body);
        body.push_back(one_strip(range, width, first, tiles));
        build_.span = range.loop.span;
        out.push_back(build_.for_loop(strip, build_.i64(0), count, build_.i64(1), ForKind::serial,
                                      {}, build_.block(body)));
        NodeRef jammed = build_.binary(BinaryOp::mul, count, wide);
        narrower(range, width, let("done", build_.binary(BinaryOp::add, done, jammed), out), tiles,
                 out);
    }
    NodeRef one_strip(const Range &range, int32_t width, NodeRef first, const Tiles *tiles) {
        const For &loop = guarded(range.loop);
        if (!tiles)
            return jammed_strip(loop, width, first, {}, build_);
        NodeRef tile = build_.value_var("tile", scalar(DType::i64));
        NodeRef ahead = build_.binary(BinaryOp::mul, tile, build_.i64(tiles->rows));
        NodeRef row = build_.binary(BinaryOp::add, tiles->start, ahead);
        std::vector<NodeRef> body;
        JamRows rows{&tiles->range.loop, let("row", at(tiles->range, row), body), tiles->rows};
        body.push_back(jammed_strip(loop, width, first, rows, build_));
        return build_.for_loop(tile, build_.i64(0), tiles->count, build_.i64(1), ForKind::serial,
                               {}, build_.block(body));
    }
    void narrower(const Range &range, int32_t width, NodeRef done, const Tiles *tiles,
                  std::vector<NodeRef> &out) {
        if (width > narrowest)
            return strips(range, narrowest, done, tiles, out);
        if (tiles && width == 1)
            return; // nothing is left
        if (tiles) // one column of all rows: as many sums at a time
            return strips(range, 1, done, tiles, out);
        const For &loop = range.loop;
        build_.span = loop.span;
        if (mutant(Mutant::strips_lose_rest))
            done = range.trip;
        NodeRef left = build_.for_loop(loop.var, at(range, done), range.hi, loop.step,
                                       ForKind::serial, {}, loop.body);
        out.push_back(build_.clone(left));
    }

    static constexpr int32_t narrowest = 8;
    static constexpr int64_t most_tiles = 16; // of a group
    Builder &build_;
    const JammedLoops &loops_;
};

} // namespace

AroundColumns statements_around(const For &rows, const For &columns) {
    AroundColumns around;
    for (NodeRef s : statements_of(rows.body))
        if (s == &columns)
            around.found = true;
        else
            (around.found ? around.after : around.before).push_back(s);
    return around;
}

std::string around_obstacle(const For &rows, const For &columns) {
    AroundColumns around = statements_around(rows, columns);
    if (!around.found)
        return "something is around its columns";
    std::unordered_set<NodeRef> written;
    std::string found;
    walk(rows.body, [&](NodeRef n) {
        if (NodeRef array = written_variable(n))
            written.insert(array);
        auto *alloc = as<Alloc>(n);
        if (n->op == Op::Check || n->op == Op::Return || n->op == Op::Print ||
            n->op == Op::FetchUpdate || n->op == Op::Update || (alloc && alloc->var->type.array))
            found = "a row does more than compute";
    });
    if (!exits_stay_inside(rows.body))
        found = "a row may end the loop";
    for (NodeRef s : around.before) // they move behind what changes in these rows
        if (auto *let = as<Let>(s))
            walk(let->value, [&](NodeRef n) {
                if (let->var->type.array ||
                    (n->op == Op::Load && written.count(as<Load>(n)->array)))
                    found = "a row's names read what it changes";
            });
    // A scalar lives in one of the parts alone.
    for (NodeRef cell : written) {
        auto used = [&](const std::vector<NodeRef> &part) {
            return std::any_of(part.begin(), part.end(), [&](NodeRef s) {
                bool there = false;
                if (s->op != Op::Alloc)
                    walk(s, [&](NodeRef n) { there |= n == cell; });
                return there;
            });
        };
        int parts = used(around.before) + used({&columns}) + used(around.after);
        if (!cell->type.array && parts > 1)
            found = "a scalar lives longer than the columns";
    }
    return found;
}

const Func *jam_lanes(const Func *func, Builder &build, const JammedLoops &loops) {
    return loops.widths.empty()
               ? func
               : build.with_body(func, Rewriter(build, loops).rewrite(func->body, false));
}

} // namespace pragmac
