// What one step along each axis adds to an index, by structure.
#include "access_patterns.h"

#include "build.h"
#include "fields.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {
namespace {

constexpr int64_t inner_weight = 8, most_weight = int64_t{1} << 30;

using PerAxis = std::array<int64_t, most_axes>;
using Steps = std::optional<PerAxis>; // nothing where they are not known

class Collector {
  public:
    Collector(NodeRef body, const AxisOf &axis_of, size_t axes) : axis_of_(axis_of), axes_(axes) {
        walk(body, [&](NodeRef n) {
            if (NodeRef written = written_variable(n))
                written_.insert(written);
        });
        statement(body, 1);
    }
    std::vector<AccessPattern> found;

  private:
    void statement(NodeRef n, int64_t weight) {
        if (auto *let = as<Let>(n))
            values_[let->var] = let->value;
        if (auto *load = as<Load>(n))
            access(n, load->array, load->indices, weight);
        else if (auto *store = as<Store>(n))
            access(n, store->array, store->indices, weight);
        else if (auto *update = as<Update>(n))
            access(n, update->array, update->indices, weight);
        bool loops = n->op == Op::For || n->op == Op::While;
        for_each_child(n, [&](NodeRef child) {
            statement(child, loops ? std::min(weight * inner_weight, most_weight) : weight);
        });
    }

    void access(NodeRef n, NodeRef array, NodeList indices, int64_t weight) {
        if (!array->type.array || indices.empty())
            return;
        AccessPattern pattern{n, array, {}, weight};
        auto *variable = as<Var>(array);
        bool first_runs = variable && variable->info->layout == Layout::f_order;
        size_t dense = first_runs ? 0 : indices.size() - 1;
        std::vector<Steps> all;
        for (NodeRef index : indices)
            all.push_back(steps(index, 0));
        for (size_t axis = 0; axis < axes_; axis++)
            pattern.along[axis] = along(all, dense, axis);
        found.push_back(pattern);
    }

    static Pattern along(const std::vector<Steps> &indices, size_t dense, size_t axis) {
        bool moves = false, others_move = false;
        for (size_t i = 0; i < indices.size(); i++) {
            if (!indices[i])
                return Pattern::gather;
            moves |= (*indices[i])[axis] != 0;
            others_move |= i != dense && (*indices[i])[axis] != 0;
        }
        int64_t step = (*indices[dense])[axis];
        if (!moves)
            return Pattern::uniform;
        bool neighbours = !others_move && (step == 1 || step == -1);
        return neighbours ? Pattern::contiguous : Pattern::strided;
    }

    Steps steps(NodeRef n, int depth) {
        constexpr int deepest = 16;
        int64_t constant = 0;
        if (depth > deepest)
            return std::nullopt;
        if (std::optional<size_t> axis = axis_of_(n)) {
            PerAxis one{};
            one[*axis] = 1;
            return one;
        }
        if (n->op == Op::Dim || constant_i64(n, constant))
            return PerAxis{};
        if (n->op == Op::Var) {
            auto value = values_.find(n);
            return value == values_.end() ? PerAxis{} : steps(value->second, depth + 1);
        }
        if (auto *cast = as<Cast>(n))
            return steps(cast->x, depth + 1);
        if (auto *load = as<Load>(n); load && !written_.count(load->array))
            return same_everywhere(*load, depth) ? Steps(PerAxis{}) : std::nullopt;
        auto *b = as<Binary>(n);
        return b ? combined(*b, depth) : std::nullopt;
    }

    bool same_everywhere(const Load &load, int depth) {
        return std::all_of(load.indices.begin(), load.indices.end(), [&](NodeRef index) {
            Steps found = steps(index, depth + 1);
            return found && std::all_of(found->begin(), found->end(), [](int64_t s) { return !s; });
        });
    }

    Steps combined(const Binary &b, int depth) {
        Steps x = steps(b.a, depth + 1);
        if (b.op == BinaryOp::wrap_index)
            return x;
        Steps y = steps(b.b, depth + 1);
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

    const AxisOf &axis_of_;
    size_t axes_;
    std::unordered_map<NodeRef, NodeRef> values_;
    std::unordered_set<NodeRef> written_;
};

} // namespace

std::vector<AccessPattern> access_patterns(NodeRef body, const AxisOf &axis_of, size_t axes) {
    return std::move(Collector(body, axis_of, axes).found);
}

} // namespace pragmac
