// A look at the body, and a number.
#include "choose_width.h"

#include "fields.h"
#include "strips_obstacle.h"

#include <algorithm>
#include <bit>

namespace pragmac {
namespace {

constexpr int32_t bytes_of_lanes = 256; // of one scalar: eight vectors of 256 bits
constexpr int32_t bytes_in_registers = 512; // of all scalars
constexpr int32_t most_lanes = 64, least_lanes = 8;

class Choosing {
  public:
    explicit Choosing(const Func *func) : func_(func) {}
    ChosenWidths chosen;

    void statement(NodeRef n) {
        if (n->type != no_type)
            return;
        auto *loop = as<For>(n);
        if (loop && loop->kind == ForKind::simd)
            look_at(*loop);
        for_each_child(n, [&](NodeRef child) { statement(child); });
    }

  private:
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
            note.width = width_for(uses);
            note.words = "partial values by position in a strip, combined as a tree";
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
    DependenceContext context_;
};

} // namespace

ChosenWidths choose_width(const Func *func) {
    Choosing choosing(func);
    choosing.statement(func->body);
    return std::move(choosing.chosen);
}

} // namespace pragmac
