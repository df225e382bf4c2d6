// Strides in elements, as far as indices are sums and products by constants of the joined loops'
// coordinates. An access in a loop inside counts as often as eight outside of it.
#include "choose_grid.h"

#include "build.h"
#include "fields.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>

namespace pragmac {
namespace {

constexpr int32_t along_x = 32, usual_block = 256;
constexpr int64_t inner_weight = 8;

using PerAxis = std::array<int64_t, most_axes>;

class Strides {
  public:
    Strides(NodeRef var, const Coordinate &first) : var_(var), axes_(first.extents.size()) {}

    // How often neighbours along each axis touch neighbouring elements.
    PerAxis neighbours{};

    void statement(NodeRef n, int64_t weight) {
        if (auto *let = as<Let>(n))
            values_[let->var] = let->value;
        if (auto *load = as<Load>(n))
            access(load->array, load->indices, weight);
        else if (auto *store = as<Store>(n))
            access(store->array, store->indices, weight);
        else if (auto *update = as<Update>(n))
            access(update->array, update->indices, weight);
        bool loops = n->op == Op::For || n->op == Op::While;
        for_each_child(n, [&](NodeRef child) {
            statement(child, loops ? std::min(weight * inner_weight, most_weight) : weight);
        });
    }

  private:
    static constexpr int64_t most_weight = int64_t{1} << 30;

    void access(NodeRef array, NodeList indices, int64_t weight) {
        if (!array->type.array || indices.empty())
            return;
        auto *variable = as<Var>(array);
        bool first_runs = variable && variable->info->layout == Layout::f_order;
        std::optional<PerAxis> dense = factors(first_runs ? indices[0] : indices.back(), 0);
        for (size_t axis = 0; dense && axis < axes_; axis++)
            if ((*dense)[axis] == 1 || (*dense)[axis] == -1)
                neighbours[axis] += weight;
    }

    // What one step along each axis adds to the value; nothing where that is not known.
    std::optional<PerAxis> factors(NodeRef n, int depth) {
        constexpr int deepest = 16;
        int64_t constant = 0;
        if (depth > deepest)
            return std::nullopt;
        if (auto *c = as<Coordinate>(n); c && c->position == var_) {
            PerAxis one{};
            one[static_cast<size_t>(c->axis)] = 1;
            return one;
        }
        if (n->op == Op::Dim || constant_i64(n, constant))
            return PerAxis{};
        if (n->op == Op::Var) {
            auto value = values_.find(n);
            return value == values_.end() ? PerAxis{} : factors(value->second, depth + 1);
        }
        if (auto *cast = as<Cast>(n))
            return factors(cast->x, depth + 1);
        auto *b = as<Binary>(n);
        return b ? combined(*b, depth) : std::nullopt;
    }

    std::optional<PerAxis> combined(const Binary &b, int depth) {
        auto x = factors(b.a, depth + 1);
        if (b.op == BinaryOp::wrap_index)
            return x;
        auto y = factors(b.b, depth + 1);
        if (!x || !y)
            return std::nullopt;
        int64_t constant = 0;
        PerAxis result{};
        for (size_t axis = 0; axis < axes_; axis++) {
            if (b.op == BinaryOp::add)
                result[axis] = (*x)[axis] + (*y)[axis];
            else if (b.op == BinaryOp::sub)
                result[axis] = (*x)[axis] - (*y)[axis];
            else if (b.op == BinaryOp::mul && constant_i64(b.b, constant))
                result[axis] = (*x)[axis] * constant;
            else if ((*x)[axis] || (*y)[axis])
                return std::nullopt;
        }
        return result;
    }

    NodeRef var_;
    size_t axes_;
    std::unordered_map<NodeRef, NodeRef> values_;
};

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
    Strides strides(var, *joined);
    strides.statement(body, 1);
    // The axes from x on: by neighbours, the inner loop first among equals.
    std::array<size_t, most_axes> order{};
    std::iota(order.begin(), order.end(), size_t{0});
    std::reverse(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(axes));
    auto fastest = std::max_element(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(axes),
        [&](size_t a, size_t b) { return strides.neighbours[a] < strides.neighbours[b]; });
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
