// Negates a union of conjunctions (every one must have a constraint that fails); index arrays are
// tested over the positions that the loop visits.
#include "entry_guard.h"

#include "add_test.h"
#include "fields.h"
#include "index_facts.h"
#include "mutants.h"
#include "user_words.h"

#include <limits>
#include <set>

namespace pragmac {
namespace {

class GuardBuilder {
  public:
    // In front of `scope`'s loop, about values with the names that they have in `names`.
    GuardBuilder(const LoopScope &names, const LoopScope &scope, Builder &build)
        : names_(names), scope_(scope), build_(build) {}

    NodeRef none_of(const std::vector<std::vector<Constraint>> &dangers) {
        NodeRef all = nullptr;
        for (const auto &conjunction : dangers) {
            NodeRef any = nullptr;
            for (const Constraint &c : conjunction) {
                NodeRef sum = form(c);
                CompareOp below =
                    mutant(Mutant::guard_admits_border) ? CompareOp::le : CompareOp::lt;
                CompareOp fails = c.equality ? CompareOp::ne : below;
                any = joined(BinaryOp::bit_or, any, build_.compare(fails, sum, build_.i64(0)));
            }
            all = joined(BinaryOp::bit_and, all, any);
            if (mutant(Mutant::first_danger_only))
                break;
        }
        for (NodeRef size : sizes_)
            all = joined(BinaryOp::bit_and, all, size);
        return all;
    }

    // holds(fact, positions from the first to the last iteration).
    NodeRef test(const IndexFact &fact) {
        return build_.holds(fact.fact, fact.array, tested(fact));
    }

    // Raises RaceError where two values contradict the fact: both iterations and the element.
    NodeRef check(const IndexFact &fact, const std::string &words) {
        std::vector<NodeRef> range = tested(fact);
        NodeRef p = build_.breach(fact.fact, fact.array, range, false);
        NodeRef q = build_.breach(fact.fact, fact.array, range, true);
        NodeRef none = build_.compare(CompareOp::lt, q, build_.i64(0));
        std::string var = name_in_source(scope_.loop()->var);
        if (fact.fact == Fact::sorted)
            return build_.check(none, Exception::RaceError,
                                words + ": the row of iteration " + var +
                                    "={0} begins at {1} and ends at {2}",
                                {iteration(fact, p), value(fact, p), value(fact, q)});
        NodeRef found = value(fact, p);
        NodeRef wrapped = build_.select(build_.compare(CompareOp::lt, found, build_.i64(0)),
                                        build_.binary(BinaryOp::add, found, range[2]), found);
        std::string array = name_in_source(fact.indexed);
        std::string element =
            fact.indexed->type.rank == 1
                ? "`" + array + "[{2}]`"
                : "index {2} of dimension " + std::to_string(fact.axis) + " of `" + array + "`";
        return build_.check(none, Exception::RaceError,
                            words + ": iterations " + var + "={0} and " + var + "={1} meet in " +
                                element,
                            {iteration(fact, p), iteration(fact, q), wrapped});
    }

  private:
    NodeRef value(const IndexFact &fact, NodeRef at) {
        NodeRef loaded = build_.load(fact.array, {at});
        return loaded->type.dtype == DType::i64
                   ? loaded
                   : build_.cast(loaded, scalar(DType::i64), CastMode::value);
    }
    // The iteration that reads the position.
    NodeRef iteration(const IndexFact &fact, NodeRef at) {
        const For &loop = *scope_.loop();
        NodeRef first = position(fact.position, loop.lo);
        NodeRef next = position(fact.position, build_.binary(BinaryOp::add, loop.lo, loop.step));
        NodeRef steps = build_.binary(BinaryOp::floor_div, build_.binary(BinaryOp::sub, at, first),
                                      build_.binary(BinaryOp::sub, next, first));
        return build_.binary(BinaryOp::add, loop.lo,
                             build_.binary(BinaryOp::mul, steps, loop.step));
    }

    // The first position, one past the last, and the limit of the values.
    std::vector<NodeRef> tested(const IndexFact &fact) {
        const For &loop = *scope_.loop();
        NodeRef trip = build_.range_length(loop.lo, loop.hi, loop.step);
        NodeRef steps = build_.binary(BinaryOp::sub, trip, build_.i64(1));
        NodeRef last =
            build_.binary(BinaryOp::add, loop.lo, build_.binary(BinaryOp::mul, steps, loop.step));
        NodeRef a = position(fact.position, loop.lo), b = position(fact.position, last);
        NodeRef from = build_.binary(BinaryOp::np_min, a, b);
        bool sorted = fact.fact == Fact::sorted;
        NodeRef to = build_.binary(BinaryOp::add, build_.binary(BinaryOp::np_max, a, b),
                                   build_.i64(sorted ? 2 : 1));
        if (mutant(Mutant::fact_one_short))
            to = build_.binary(BinaryOp::sub, to, build_.i64(1));
        if (fact.order_assumed)
            to = build_.binary(BinaryOp::np_min, to,
                               build_.binary(BinaryOp::add, from, build_.i64(1)));
        NodeRef limit = !sorted ? build_.dim(fact.indexed, fact.axis)
                        : fact.not_negative && !mutant(Mutant::fact_sign_untested)
                            ? build_.i64(0)
                            : build_.i64(std::numeric_limits<int64_t>::min());
        return {from, to, limit};
    }

