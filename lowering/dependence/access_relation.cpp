// Collects the accesses of a loop with their loops and guards, and builds their relations.
#include "access_relation.h"

#include "fields.h"
#include "mutants.h"
#include "point_values.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

bool ends_in_jump(NodeRef n, JumpKind *kind = nullptr) {
    if (auto *block = as<Block>(n))
        return !block->body.empty() && ends_in_jump(block->body.back(), kind);
    auto *jump = as<Jump>(n);
    if (jump && kind)
        *kind = jump->kind;
    return jump || n->op == Op::Return;
}

} // namespace

// ---- collecting ----------------------------------------------------------------------------

// Walks the loop once, in order of evaluation. A jump at the end of an `if` directly in a loop's
// body (`continue`) or in an inline body (`leave`) becomes a guard of what follows; after any
// other jump nothing is sure to run.
class LoopAccesses::Collector {
  public:
    Collector(LoopScope &scope, std::vector<Access> &out, Own own)
        : scope_(scope), out_(out), own_(own) {}

    void run(const For *loop) {
        if (own_ == Own::of_iterations)
            note_arrays_of_lanes(loop->body, false);
        loops_.push_back(loop);
        block(loop->body, JumpKind::loop_continue);
        for (Access &a : out_)
            if (a.may_be_skipped.empty())
                a.may_be_skipped = jump_;
    }

  private:
    // `skips`: the jump that leaves exactly this block, if one does.
    void block(NodeRef n, std::optional<JumpKind> skips) {
        auto *b = as<Block>(n);
        if (!b)
            return statement(n, skips);
        size_t guards = guards_.size();
        for (NodeRef s : b->body) {
            auto *jump = as<Jump>(s);
            if (jump && s == b->body.back() && skips == jump->kind)
                break; // nothing is left to skip
            statement(s, skips);
        }
        // An inner block that is a statement shares its parent's fate: its guards stay.
        if (!keep_guards_)
            guards_.resize(guards);
    }

    void statement(NodeRef n, std::optional<JumpKind> skips) {
        switch (n->op) {
        case Op::Block: {
            bool outer = std::exchange(keep_guards_, true);
            block(n, skips);
            keep_guards_ = outer;
            return;
        }
        case Op::For: return loop(*as<For>(n));
        case Op::While: return while_loop(*as<While>(n));
        case Op::If: return conditional(*as<If>(n), skips);
        case Op::Inline: return nested(as<Inline>(n)->body, JumpKind::leave);
        case Op::Jump: return jump(as<Jump>(n)->kind);
        case Op::Return: jump_ = far_jump_ = "`return` may skip it"; break;
        default: break;
        }
        for_each_child(n, [&](NodeRef child) { expression(child); });
        if (auto *store = as<Store>(n))
            access({.node = n, .array = store->array, .indices = store->indices, .writes = true});
        if (auto *store = as<SharedStore>(n))
            access({.node = n, .array = store->array, .indices = store->indices, .writes = true});
        if (ElementUpdate update = element_update(n); update.array)
            access({.node = n,
                    .array = update.array,
                    .indices = update.indices,
                    .reads = true,
                    .writes = true,
                    .update = update});
    }

    void loop(const For &n) {
        expression(n.lo), expression(n.hi);
        loops_.push_back(&n);
        inner_loop([&] { nested(n.body, JumpKind::loop_continue); });
        loops_.pop_back();
    }
    // What leaves an inner loop skips nothing behind it.
    template <class F> void inner_loop(F &&body) {
        std::string before = std::exchange(jump_, ""), far = std::exchange(far_jump_, "");
        size_t first = out_.size();
        body();
        for (size_t k = first; k < out_.size(); k++)
            if (out_[k].may_be_skipped.empty())
                out_[k].may_be_skipped = jump_;
        far_jump_ = far_jump_.empty() ? far : far_jump_;
        jump_ = far_jump_.empty() ? before : far_jump_;
    }
    void jump(JumpKind kind) {
        jump_ = "`" + std::string(name_of(kind)) + "` may skip it";
        if (kind == JumpKind::leave)
            far_jump_ = jump_;
    }
    // What stands in front of the first jump out of `while true` happens at least once.
    void while_loop(const While &n) {
        expression(n.cond);
        auto *cond = as<Const>(n.cond);
        if (cond && cond->bits.lo && !mutant(Mutant::skips_count_as_exact))
            for (NodeRef s : as<Block>(n.body)->body) {
                if (auto *test = as<If>(s); test && has_jump(s))
                    expression(test->cond);
                if (has_jump(s))
                    break;
                statement(s, std::nullopt);
            }
        inner_loop([&] {
            skippable("what is touched depends on how often the `while` loop in line " +
                          std::to_string(n.span.line) + " runs",
                      n.body);
        });
    }
    void nested(NodeRef body, std::optional<JumpKind> skips) {
        bool outer = std::exchange(keep_guards_, false);
        block(body, skips);
        keep_guards_ = outer;
    }
    void skippable(const std::string &reason, NodeRef body) {
        std::string outer = std::exchange(skipped_, reason);
        nested(body, std::nullopt);
        skipped_ = outer;
    }

