// The one update, the names in front of it, and what it adds through them.
#include "scan_pattern.h"

#include "fields.h"
#include "reduction_plan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {
namespace {

// Operations whose operands may change places, exact for integers.
bool scans(BinaryOp op, DType d) {
    bool arithmetic = op == BinaryOp::add || op == BinaryOp::mul;
    return combining_operation(associative(op).value_or(ReductionKind::arg_min)) == op &&
           is_integer(d) && !(arithmetic && is_bool(d));
}

class Matching {
  public:
    Matching(const For &loop, NodeRef cell, const FunctionScope &function)
        : loop_(loop), function_(function) {
        found_.cell = cell;
        walk(loop.body, [&](NodeRef n) {
            NodeRef written = written_variable(n);
            writes_ += written == cell;
            if (written && is_cell(written))
                overwritten_.insert(written);
            if (NodeRef var = declared_variable(n))
                inside_.insert(var);
        });
    }

    std::optional<LaneScan> run() {
        NodeRef update = nullptr;
        for (NodeRef n : as<Block>(loop_.body)->body) {
            if (written_variable(n) == found_.cell)
                update = n;
            else if (!update)
                comes_before(n);
        }
        if (!update || writes_ != 1 || jumps_ || !taken_apart(update) ||
            !scans(found_.op, found_.cell->type.dtype) || !computed_ahead(found_.value))
            return std::nullopt;
        for (NodeRef n : as<Block>(loop_.body)->body)
            if (auto *let = as<Let>(n); let && needed_.count(let->var))
                found_.lets.push_back(n);
        return found_;
    }

  private:
    // A name for what the update adds, or a statement that must not change that.
    void comes_before(NodeRef n) {
        if (auto *let = as<Let>(n)) {
            lets_[let->var] = let->value;
            return;
        }
        walk(n, [&](NodeRef m) {
            jumps_ |= as<Jump>(m) != nullptr;
            if (NodeRef written = written_variable(m); written && !is_cell(written))
                overwritten_.insert(function_.array_root(written));
        });
    }
    NodeRef behind(NodeRef n) const {
        auto let = lets_.find(n);
        return let == lets_.end() ? n : behind(let->second);
    }
    bool is_cell_value(NodeRef n) const {
        auto *load = as<Load>(behind(n));
        return load && load->array == found_.cell;
    }
    // cell = cell op value, or value op cell.
    bool taken_apart(NodeRef n) {
        if (auto *update = as<Update>(n)) {
            found_.op = update->op, found_.value = update->value;
            return update->order == UpdateOrder::plain;
        }
        auto *store = as<Store>(n);
        auto *b = store ? as<Binary>(behind(store->value)) : nullptr;
        if (!b || is_cell_value(b->a) == is_cell_value(b->b))
            return false;
        found_.op = b->op, found_.value = is_cell_value(b->a) ? b->b : b->a;
        return true;
    }
    // By lets alone, and from what nothing in front of the update overwrites.
    bool computed_ahead(NodeRef value) {
        bool fine = true;
        walk(value, [&](NodeRef n) {
            if (auto *load = as<Load>(n))
                fine = fine && !overwritten_.count(is_cell(load->array)
                                                       ? load->array
                                                       : function_.array_root(load->array));
            if (!fine || !inside_.count(n) || needed_.count(n))
                return;
            auto let = lets_.find(n);
            fine = let != lets_.end();
            if (fine && needed_.insert(n).second)
                fine = computed_ahead(let->second);
        });
        return fine;
    }

    const For &loop_;
    LaneScan found_;
    const FunctionScope &function_;
    int writes_ = 0;      // of the cell
    bool jumps_ = false;  // some iterations may not come to the update
    std::unordered_set<NodeRef> inside_, needed_;
    std::unordered_set<NodeRef> overwritten_; // cells in the loop, arrays in front of the update
    std::unordered_map<NodeRef, NodeRef> lets_;
};

} // namespace

std::optional<LaneScan> scan_pattern(const For &loop, const std::vector<ScalarUse> &uses,
                                     const FunctionScope &function) {
    NodeRef cell = nullptr;
    for (const ScalarUse &use : uses) {
        if (use.kind == ScalarUse::Kind::private_ && !use.live_after)
            continue;
        if (cell || use.kind != ScalarUse::Kind::carried)
            return std::nullopt;
        cell = use.cell;
    }
    if (!cell || (effects_of(loop.body) & raises) != 0)
        return std::nullopt;
    return Matching(loop, cell, function).run();
}

} // namespace pragmac