    NodeRef position(NodeRef n, NodeRef value) {
        const For &loop = *scope_.loop();
        return substitute(build_, at_entry(n), {{loop.var, value}});
    }
    NodeRef joined(BinaryOp op, NodeRef a, NodeRef b) { return a ? build_.binary(op, a, b) : b; }

    static int64_t weight(int64_t factor) {
        return factor < 0 && mutant(Mutant::guard_signs_lost) ? -factor : factor;
    }
    NodeRef form(const Constraint &c) {
        NodeRef sum = build_.i64(c.constant);
        for (const auto &[name, factor] : c.terms)
            sum = build_.binary(
                BinaryOp::add, sum,
                build_.binary(BinaryOp::mul, build_.i64(weight(factor)), parameter(name)));
        return sum;
    }
    NodeRef parameter(const std::string &name) {
        auto source = names_.source(name);
        internal_assert(source, "a guard over a value without a source");
        if (source->axis >= 0) // below 2^47
            return build_.dim(source->node, source->axis);
        NodeRef value = at_entry(source->node);
        for (int64_t limit : {int64_t{-2147483647}, int64_t{2147483647}})
            add_test(sizes_, build_.compare(limit < 0 ? CompareOp::ge : CompareOp::le, value,
                                            build_.i64(limit)));
        return value;
    }
    // Names bound inside the loop are spelt out.
    NodeRef at_entry(NodeRef n) {
        auto *let = scope_.declared_inside(n) ? as<Let>(scope_.function().declaration(n)) : nullptr;
        if (let)
            return at_entry(let->value);
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        return build_.map_children(n, [&](NodeRef c) { return at_entry(c); });
    }

    const LoopScope &names_, &scope_;
    Builder &build_;
    std::vector<NodeRef> sizes_;
};

std::string failing(const Constraint &c, const LoopScope &scope) {
    // Terms with a positive factor on the left, the others on the right.
    std::string left, right;
    auto add = [](std::string &side, const std::string &text) {
        side += (side.empty() ? "" : " + ") + text;
    };
    for (const auto &[name, factor] : c.terms) {
        int64_t size = factor < 0 ? -factor : factor;
        std::string text = (size == 1 ? "" : std::to_string(size) + "*") + scope.meaning(name);
        add(factor > 0 ? left : right, text);
    }
    if (c.constant && (!left.empty() || c.constant > 0))
        add(c.constant > 0 ? left : right,
            std::to_string(c.constant > 0 ? c.constant : -c.constant));
    else if (c.constant)
        add(right, std::to_string(-c.constant));
    return (left.empty() ? "0" : left) + (c.equality ? " != " : " < ") +
           (right.empty() ? "0" : right);
}

NodeRef separate(const ArrayPair &pair, Builder &build) {
    return build.holds(Fact::disjoint, pair.first, {pair.second});
}

} // namespace

NodeRef entry_guard(const Verdict &verdict, const LoopScope &scope, Builder &build) {
    if (mutant(Mutant::guard_forgotten))
        return build.boolean(true);
    GuardBuilder guard(scope, scope, build);
    NodeRef all = verdict.dangers.empty() ? nullptr : guard.none_of(verdict.dangers);
    auto and_then = [&](NodeRef test) {
        if (!all || !mutant(Mutant::first_test_only))
            all = all ? build.lazy(all, test, build.boolean(false)) : test;
    };
    for (const ArrayPair &pair : verdict.separate)
        and_then(separate(pair, build));
    // Tests of index arrays cost most: last, and only when all else holds.
    for (const IndexFact &fact : verdict.facts)
        and_then(guard.test(fact));
    internal_assert(all, "a guarded loop without a guard");
    return all;
}

NodeRef no_danger(const Verdict &verdict, const LoopScope &judged, const LoopScope &scope,
                  Builder &build) {
    return GuardBuilder(judged, scope, build).none_of(verdict.dangers);
}

const std::string has_not_run = "this loop cannot run in parallel in this call and has not run: ";

std::vector<NodeRef> fact_checks(const Verdict &verdict, const LoopScope &scope, Builder &build) {
    GuardBuilder guard(scope, scope, build);
    std::vector<NodeRef> checks;
    for (const IndexFact &fact : verdict.facts)
        checks.push_back(guard.check(fact, has_not_run + "it is free of races only when " +
                                               in_user_words(fact)));
    return checks;
}

std::string entry_guard_in_words(const Verdict &verdict, const LoopScope &scope) {
    std::string words;
    std::set<std::string> said; // different values may have one name
    for (const auto &conjunction : verdict.dangers) {
        std::string any;
        for (const Constraint &c : conjunction)
            any += (any.empty() ? "" : " or ") + failing(c, scope);
        if (!said.insert(any).second)
            continue;
        words += (words.empty() ? "" : " and ") +
                 (conjunction.size() > 1 && verdict.dangers.size() > 1 ? "(" + any + ")" : any);
    }
    for (const ArrayPair &pair : verdict.separate)
        words += (words.empty() ? "" : " and ") + in_user_words(pair);
    for (const IndexFact &fact : verdict.facts)
        words += (words.empty() ? "" : " and ") + in_user_words(fact);
    for (NodeRef array : verdict.inspected)
        words += (words.empty() ? "" : " and ") + std::string("no two iterations meet in `") +
                 name_in_source(array) + "`";
    return words;
}

} // namespace pragmac