    void conditional(const If &n, std::optional<JumpKind> skips) {
        expression(n.cond);
        std::string before = jump_, far = far_jump_;
        for (bool holds : {true, false}) {
            guards_.push_back({n.cond, holds});
            nested(holds ? n.then : n.otherwise, std::nullopt);
            guards_.pop_back();
        }
        JumpKind first = JumpKind::loop_break, second = JumpKind::loop_break;
        bool both = ends_in_jump(n.then, &first) && ends_in_jump(n.otherwise, &second);
        if (both && skips == first && skips == second && only_jump(n.then) &&
            only_jump(n.otherwise))
            jump_ = before, far_jump_ = far; // nothing follows
        for (bool holds : {true, false}) {
            JumpKind kind = JumpKind::loop_break;
            NodeRef arm = holds ? n.then : n.otherwise, other = holds ? n.otherwise : n.then;
            if (!ends_in_jump(arm, &kind) || ends_in_jump(other))
                continue;
            guards_.push_back({n.cond, holds == mutant(Mutant::continue_guard_inverted)});
            if (skips == kind && only_jump(arm) && !has_jump(other))
                jump_ = before, far_jump_ = far;
        }
    }
    static bool has_jump(NodeRef n) {
        bool found = false;
        walk(n, [&](NodeRef m) { found = found || m->op == Op::Jump || m->op == Op::Return; });
        return found;
    }
    // The jump at its end is the arm's only one.
    static bool only_jump(NodeRef arm) {
        int count = 0;
        walk(arm, [&](NodeRef m) { count += m->op == Op::Jump || m->op == Op::Return; });
        return count == 1;
    }

    void expression(NodeRef n) {
        if (n->type.array)
            return;
        if (auto *lazy = as<Lazy>(n)) {
            expression(lazy->cond);
            for (bool holds : {true, false}) {
                guards_.push_back({lazy->cond, holds});
                expression(holds ? lazy->a : lazy->b);
                guards_.pop_back();
            }
            return;
        }
        for_each_child(n, [&](NodeRef child) { expression(child); });
        if (auto *load = as<Load>(n))
            access({.node = n, .array = load->array, .indices = load->indices, .reads = true});
    }

    void access(Access a) {
        if (is_cell(a.array))
            return;
        a.array = scope_.function().array_root(a.array);
        bool inside = scope_.declared_inside(a.array);
        if (inside && (own_ == Own::none || arrays_of_lanes_.count(a.array)))
            return;
        a.loops = loops_;
        a.guards = guards_;
        a.may_be_skipped = skipped_;
        out_.push_back(std::move(a));
    }

    void note_arrays_of_lanes(NodeRef n, bool by_one) {
        auto *loop = as<For>(n);
        by_one = by_one || (loop && loop->kind == ForKind::lanes);
        if (auto *alloc = as<Alloc>(n); alloc && by_one)
            arrays_of_lanes_.insert(alloc->var);
        for_each_child(n, [&](NodeRef child) { note_arrays_of_lanes(child, by_one); });
    }

    LoopScope &scope_;
    std::vector<Access> &out_;
    Own own_;
    std::unordered_set<NodeRef> arrays_of_lanes_;
    std::vector<const For *> loops_;
    std::vector<Guard> guards_;
    std::string skipped_, jump_; // why what was or will be collected may not happen
    std::string far_jump_;       // the last jump out of more than a loop
    bool keep_guards_ = false;
};

LoopAccesses::LoopAccesses(const FunctionScope &function, const For *loop, Polyhedra &sets, Own own)
    : scope_(function, loop), sets_(sets) {
    Collector(scope_, accesses_, own).run(loop);
    relations_.resize(accesses_.size());
}

// ---- relations -----------------------------------------------------------------------------

namespace {

class RelationBuilder {
  public:
    RelationBuilder(LoopScope &scope, Polyhedra &sets, const Access &access)
        : scope_(scope), sets_(sets), access_(access),
          points_(scope, sets, access.loops, static_cast<int>(access.loops.size())) {}

    AccessRelation build() {
        if (!access_.may_be_skipped.empty() && !mutant(Mutant::skips_count_as_exact))
            inexact(access_.may_be_skipped, false);
        std::vector<std::optional<Value>> subscripts;
        for (NodeRef index : access_.indices) {
            subscripts.push_back(points_.value(index));
            if (!subscripts.back())
                inexact("`" + words(points_.obstacle()) + "` is not known at compile time",
                        is_data(index));
        }
        result_.domain = domain();
        result_.map = relation(result_.domain, subscripts, elements());
        return std::move(result_);
    }

