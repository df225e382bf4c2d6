// The axis along which most accesses are contiguous is x.
#include "choose_grid.h"

#include "access_patterns.h"
#include "build.h"
#include "fields.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace pragmac {
namespace {

constexpr int32_t along_x = 32, usual_block = 256;

// How often neighbours along each axis touch neighbouring elements.
std::array<int64_t, most_axes> neighbours(NodeRef var, NodeRef body, size_t axes) {
    auto axis_of = [&](NodeRef n) -> std::optional<size_t> {
        auto *c = as<Coordinate>(n);
        return c && c->position == var ? std::optional(static_cast<size_t>(c->axis)) : std::nullopt;
    };
    std::array<int64_t, most_axes> found{};
    for (const AccessPattern &access : access_patterns(body, axis_of, axes))
        for (size_t axis = 0; axis < axes; axis++)
            if (access.along[axis] == Pattern::contiguous)
                found[axis] += access.weight;
    return found;
}

} // namespace

const Coordinate *joined_coordinate(NodeRef var, NodeRef body) {
    const Coordinate *found = nullptr;
    for (NodeRef statement : as<Block>(body)->body) {
        auto *let = as<Let>(statement);
        if (!let || found)
            break;
        walk(let->value, [&](NodeRef n) {
            auto *c = as<Coordinate>(n);
            found = c && c->position == var ? c : found;
        });
    }
    return found;
}

std::array<GridAxis, most_axes> choose_grid(NodeRef var, NodeRef body, const Clauses &clauses,
                                            int32_t block) {
    std::array<GridAxis, most_axes> grid{};
    const Coordinate *joined = joined_coordinate(var, body);
    auto is_variable = [](NodeRef extent) { return extent->op == Op::Var; };
    if (!joined || joined->extents.size() > size_t{most_axes} ||
        !std::all_of(joined->extents.begin(), joined->extents.end(), is_variable))
        return grid;
    size_t axes = joined->extents.size();
    std::array<int64_t, most_axes> touching = neighbours(var, body, axes);
    // The axes from x on: by neighbours, the inner loop first among equals.
    std::array<size_t, most_axes> order{};
    std::iota(order.begin(), order.end(), size_t{0});
    std::reverse(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(axes));
    auto fastest =
        std::max_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(axes),
                         [&](size_t a, size_t b) { return touching[a] < touching[b]; });
    std::rotate(order.begin(), fastest, fastest + 1);
    int32_t threads = block > 0 ? block : usual_block;
    int32_t x = threads % along_x == 0 ? along_x : threads;
    for (size_t dimension = 0; dimension < axes; dimension++) {
        GridAxis &axis = grid[order[dimension]];
        axis.dimension = static_cast<int32_t>(dimension);
        axis.threads = clauses.tile[order[dimension]];
        if (axis.threads == 0)
            axis.threads = clauses.block    ? 1
                           : dimension == 0 ? x
                           : dimension == 1 ? threads / x
                                            : 1;
    }
    return grid;
}

} // namespace pragmac
