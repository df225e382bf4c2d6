// Looks through names, casts, wraps and constant offsets for the fetch_update that an index is
// from.
#include "claimed_slots.h"

#include "build.h"
#include "fields.h"
#include "linear_form.h"
#include "mutants.h"

#include <algorithm>

namespace pragmac {
namespace {

constexpr int64_t most_amount = int64_t{1} << 20; // 2^43 such additions stay distinct

// An index: a value that is bound or read in the loop, plus a constant.
struct Position {
    NodeRef node = nullptr;
    int64_t offset = 0;
    NodeRef extent = nullptr; // that negative values are counted from, if they are
};

bool wide(DType d) { return d == DType::i64 || d == DType::u64; }

Position position_of(NodeRef n, const LoopScope &scope) {
    Position p{n};
    while (true) {
        auto *let = as<Let>(scope.function().declaration(p.node));
        auto *cast = as<Cast>(p.node);
        auto *binary = as<Binary>(p.node);
        int64_t constant = 0;
        if (let && scope.declared_inside(p.node)) {
            p.node = let->value;
        } else if (cast && cast->type.dtype == DType::i64 && is_integer(cast->x->type.dtype)) {
            p.node = cast->x;
        } else if (binary && binary->op == BinaryOp::wrap_index) {
            p.extent = binary->b;
            p.node = binary->a;
        } else if (binary && binary->op == BinaryOp::add && wide(binary->type.dtype) &&
                   constant_i64(binary->b, constant) && std::abs(constant) < most_amount) {
            p.offset += constant;
            p.node = binary->a;
        } else {
            return p;
        }
    }
}

// The constant that is added; 0 when it is not known, or not positive.
int64_t amount(NodeRef value) {
    int64_t constant = 0;
    if (auto *cast = as<Cast>(value))
        value = cast->x;
    bool known = constant_i64(value, constant) && constant < most_amount;
    return known && constant > 0 ? constant : 0;
}

// The least amount added to elements of `counter` where nothing else touches them in the loop.
int64_t least_amount(NodeRef counter, const LoopAccesses &accesses) {
    int64_t least = most_amount;
    for (const Access &a : accesses.all()) {
        if (a.array != counter)
            continue;
        bool adds =
            a.update.array && a.update.order == UpdateOrder::atomic && a.update.op == BinaryOp::add;
        least = std::min(least, adds ? amount(a.update.value) : 0);
    }
    return mutant(Mutant::claims_believed) ? most_amount : least;
}

// Made in this function, zero at first and never anything but increased.
bool grows_from_zero(NodeRef counter, const FunctionScope &function) {
    auto *alloc = as<Alloc>(function.declaration(counter));
    if (!alloc || alloc->fill != Fill::zero)
        return false;
    bool only_grows = true;
    walk(function.func()->body, [&](NodeRef n) {
        NodeRef written = written_variable(n);
        if (!written || function.array_root(written) != counter)
            return;
        ElementUpdate update = element_update(n);
        only_grows =
            only_grows && update.array && update.op == BinaryOp::add && amount(update.value) > 0;
    });
    return only_grows;
}

// Claims of two accesses, along one dimension of their array.
class Claims {
  public:
    Claims(const Access &a, const Access &b, size_t axis, LoopAccesses &accesses)
        : a_(a), b_(b), axis_(axis), accesses_(accesses), scope_(accesses.scope()) {}

    std::optional<ClaimedSlots> run() {
        Position p = position_of(a_.indices[axis_], scope_);
        Position q = position_of(b_.indices[axis_], scope_);
        auto *first = fetch(p), *second = fetch(q);
        if (!first || !second)
            return std::nullopt;
        result_.counter = root(*first);
        if (root(*second) != result_.counter || !wide(result_.counter->type.dtype))
            return std::nullopt;
        int64_t least = least_amount(result_.counter, accesses_);
        if (p.offset < 0 || q.offset < 0 || p.offset >= least || q.offset >= least)
            return std::nullopt;
        for (size_t k = 0; k < first->indices.size(); k++)
            if (!one_counter(*first, *second, k))
                return std::nullopt;
        bool may_wrap = (p.extent || q.extent) && !mutant(Mutant::claim_sign_untested) &&
                        !grows_from_zero(result_.counter, scope_.function());
        if (may_wrap && !test_sign(*first))
            return std::nullopt;
        return result_;
    }

