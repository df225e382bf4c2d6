// One look for what every name stands for, one walk that rewrites.
#include "size_scratch.h"

#include "fields.h"
#include "map_to_machine.h"

#include <unordered_map>

namespace pragmac {
namespace {

class Sizing {
  public:
    Sizing(const Func *func, Builder &build) : build_(build) {
        walk(func->body, [&](NodeRef n) {
            if (auto *let = as<Let>(n))
                values_[let->var] = let->value;
            else if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
                arrays_[alloc->var] = alloc;
        });
    }

    NodeRef statement(NodeRef n, bool in_launch) {
        if (n->type != no_type)
            return n;
        if (auto *loop = as<For>(n))
            in_launch = in_launch || becomes_launch(*loop);
        if (auto *alloc = as<Alloc>(n); alloc && in_launch && alloc->var->type.array)
            return sized(*alloc);
        return build_.map_children(n, [&](NodeRef child) { return statement(child, in_launch); });
    }

  private:
    NodeRef sized(const Alloc &alloc) {
        std::vector<NodeRef> extents;
        for (NodeRef extent : alloc.extents) {
            std::optional<int64_t> known = constant(extent);
            extents.push_back(known ? build_.i64(*known) : extent);
        }
        build_.span = alloc.span;
        return build_.alloc_array(alloc.var, extents, alloc.fill, alloc.init);
    }

    std::optional<int64_t> constant(NodeRef n) const {
        int64_t value = 0;
        if (constant_i64(n, value))
            return value;
        if (auto *dim = as<Dim>(n)) {
            auto made = arrays_.find(dim->array);
            return made == arrays_.end()
                       ? std::nullopt
                       : constant(made->second->extents[static_cast<size_t>(dim->axis)]);
        }
        if (auto *binary = as<Binary>(n); binary && n->type.dtype == DType::i64)
            return arithmetic(*binary);
        auto named = values_.find(n);
        return named == values_.end() ? std::nullopt : constant(named->second);
    }

    std::optional<int64_t> arithmetic(const Binary &n) const {
        std::optional<int64_t> a = constant(n.a), b = a ? constant(n.b) : std::nullopt;
        int64_t result = 0;
        if (!b)
            return std::nullopt;
        bool overflows = n.op == BinaryOp::add   ? __builtin_add_overflow(*a, *b, &result)
                         : n.op == BinaryOp::sub ? __builtin_sub_overflow(*a, *b, &result)
                         : n.op == BinaryOp::mul ? __builtin_mul_overflow(*a, *b, &result)
                                                 : true;
        return overflows ? std::nullopt : std::optional(result);
    }

    Builder &build_;
    std::unordered_map<NodeRef, NodeRef> values_;
    std::unordered_map<NodeRef, const Alloc *> arrays_;
};

} // namespace

std::optional<int64_t> scratch_bytes(const Alloc &alloc) {
    int64_t bytes = byte_size(alloc.var->type.dtype);
    for (NodeRef extent : alloc.extents) {
        int64_t value = 0;
        if (!constant_i64(extent, value))
            return std::nullopt;
        if (__builtin_mul_overflow(bytes, value, &bytes))
            return INT64_MAX;
    }
    return bytes;
}

const Func *size_scratch(const Func *func, Builder &build) {
    return build.with_body(func, Sizing(func, build).statement(func->body, false));
}

} // namespace pragmac
