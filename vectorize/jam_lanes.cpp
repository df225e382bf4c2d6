// Strips of a loop, narrower strips, and what is left in order; see jammed_strip for one of them.
//
//     for i in range(n):                for t in range(n / 4):
//         for j in range(m):                for u in range(m / 8):
//             c[i, j] = …        ->             lanes of c[4 * t, 8 * u : 8 * u + 8] = …
//                                               … and of the next three rows
//                                           … and what is left of range(m), row by row
//                                       … and what is left of range(n)
#include "jam_lanes.h"

#include "fields.h"
#include "guard_exits.h"
#include "mutants.h"

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
        if (spread) {
            out.push_back(shared_strips(
                range, width,
                [&](NodeRef first, std::vector<NodeRef> &full) {
                    full.push_back(jammed_strip(guarded(loop), width, first, {}, build_));
                },
                [&](NodeRef start, std::vector<NodeRef> &rest) {
                    narrower(range, width, start, {}, rest);
                }));
            return build_.block(out);
        }
        strips(range, width, build_.i64(0), {}, out);
        return build_.block(out);
    }

    // Several rows of the loop together, their columns in strips.
    NodeRef tiled(const For &loop, const JamTile &tile, bool spread) {
        std::vector<NodeRef> out;
        Range range = range_of(loop, out);
        auto together = [&](NodeRef first, std::vector<NodeRef> &full) {
            JamRows rows{&loop, first, tile.rows};
            const For &columns = columns_of(loop, tile, full);
            Range across = range_of(columns, full);
            strips(across, loops_.widths.at(tile.columns), build_.i64(0), rows, full);
        };
        auto one_by_one = [&](NodeRef start, std::vector<NodeRef> &rest) {
            NodeRef body = rewrite(loop.body, true);
            build_.span = loop.span;
            rest.push_back(build_.clone(build_.for_loop(loop.var, at(range, start), range.hi,
                                                        loop.step, ForKind::serial, {}, body)));
        };
        if (spread) {
            out.push_back(shared_strips(range, tile.rows, together, one_by_one));
            return build_.block(out);
        }
        NodeRef high = build_.i64(tile.rows);
        NodeRef count = let("tiles", build_.binary(BinaryOp::floor_div, range.trip, high), out);
        NodeRef number = build_.value_var("tile", scalar(DType::i64));
        std::vector<NodeRef> body;
        NodeRef start = build_.binary(BinaryOp::mul, number, high);
        together(let("first", at(range, start), body), body);
        build_.span = loop.span;
        out.push_back(build_.for_loop(number, build_.i64(0), count, build_.i64(1), ForKind::serial,
                                      {}, build_.block(body)));
        one_by_one(build_.binary(BinaryOp::mul, count, high), out);
        return build_.block(out);
    }

    // The loop over columns with the names that differ between rows; `out` gets the others.
    const For &columns_of(const For &rows, const JamTile &tile, std::vector<NodeRef> &out) {
        std::unordered_set<NodeRef> differ{rows.var};
        std::vector<NodeRef> own;
        for (NodeRef s : statements_around(rows, *tile.columns)) {
            bool differs = s->op != Op::Let;
            walk(s, [&](NodeRef n) { differs |= differ.count(n) != 0; });
            (differs ? own : out).push_back(s);
            if (differs && s->op == Op::Let)
                differ.insert(as<Let>(s)->var);
        }
        own.push_back(tile.columns->body);
        const For &columns = *tile.columns;
        build_.span = columns.span;
        return *as<For>(build_.for_loop(columns.var, columns.lo, columns.hi, columns.step,
                                        ForKind::serial, {}, build_.block(own)));
    }

    // One iteration of a parallel loop per strip of `width`: `full` writes it, `rest` the last one.
    template <class Full, class Rest>
    NodeRef shared_strips(const Range &range, int32_t width, Full &&write_full, Rest &&write_rest) {
        const For &loop = range.loop;
        NodeRef up = build_.binary(BinaryOp::add, range.trip, build_.i64(width - 1));
        NodeRef strips = build_.binary(BinaryOp::floor_div, up, build_.i64(width));
        NodeRef strip = build_.value_var("strip", scalar(DType::i64));
        std::vector<NodeRef> body, full, rest;
        NodeRef start = let("start", build_.binary(BinaryOp::mul, strip, build_.i64(width)), body);
        NodeRef left = build_.binary(BinaryOp::sub, range.trip, start);
        write_full(let("first", at(range, start), full), full);
        write_rest(start, rest);
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

    // All iterations from the one of number `done`: strips, narrower ones, and in order.
    void strips(const Range &range, int32_t width, NodeRef done, const JamRows &rows,
                std::vector<NodeRef> &out) {
        build_.span = range.loop.span;
        NodeRef left = build_.binary(BinaryOp::sub, range.trip, done), wide = build_.i64(width);
        NodeRef count = let("strips", build_.binary(BinaryOp::floor_div, left, wide), out);
        NodeRef strip = build_.value_var("strip", scalar(DType::i64));
        NodeRef before = build_.binary(BinaryOp::mul, strip, wide);
        std::vector<NodeRef> body;
        NodeRef first = let("first", at(range, build_.binary(BinaryOp::add, done, before)), body);
        body.push_back(jammed_strip(guarded(range.loop), width, first, rows, build_));
        build_.span = range.loop.span;
        out.push_back(build_.for_loop(strip, build_.i64(0), count, build_.i64(1), ForKind::serial,
                                      {}, build_.block(body)));
        NodeRef jammed = build_.binary(BinaryOp::mul, count, wide);
        narrower(range, width, let("done", build_.binary(BinaryOp::add, done, jammed), out), rows,
                 out);
    }
    void narrower(const Range &range, int32_t width, NodeRef done, const JamRows &rows,
                  std::vector<NodeRef> &out) {
        if (width > narrowest)
            return strips(range, narrowest, done, rows, out);
        const For &loop = range.loop;
        build_.span = loop.span;
        if (mutant(Mutant::strips_lose_rest))
            done = range.trip;
        NodeRef left = build_.for_loop(loop.var, at(range, done), range.hi, loop.step,
                                       ForKind::serial, {}, loop.body);
        if (rows.loop) {
            NodeRef height = build_.binary(BinaryOp::mul, build_.i64(rows.count), rows.loop->step);
            left = build_.for_loop(rows.loop->var, rows.first,
                                   build_.binary(BinaryOp::add, rows.first, height),
                                   rows.loop->step, ForKind::serial, {}, build_.block({left}));
        }
        out.push_back(build_.clone(left));
    }

    static constexpr int32_t narrowest = 8;
    Builder &build_;
    const JammedLoops &loops_;
};

} // namespace

std::vector<NodeRef> statements_around(const For &rows, const For &columns) {
    std::vector<NodeRef> found;
    auto flatten = [&](auto &self, NodeRef n) -> void {
        if (auto *block = as<Block>(n))
            for (NodeRef s : block->body)
                self(self, s);
        else if (n != &columns)
            found.push_back(n);
    };
    flatten(flatten, rows.body);
    return found;
}

const Func *jam_lanes(const Func *func, Builder &build, const JammedLoops &loops) {
    return loops.widths.empty()
               ? func
               : build.with_body(func, Rewriter(build, loops).rewrite(func->body, false));
}

} // namespace pragmac