  private:
    const FetchUpdate *fetch(const Position &p) const {
        auto *found = as<FetchUpdate>(scope_.function().declaration(p.node));
        return found && scope_.declared_inside(p.node) ? found : nullptr;
    }
    NodeRef root(const FetchUpdate &n) const { return scope_.function().array_root(n.array); }

    // Where the two accesses meet, dimension k of the counter is the same.
    bool one_counter(const FetchUpdate &first, const FetchUpdate &second, size_t k) {
        NodeRef x = first.indices[k], y = second.indices[k];
        if (scope_.invariant(x) && same_value(x, y))
            return true;
        Position p = position_of(x, scope_), q = position_of(y, scope_);
        for (size_t axis = 0; axis < a_.indices.size(); axis++) {
            Position r = position_of(a_.indices[axis], scope_);
            Position s = position_of(b_.indices[axis], scope_);
            bool same = axis != axis_ && same_value(p.node, r.node) && p.offset == r.offset &&
                        same_value(q.node, s.node) && q.offset == s.offset && unchanging(p.node) &&
                        unchanging(q.node);
            if (same && !(one_extent(p, r) && one_extent(q, s)))
                extents_must_agree(k, axis);
            if (same)
                return true;
        }
        return false;
    }
    // Two mentions in one iteration are one value: a name, or memory that the loop leaves alone.
    bool unchanging(NodeRef n) const {
        bool result = true;
        walk(n, [&](NodeRef m) {
            auto *load = as<Load>(m);
            NodeRef array = load ? load->array : nullptr;
            result =
                result && !(array && (!array->type.array ||
                                      scope_.writes_array(scope_.function().array_root(array))));
        });
        return result;
    }
    bool one_extent(const Position &p, const Position &q) {
        if (!p.extent || !q.extent)
            return p.extent == q.extent;
        auto x = linear_form(p.extent, scope_), y = linear_form(q.extent, scope_);
        return x && y && *x == *y;
    }
    // -1 is another element where the extents differ.
    void extents_must_agree(size_t counter_axis, size_t axis) {
        const std::string &n =
            scope_.extent_name(result_.counter, static_cast<int64_t>(counter_axis));
        const std::string &m = scope_.extent_name(a_.array, static_cast<int64_t>(axis));
        result_.dangers.push_back({{.terms = {{n, 1}, {m, -1}}, .constant = -1}});
        result_.dangers.push_back({{.terms = {{n, -1}, {m, 1}}, .constant = -1}});
    }

    bool test_sign(const FetchUpdate &fetch) {
        if (fetch.indices.size() != 1 || !scope_.invariant(fetch.indices[0]) ||
            !scope_.available_at_entry(fetch.indices[0]) || scope_.declared_inside(result_.counter))
            return false;
        result_.not_negative = IndexFact{.fact = Fact::sorted,
                                         .array = result_.counter,
                                         .position = fetch.indices[0],
                                         .not_negative = true,
                                         .order_assumed = true,
                                         .one_value = true};
        return true;
    }

    const Access &a_, &b_;
    size_t axis_;
    LoopAccesses &accesses_;
    LoopScope &scope_;
    ClaimedSlots result_;
};

} // namespace

std::optional<ClaimedSlots> claimed_slots(const Access &a, const Access &b,
                                          LoopAccesses &accesses) {
    for (size_t axis = 0; axis < a.indices.size(); axis++)
        if (auto found = Claims(a, b, axis, accesses).run())
            return found;
    return std::nullopt;
}

} // namespace pragmac
