// A look at the body, and a number.
#include "choose_width.h"

#include "access_patterns.h"
#include "fields.h"
#include "strips_obstacle.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_set>

namespace pragmac {
namespace {

constexpr int32_t bytes_of_lanes = 256; // of one scalar: eight vectors of 256 bits
constexpr int32_t bytes_in_registers = 512; // of all scalars
constexpr int32_t most_lanes = 64, least_lanes = 8;
// Of a tile, whose scalars stay in registers beside what its rows share. With 32 registers of 512
// bits gemm is 1.9 times as fast in tiles of 8 rows and 16 columns as in the others, 1.5 times in
// rows of one vector. Float32 would fill 32 columns, which rows of 16 (conv2d) do not have.
struct TileSizes {
    int32_t rows; // of one scalar; half as many of two
    int32_t bytes_of_columns; // of a row: two vectors
    int32_t most_columns;
};
constexpr TileSizes tiles_of_16_registers{4, 64, most_lanes}, tiles_of_32_registers{8, 128, 16};
constexpr int32_t most_jammed = 32, most_spread = 16; // strips of a parallel loop are its grain

class Choosing {
  public:
    explicit Choosing(const Func *func, int32_t width = 0, int vector_bits = 256)
        : func_(func), asked_(width),
          tiles_(vector_bits == 512 ? tiles_of_32_registers : tiles_of_16_registers) {}
    ChosenWidths chosen;

    void run() {
        if (asked_ == 1)
            return;
        walk(func_->body, [&](NodeRef n) {
            if (auto *team = as<Team>(n))
                for_each_child(team->body, [&](NodeRef loop) { in_team_.insert(loop); });
        });
        jams(func_->body);
        strips(func_->body);
    }

    bool needs_jam(const For &loop) {
        Steps steps = steps_of(loop.body, false);
        return steps.depend && steps.slow && can_jam(loop);
    }

  private:
    // ---- iterations side by side -----------------------------------------------------------

    bool can_jam(const For &loop) {
        return jam_pays(loop) && jam_obstacle(loop).empty() && apart(loop);
    }

    // Whether a loop below n is jammed: the innermost one that can be is, as the strips of those
    // around it would be theirs too.
    bool jams(NodeRef n) {
        if (n->type != no_type)
            return false;
        bool inside = false;
        for_each_child(n, [&](NodeRef child) { inside |= jams(child); });
        auto *loop = as<For>(n);
        if (loop && in_team_.count(loop))
            return inside; // what was proved of it speaks of its iterations' numbers
        if (loop && inside)
            tile(*loop);
        if (!loop || inside || !can_jam(*loop))
            return inside;
        int32_t width = asked_ ? asked_ : jammed_width(*loop);
        chosen.jams.widths[loop] = width;
        chosen.notes.push_back({loop->span, width, "neighbouring iterations, side by side"});
        return true;
    }

    // ---- several rows of iterations side by side --------------------------------------------

    // A loop around one whose iterations run side by side: what these load serves several rows.
    void tile(const For &rows) {
        const For *columns = nullptr;
        auto jammed_inside = [&](NodeRef n) {
            auto *loop = as<For>(n);
            columns = loop && chosen.jams.widths.count(loop) ? loop : columns;
        };
        walk(rows.body, jammed_inside);
        if (!columns || !around_obstacle(rows, *columns).empty() ||
            !rows_share_loads(rows, *columns) || !rows_obstacle(rows, *columns).empty() ||
            !apart(rows))
            return;
        int32_t high = tiles_.rows / scalars_of(*columns);
        if (high < 2)
            return;
        JamTile &tile = chosen.jams.tiles[&rows] = {columns, high, {}};
        if (depth_loop(rows, *columns))
            tile.depth = asked_ ? DepthSizes{.depth = 3, .columns = 2 * asked_} : DepthSizes{};
        int32_t &width = chosen.jams.widths[columns];
        if (!asked_)
            width = std::min(width, columns_of(*columns));
        chosen.notes.push_back({rows.span, high,
                                "rows together, " + std::to_string(width) +
                                    " neighbouring columns of each side by side" +
                                    (tile.depth ? ", the loop inside in blocks" : "")});
    }
    int32_t columns_of(const For &columns) const {
        int32_t fit = std::min(tiles_.bytes_of_columns / widest_in(columns), tiles_.most_columns);
        return std::max(least_lanes, fit);
    }
    static bool rows_share_loads(const For &rows, const For &columns) {
        auto axis_of = [&](NodeRef n) {
            return n == rows.var      ? std::optional<size_t>(0)
                   : n == columns.var ? std::optional<size_t>(1)
                                      : std::nullopt;
        };
        bool shared = false, gather = false;
        for (const AccessPattern &access : access_patterns(columns.body, axis_of, 2))
            if (access.weight > 1) {
                shared |=
                    access.along[0] == Pattern::uniform && access.along[1] == Pattern::contiguous;
                gather |= access.along[0] == Pattern::gather;
            }
        return shared && !gather;
    }
    // The scalars that the iterations change.
    static int32_t scalars_of(const For &loop) {
        std::unordered_set<NodeRef> written;
        walk(loop.body, [&](NodeRef n) {
            NodeRef cell = written_variable(n);
            if (cell && !cell->type.array)
                written.insert(cell);
        });
        return std::max<int32_t>(1, static_cast<int32_t>(written.size()));
    }
    static int32_t widest_in(const For &loop) {
        int32_t widest = 1;
        for (const AccessPattern &access : accesses_along(loop))
            widest = std::max(widest, byte_size(access.array->type.dtype));
        return widest;
    }

