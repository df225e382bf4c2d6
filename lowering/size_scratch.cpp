// One look for what every name stands for; then, loop by loop, what extents are made of.
#include "size_scratch.h"

#include "fields.h"
#include "map_to_machine.h"

#include <unordered_map>
#include <unordered_set>

namespace pragmac {
namespace {

// What the function's names stand for.
struct Names {
    std::unordered_map<NodeRef, NodeRef> values; // of lets
    std::unordered_map<NodeRef, const Alloc *> arrays;

    explicit Names(const Func *func) {
        walk(func->body, [&](NodeRef n) {
            if (auto *let = as<Let>(n))
                values[let->var] = let->value;
            else if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
                arrays[alloc->var] = alloc;
        });
    }

    // The extent of an array that the function made; null for others.
    NodeRef extent(const Dim &dim) const {
        NodeRef array = dim.array;
        for (auto let = values.find(array); let != values.end(); let = values.find(array))
            array = let->second;
        auto made = arrays.find(array);
        return made == arrays.end() ? nullptr
                                    : made->second->extents[static_cast<size_t>(dim.axis)];
    }

    std::optional<int64_t> constant(NodeRef n) const {
        int64_t value = 0;
        if (constant_i64(n, value))
            return value;
        if (auto *dim = as<Dim>(n)) {
            NodeRef made = extent(*dim);
            return made ? constant(made) : std::nullopt;
        }
        if (auto *binary = as<Binary>(n); binary && n->type.dtype == DType::i64)
            return arithmetic(*binary);
        auto named = values.find(n);
        return named == values.end() ? std::nullopt : constant(named->second);
    }

  private:
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
};

// The extents of the arrays of one loop that becomes a launch.
class LoopSizes {
  public:
    LoopSizes(const For &loop, const Names &names, Builder &build) : names_(names), build_(build) {
        inside_.insert(loop.var);
        walk(loop.body, [&](NodeRef n) {
            if (NodeRef var = declared_variable(n))
                inside_.insert(var);
            if (NodeRef var = written_variable(n))
                written_.insert(var);
        });
    }

    // The loop behind what its extents need.
    std::vector<NodeRef> sized(const For &loop) {
        NodeRef body = substitute(build_, statement(loop.body), moved_);
        build_.span = loop.span;
        front_.push_back(
            build_.for_loop(loop.var, loop.lo, loop.hi, loop.step, loop.kind, *loop.clauses, body));
        return std::move(front_);
    }

  private:
    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
            return array(*alloc);
        return build_.map_children(n, [&](NodeRef child) { return statement(child); });
    }

    NodeRef array(const Alloc &alloc) {
        build_.span = alloc.span;
        std::vector<NodeRef> extents;
        bool known = true;
        for (NodeRef extent : alloc.extents) {
            NodeRef outside = in_front(extent);
            known = known && outside;
            extents.push_back(outside ? outside : extent);
        }
        auto *made = as<Alloc>(build_.alloc_array(alloc.var, extents, alloc.fill, alloc.init));
        std::optional<int64_t> bytes = scratch_bytes(*made);
        if (bytes && *bytes <= left_)
            left_ -= *bytes;
        else if (known)
            move(alloc.var);
        return made;
    }

    void move(NodeRef array) {
        VarInfo info = *as<Var>(array)->info;
        info.workspace = true;
        moved_.emplace_back(array, build_.var(info, array->type));
    }

    // A constant or a name in front of the loop for n; null where n differs between iterations.
    NodeRef in_front(NodeRef n) {
        auto [known, first] = in_front_.try_emplace(n, nullptr);
        if (first)
            if (NodeRef outside = from_outside(n))
                in_front_[n] = leaf(outside);
        return in_front_[n];
    }

    // n in terms of what is bound in front of the loop.
    NodeRef from_outside(NodeRef n) {
        if (std::optional<int64_t> known = names_.constant(n))
            return build_.i64(*known);
        if (auto *dim = as<Dim>(n); dim && inside_.count(dim->array)) {
            NodeRef extent = names_.extent(*dim);
            return extent ? in_front(extent) : nullptr;
        }
        if (n->op == Op::Var && inside_.count(n)) {
            auto let = names_.values.find(n);
            return let == names_.values.end() ? nullptr : in_front(let->second);
        }
        if (auto *load = as<Load>(n))
            return load->array->type.array || inside_.count(load->array) ||
                           written_.count(load->array)
                       ? nullptr
                       : n;
        if (n->op == Op::Var || n->op == Op::Dim || n->op == Op::Const)
            return n;
        return effects_of(n->op) == none ? rebuilt(n) : nullptr;
    }

    NodeRef rebuilt(NodeRef n) {
        bool known = true;
        NodeRef made = build_.map_children(n, [&](NodeRef child) {
            NodeRef outside = child->type.array ? nullptr : from_outside(child);
            known = known && outside;
            return outside ? outside : child;
        });
        return known ? made : nullptr;
    }

    NodeRef leaf(NodeRef n) {
        if (n->op == Op::Const || n->op == Op::Var || n->op == Op::Dim)
            return n;
        front_.push_back(build_.let(build_.value_var("size", n->type), n));
        return as<Let>(front_.back())->var;
    }

    const Names &names_;
    Builder &build_;
    std::unordered_set<NodeRef> inside_, written_;
    // Extents, and values of `let`s in the loop that they use: each is computed once.
    std::unordered_map<NodeRef, NodeRef> in_front_;
    std::vector<NodeRef> front_;
    Substitution moved_; // arrays to the workspace
    int64_t left_ = most_scratch_bytes;
};

class Sizing {
  public:
    Sizing(const Func *func, Builder &build) : names_(func), build_(build) {}

    NodeRef statement(NodeRef n) {
        if (n->type != no_type)
            return n;
        auto *block = as<Block>(n);
        if (!block)
            return build_.map_children(n, [&](NodeRef child) { return statement(child); });
        std::vector<NodeRef> body;
        for (NodeRef s : block->body) {
            auto *loop = as<For>(s);
            if (!loop || !becomes_launch(*loop) || loop->clauses->single) {
                body.push_back(statement(s));
                continue;
            }
            std::vector<NodeRef> sized = LoopSizes(*loop, names_, build_).sized(*loop);
            body.insert(body.end(), sized.begin(), sized.end());
        }
        build_.span = n->span;
        return build_.block(body);
    }

  private:
    Names names_;
    Builder &build_;
};

void collect(NodeRef n, bool of_lane, std::vector<WorkspaceArray> &found) {
    if (n->type != no_type)
        return;
    if (auto *alloc = as<Alloc>(n); alloc && in_workspace(*alloc))
        found.push_back({alloc, of_lane});
    auto *loop = as<For>(n);
    bool lanes = of_lane || (loop && loop->kind == ForKind::lanes);
    for_each_child(n, [&](NodeRef child) { collect(child, lanes, found); });
}

} // namespace

std::optional<int64_t> scratch_bytes(const Alloc &alloc) {
    int64_t bytes = byte_size(alloc.var->type.dtype);
    for (NodeRef extent : alloc.extents) {
        int64_t value = 0;
        if (!constant_i64(extent, value))
            return std::nullopt;
        if (value < 0 || __builtin_mul_overflow(bytes, value, &bytes))
            return INT64_MAX;
    }
    return bytes;
}

std::vector<WorkspaceArray> workspace_arrays(NodeRef body) {
    std::vector<WorkspaceArray> found;
    collect(body, false, found);
    return found;
}

const Func *size_scratch(const Func *func, Builder &build) {
    return build.with_body(func, Sizing(func, build).statement(func->body));
}

} // namespace pragmac