  private:
    Set domain() {
        Set points = sets_.universe(static_cast<int>(access_.loops.size()));
        for (const For *loop : access_.loops) {
            auto c = points_.iterations(loop);
            points = points & c.points;
            if (!c.exact)
                inexact("the bounds of the loop over `" + name_in_source(loop->var) +
                            "` are not known at compile time",
                        false);
        }
        for (const Guard &guard : access_.guards) {
            if (mutant(Mutant::guards_dropped))
                break;
            bool holds = guard.holds != mutant(Mutant::guards_inverted);
            auto c = points_.condition(guard.cond, holds);
            points = points & c.points;
            if (!c.exact && !mutant(Mutant::conditions_count_as_exact))
                inexact("its condition is not known at compile time", is_data(guard.cond));
        }
        return points;
    }

    // 0 <= subscript < extent, whatever the extents that have a form are.
    Set elements() {
        int rank = static_cast<int>(access_.indices.size());
        static const std::vector<const For *> no_loops;
        PointValues extents(scope_, sets_, no_loops, rank);
        Set inside = sets_.universe(rank);
        for (int axis = 0; axis < rank; axis++) {
            Value s = sets_.coordinate(rank, axis);
            int64_t first = mutant(Mutant::first_element_left_out) ? 1 : 0;
            inside = inside & at_most(sets_.constant(rank, first), s);
            if (mutant(Mutant::last_element_left_out))
                s = s + sets_.constant(rank, 1);
            if (auto extent = extents.extent(access_.array, axis))
                inside = inside & less_than(s, *extent);
        }
        return inside;
    }

    void inexact(const std::string &reason, bool data) {
        if (result_.exact)
            result_.reason = reason;
        result_.exact = false;
        result_.up_to_data = result_.up_to_data && data;
    }

    // Computed from elements of arrays that the loop does not write, and from what has a form.
    bool is_data(NodeRef n) {
        n = scope_.behind_names(n);
        if (auto *load = as<Load>(n))
            return !is_cell(load->array) &&
                   !scope_.writes_array(scope_.function().array_root(load->array));
        if (points_.value(n))
            return true;
        bool children = n->op != Op::Var, any = false;
        for_each_child(n, [&](NodeRef child) {
            any = any || !child->type.array;
            children = children && (child->type.array || is_data(child));
        });
        return children && any;
    }
    std::string words(NodeRef n) { return in_user_words(n, scope_.function()); }

    LoopScope &scope_;
    Polyhedra &sets_;
    const Access &access_;
    PointValues points_;
    AccessRelation result_;
};

} // namespace

const AccessRelation &LoopAccesses::relation(size_t access) {
    auto &cached = relations_[access];
    if (!cached)
        cached = std::make_unique<AccessRelation>(
            RelationBuilder(scope_, sets_, accesses_[access]).build());
    return *cached;
}

const Set &LoopAccesses::context() {
    // No array has less than no elements; names of extents come with the relations.
    const std::vector<std::string> &extents = scope_.extent_parameters();
    for (; context_ && extents_known_ < extents.size(); extents_known_++)
        context_ =
            *context_ & at_most(sets_.constant(0, 0), sets_.parameter(0, extents[extents_known_]));
    if (context_)
        return *context_;
    static const std::vector<const For *> no_loops;
    PointValues points(scope_, sets_, no_loops, 0, PointValues::When::entry);
    Set known = sets_.universe(0);
    for (const For *loop : scope_.place().loops) {
        Value var = sets_.parameter(0, scope_.parameter_name(loop->var));
        known = known & points.iterations_of(var, loop).points;
    }
    for (const Guard &guard : scope_.place().guards)
        known = known & points.condition(guard.cond, guard.holds).points;
    context_ = known;
    return context();
}

// ---- sharing -------------------------------------------------------------------------------

DependenceContext::DependenceContext() = default;
DependenceContext::DependenceContext(uint64_t query_limit, uint64_t total_limit)
    : sets_(query_limit, total_limit) {}
DependenceContext::~DependenceContext() = default;

const FunctionScope &DependenceContext::function(const Func *func) {
    auto &scope = functions_[func];
    if (!scope)
        scope = std::make_unique<FunctionScope>(func);
    return *scope;
}

LoopAccesses &DependenceContext::accesses(const For *loop, const Func *func) {
    auto &accesses = loops_[loop];
    if (!accesses)
        accesses = std::make_unique<LoopAccesses>(function(func), loop, sets_);
    return *accesses;
}

AccessRelation access_relation(NodeRef node, const For *loop, const Func *func,
                               DependenceContext &context) {
    LoopAccesses &accesses = context.accesses(loop, func);
    Budget budget(context.sets());
    std::optional<AccessRelation> result;
    for (size_t i = 0; i < accesses.all().size(); i++) {
        if (accesses.all()[i].node != node)
            continue;
        AccessRelation one = accesses.relation(i);
        one.map = over_first_coordinate(one.map);
        if (!result) {
            result = one;
            continue;
        }
        result->map = result->map | one.map;
        if (result->exact && !one.exact)
            result->exact = false, result->reason = one.reason;
        result->up_to_data = result->up_to_data && one.up_to_data;
    }
    internal_assert(result, "the node is no access of the loop");
    return *result;
}

} // namespace pragmac