    // In the loops inside, neighbouring iterations touch neighbouring elements or the same one; or
    // they compute, each step from the one before, so that nothing else makes vectors of them.
    // Where a step divides, it takes so long that elements may be apart; but not where loops inside
    // have lanes of their own.
    static bool jam_pays(const For &loop) {
        bool side_by_side = false, apart = false, gather = false;
        for (const AccessPattern &access : accesses_along(loop))
            if (access.weight > 1) {
                side_by_side |= access.along[0] == Pattern::contiguous;
                apart |= access.along[0] == Pattern::strided;
                gather |= access.along[0] == Pattern::gather;
            }
        Steps steps = steps_of(loop.body, false);
        return !gather && (steps.depend || side_by_side) &&
               (!apart || (steps.depend && steps.slow && !has_simd(loop)));
    }

    // What loops below a statement do: change a scalar of floats; divide, or call a function.
    struct Steps {
        bool depend = false, slow = false;
    };
    static Steps steps_of(NodeRef n, bool in_loop) {
        in_loop |= n->op == Op::For || n->op == Op::While;
        NodeRef cell = written_variable(n);
        auto *binary = as<Binary>(n);
        Steps steps;
        steps.depend = in_loop && cell && !cell->type.array && is_float(cell->type.dtype);
        steps.slow = in_loop && is_float(n->type.dtype) &&
                     (n->op == Op::Math || (binary && binary->op == BinaryOp::div));
        for_each_child(n, [&](NodeRef child) {
            Steps inside = steps_of(child, in_loop);
            steps.depend |= inside.depend, steps.slow |= inside.slow;
        });
        return steps;
    }
    static std::vector<AccessPattern> accesses_along(const For &loop) {
        auto axis_of = [&](NodeRef n) {
            return n == loop.var ? std::optional<size_t>(0) : std::nullopt;
        };
        return access_patterns(loop.body, axis_of, 1);
    }

    bool apart(const For &loop) {
        for (const ScalarUse &use : scalar_uses(&loop, func_, context_))
            if (use.kind != ScalarUse::Kind::private_ || use.live_after)
                return false;
        const Clauses *clauses = loop.clauses;
        if (clauses && (clauses->single || clauses->collapse > 1 || clauses->chunk))
            return false; // whose iterations the user shares out
        return (clauses && clauses->proved) || as_lane_loop(loop, func_, context_);
    }

    static int32_t jammed_width(const For &loop) {
        int32_t widest = widest_in(loop), cells = 0;
        std::unordered_set<NodeRef> written;
        walk(loop.body, [&](NodeRef n) {
            NodeRef cell = written_variable(n);
            if (cell && !cell->type.array && written.insert(cell).second)
                cells += byte_size(cell->type.dtype);
        });
        int32_t fit = std::min(bytes_of_lanes / widest, bytes_in_registers / std::max(cells, 1));
        int32_t most = loop.kind == ForKind::parallel ? most_spread : most_jammed;
        return std::clamp(static_cast<int32_t>(std::bit_floor(uint32_t(std::max(fit, 1)))),
                          least_lanes, most);
    }

    // ---- reductions ------------------------------------------------------------------------

    void strips(NodeRef n) {
        if (n->type != no_type)
            return;
        auto *loop = as<For>(n);
        if (loop && chosen.jams.widths.count(loop))
            return in_jam(loop->body);
        if (loop && loop->kind == ForKind::simd)
            look_at(*loop);
        for_each_child(n, [&](NodeRef child) { strips(child); });
    }
    void in_jam(NodeRef n) {
        if (auto *loop = as<For>(n); loop && loop->kind == ForKind::simd)
            chosen.notes.push_back(
                {loop->span, 0, "iterations of the loop around it run side by side"});
        for_each_child(n, [&](NodeRef child) { in_jam(child); });
    }

    void look_at(const For &loop) {
        std::vector<ScalarUse> uses = scalar_uses(&loop, func_, context_);
        if (!order_shows(uses))
            return; // LLVM's
        WidthNote note{loop.span, 0, strips_obstacle(loop, uses)};
        std::optional<LaneLoop> found;
        if (note.words.empty()) {
            found = as_lane_loop(loop, func_, context_);
            if (!found)
                note.words = "its iterations are not shown to be independent without a test";
        }
        if (found) {
            note.width = asked_ ? asked_ : width_for(uses);
            note.words = "partial values by position, combined as a tree";
            chosen.strips[&loop] = {std::move(*found), note.width};
        }
        chosen.notes.push_back(std::move(note));
    }

    static int32_t width_for(const std::vector<ScalarUse> &uses) {
        int32_t widest = 1, all = 0;
        for (const ScalarUse &use : uses)
            if (use.kind == ScalarUse::Kind::reduction) {
                widest = std::max(widest, byte_size(use.cell->type.dtype));
                all += byte_size(use.cell->type.dtype);
            }
        int32_t fit = std::min(bytes_of_lanes / widest, bytes_in_registers / all);
        return std::clamp(static_cast<int32_t>(std::bit_floor(uint32_t(std::max(fit, 1)))),
                          least_lanes, most_lanes);
    }

    const Func *func_;
    int32_t asked_; // 0: nothing
    TileSizes tiles_;
    DependenceContext context_;
    std::unordered_set<NodeRef> in_team_;
};

} // namespace

ChosenWidths choose_width(const Func *func, int32_t width, int vector_bits) {
    Choosing choosing(func, width, vector_bits);
    choosing.run();
    return std::move(choosing.chosen);
}

bool needs_side_by_side(const For &loop, const Func *func) {
    return Choosing(func).needs_jam(loop);
}

} // namespace pragmac
