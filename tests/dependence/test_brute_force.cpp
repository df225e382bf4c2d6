// Random loop nests: verdicts and relations against every access of every iteration.
#include "enumerate.h"
#include "loop_fixture.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>

namespace pragmac {
namespace {

// Writes random functions with one parallel loop. Arrays y and C are written; a is only read.
class Programs {
  public:
    Programs(Builder &build, uint32_t seed) : build_(build), random_(seed) {
        y_ = build.array_var("y", DType::i64, 1), c_ = build.array_var("C", DType::i64, 2);
        a_ = build.array_var("a", DType::i64, 1);
        for (const char *name : {"n", "m", "k"})
            scalars.push_back(build.value_var(name, scalar(DType::i64)));
        arrays = {y_, c_, a_};
    }

    const Func *next() {
        visible_ = scalars;
        NodeRef loop = parallel_loop();
        if (one_in(4))
            loop = nest("q", ForKind::serial, [&] { return parallel_loop(); });
        if (one_in(4))
            loop = build_.if_then(condition(), build_.block({loop}));
        std::vector<NodeRef> params = arrays;
        params.insert(params.end(), scalars.begin(), scalars.end());
        return as<Func>(build_.func("f", params, {}, false, build_.block({loop})));
    }

    std::vector<NodeRef> scalars, arrays;

  private:
    int below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    NodeRef i64(int64_t v) { return build_.i64(v); }
    NodeRef bin(BinaryOp op, NodeRef a, NodeRef b) { return build_.binary(op, a, b); }
    NodeRef any_variable() { return visible_[static_cast<size_t>(below(int(visible_.size())))]; }

    NodeRef parallel_loop() {
        return nest("i", ForKind::parallel, [&] { return statements(2); });
    }
    template <class Body> NodeRef nest(const char *name, ForKind kind, Body &&body) {
        static constexpr int steps[] = {1, 1, 1, 2, 3, -1, -2};
        NodeRef var = build_.value_var(name, scalar(DType::i64)), lo = bound(), hi = bound();
        size_t before = visible_.size();
        visible_.push_back(var), visible_.push_back(var);
        int outer = std::exchange(serial_loops_, kind == ForKind::serial ? serial_loops_ + 1 : 0);
        NodeRef inner = body();
        serial_loops_ = outer;
        visible_.resize(before);
        NodeRef block = inner->op == Op::Block ? inner : build_.block({inner});
        return build_.for_loop(var, lo, hi, i64(steps[below(7)]), kind, {}, block);
    }
    NodeRef bound() {
        return one_in(3) ? i64(below(7) - 1) : one_in(3) ? index(1) : any_variable();
    }

    NodeRef statements(int depth) {
        size_t before = visible_.size();
        std::vector<NodeRef> body;
        for (int i = 0, count = 1 + below(3); i < count; i++)
            statement(depth, body);
        visible_.resize(before);
        return build_.block(body);
    }
    void statement(int depth, std::vector<NodeRef> &out) {
        switch (depth > 0 ? below(8) : 4 + below(4)) {
        case 0:
            return out.push_back(nest("j", ForKind::serial, [&] { return statements(depth - 1); }));
        case 1:
            return out.push_back(build_.if_then(condition(), statements(depth - 1),
                                                one_in(2) ? statements(depth - 1) : nullptr));
        case 2: {
            auto kind = one_in(4) ? JumpKind::leave : JumpKind::loop_continue;
            if (serial_loops_ > 0 && one_in(3))
                kind = JumpKind::loop_break;
            NodeRef jump = build_.if_then(condition(), build_.block({build_.jump(kind)}));
            if (kind == JumpKind::leave)
                jump = build_.inline_call("g", build_.block({jump, statements(0)}));
            return out.push_back(jump);
        }
        case 3: {
            NodeRef var = build_.value_var("t", scalar(DType::i64));
            out.push_back(build_.let(var, index(2)));
            return visible_.push_back(var);
        }
        default: return out.push_back(store());
        }
    }
    NodeRef store() {
        NodeRef value = one_in(2)   ? load(one_in(2) ? y_ : a_)
                        : one_in(2) ? load(c_)
                                    : any_variable();
        if (one_in(4))
            value = build_.lazy(condition(), value, any_variable());
        return one_in(3) ? build_.store(c_, at(c_), value) : build_.store(y_, at(y_), value);
    }
    NodeRef load(NodeRef array) { return build_.load(array, at(array)); }
    std::vector<NodeRef> at(NodeRef array) {
        std::vector<NodeRef> result;
        for (int axis = 0; axis < array->type.rank; axis++) {
            NodeRef i = one_in(12) ? load(a_) : index(2);
            result.push_back(one_in(3) ? bin(BinaryOp::wrap_index, i, build_.dim(array, axis)) : i);
        }
        return result;
    }

    // A quasi-affine expression.
    NodeRef index(int depth) {
        if (depth == 0)
            return one_in(5) ? i64(below(9) - 4) : any_variable();
        NodeRef a = index(depth - 1);
        switch (below(11)) {
        case 0: return bin(BinaryOp::mul, a, i64(below(7) - 3));
        case 1: return bin(BinaryOp::floor_div, a, i64(one_in(4) ? -2 : 2 + below(3)));
        case 2: return bin(BinaryOp::mod, a, i64(one_in(4) ? -3 : 2 + below(3)));
        case 3: return bin(one_in(2) ? BinaryOp::py_max : BinaryOp::py_min, a, index(depth - 1));
        case 4:
            return one_in(2) ? bin(BinaryOp::bit_and, a, i64(3)) : bin(BinaryOp::shr, a, i64(1));
        case 5:
            return one_in(2) ? build_.unary(UnaryOp::neg, a)
                             : build_.select(condition(), a, index(depth - 1));
        case 6: return bin(BinaryOp::sub, a, index(depth - 1));
        case 7: return bin(BinaryOp::add, a, index(depth - 1));
        case 8: return bin(BinaryOp::add, a, i64(below(5) - 2));
        default: return a;
        }
    }
    NodeRef condition() {
        switch (below(8)) {
        case 0: return build_.lazy(condition(), condition(), build_.boolean(false));
        case 1: return build_.lazy(condition(), build_.boolean(true), condition());
        case 2: return build_.unary(UnaryOp::logical_not, condition());
        case 3:
            return one_in(3) ? build_.compare(CompareOp::gt, load(a_), i64(1))
                             : build_.compare(CompareOp::in_range, index(1), any_variable());
        default: {
            auto op = static_cast<CompareOp>(below(6));
            return build_.compare(op, index(1), index(1));
        }
        }
    }

    Builder &build_;
    std::mt19937 random_;
    NodeRef y_, c_, a_;
    std::vector<NodeRef> visible_;
    int serial_loops_ = 0; // inside the parallel loop
};

class BruteForce : public LoopFixture {
  public:
    // Concrete parameters; extents from 1 to 7.
    static Values values_for(const Programs &programs, std::mt19937 &random) {
        Values v;
        for (NodeRef s : programs.scalars)
            v.variables[s] = static_cast<int64_t>(random() % 9) - 2;
        for (NodeRef a : programs.arrays)
            for (int axis = 0; axis < a->type.rank; axis++)
                v.extents[{a, axis}] = 1 + static_cast<int64_t>(random() % 7);
        return v;
    }

    // The relation of each exact access equals what was recorded.
    void check_relations(const For *loop, const Func *f, const Values &values) {
        LoopAccesses &accesses = shared->accesses(loop, f);
        // One run of the loop only: relations speak of one.
        if (!accesses.scope().place().loops.empty())
            return;
        Recording recording = enumerate(f->body, loop, values);
        std::set<NodeRef> seen;
        for (const Access &a : accesses.all())
            if (seen.insert(a.node).second)
                check_relation(a.node, loop, f, values, recording);
    }

    Set parameter_values(LoopScope &scope, const Values &values) {
        Polyhedra &sets = shared->sets();
        Set result = sets.universe(0);
        auto fix = [&](const std::string &name, int64_t value) {
            result = result & equal_to(sets.parameter(0, name), sets.constant(0, value));
        };
        for (const auto &[var, value] : values.variables)
            fix(scope.parameter_name(var), value);
        for (const auto &[extent, value] : values.extents)
            fix(scope.extent_name(extent.first, extent.second), value);
        return result;
    }

    // The witness's two iterations touch its element when the program runs on its values.
    void replay(const Verdict &v, const Func *f, const For *loop, const Programs &programs) {
        const auto &place = shared->accesses(loop, f).scope().place();
        if (!v.conflict || !v.conflict->witness || !place.loops.empty() || !place.guards.empty())
            return;
        const Witness &w = *v.conflict->witness;
        std::mt19937 random(1);
        Values values = values_for(programs, random);
        for (const auto &[name, value] : w.given)
            if (!assign(values, name, value))
                return;
        std::set<int64_t> iterations;
        bool written = false;
        for (const Touch &t : enumerate(f->body, loop, values).touches)
            if (t.array == v.array && t.element == w.element &&
                (t.iteration == w.first || t.iteration == w.second)) {
                iterations.insert(t.iteration);
                written |= t.write;
            }
        EXPECT_TRUE(iterations.size() == 2 && written) << print(f) << v.reason;
        replayed_++;
    }
    // False for what is no parameter of these programs, and for values too large to run.
    static bool assign(Values &values, const std::string &name, int64_t value) {
        if (value < -60 || value > 60)
            return false;
        for (auto &[var, v] : values.variables)
            if (as<Var>(var)->info->name == name)
                return v = value, true;
        for (auto &[extent, v] : values.extents)
            if (std::string(as<Var>(extent.first)->info->name) + ".shape[" +
                    std::to_string(extent.second) + "]" ==
                name)
                return v = value, true;
        return false;
    }

    void check_relation(NodeRef node, const For *loop, const Func *f, const Values &values,
                        const Recording &recording) {
        AccessRelation r = access_relation(node, loop, f, *shared);
        Polyhedra &sets = shared->sets();
        auto *load = as<Load>(node);
        size_t rank = load ? load->indices.size() : as<Store>(node)->indices.size();
        Set given = parameter_values(shared->accesses(loop, f).scope(), values);
        if (is_empty(given_parameters(r.map, given & shared->accesses(loop, f).context())) ==
            Answer::unknown)
            return;
        Map recorded = relation(sets.nothing(1), std::vector<std::optional<Value>>(rank),
                                sets.universe(static_cast<int>(rank)));
        for (const Touch &t : recording.touches)
            if (t.node == node)
                recorded = recorded | point(t);
        Map claimed = for_some_parameters(given_parameters(r.map, given));
        Answer covered = is_empty(difference(recorded, claimed));
        EXPECT_EQ(covered, Answer::yes) << print(f) << text(recorded) << "\n" << text(r.map);
        relations_++;
        // Guards around the loop are not part of the relation; a run they skip tells nothing.
        // Neither does an element that depends on what memory holds.
        size_t known = values.variables.size() + values.extents.size();
        if (!r.exact || recording.runs == 0 ||
            parameter_names(given_parameters(r.map, given)).size() > known)
            return;
        exact_++;
        EXPECT_EQ(is_empty(difference(claimed, recorded)), Answer::yes)
            << print(f) << print(node) << "\n"
            << text(recorded) << "\n"
            << text(claimed);
    }
    Map point(const Touch &t) {
        Polyhedra &sets = shared->sets();
        Set at = equal_to(sets.coordinate(1, 0), sets.constant(1, t.iteration));
        std::vector<std::optional<Value>> element;
        for (int64_t e : t.element)
            element.push_back(sets.constant(1, e));
        return relation(at, element, sets.universe(static_cast<int>(t.element.size())));
    }

    void fresh_context() { shared = std::make_unique<DependenceContext>(); }
    std::unique_ptr<DependenceContext> shared;
    uint32_t relations_ = 0, exact_ = 0, replayed_ = 0;
};

// Reruns and longer runs: PRAGMAC_SEED, PRAGMAC_PROGRAMS.
uint32_t setting(const char *name, uint32_t otherwise) {
    const char *text = std::getenv(name);
    return text ? static_cast<uint32_t>(std::strtoul(text, nullptr, 10)) : otherwise;
}

TEST_F(BruteForce, verdicts_and_relations) {
    uint32_t seed = setting("PRAGMAC_SEED", 20261121), count = setting("PRAGMAC_PROGRAMS", 400);
    Programs programs(build, seed);
    std::mt19937 random(seed);
    uint32_t free = 0, safe = 0;
    std::vector<double> times;
    for (uint32_t i = 0; i < count && !HasFailure(); i++) {
        const Func *f = programs.next();
        const For *loop = loop_of(f);
        fresh_context();
        auto start = std::chrono::steady_clock::now();
        Verdict v = decide(loop, f, *shared);
        auto spent = std::chrono::steady_clock::now() - start;
        times.push_back(std::chrono::duration<double, std::milli>(spent).count());
        expect_same_in_brief(v, loop, f);
        replay(v, f, loop, programs);
        bool ever = false;
        for (int sample = 0; sample < 12; sample++) {
            Values values = values_for(programs, random);
            bool found = conflict(enumerate(f->body, loop, values).touches);
            ever |= found;
            // Stores of one value meet without harm; other tests look at that rule.
            bool one_value = false;
            for (const char *words : {"all stores write one value", "both store one value"})
                one_value = one_value || v.certificate.find(words) != std::string::npos;
            EXPECT_FALSE(v.free() && found && !one_value) << print(f) << v.certificate;
            if (sample < 2)
                check_relations(loop, f, values);
        }
        free += v.free();
        safe += !ever;
    }
    std::sort(times.begin(), times.end());
    std::cout << "median " << times[times.size() / 2] << " ms, 95 % "
              << times[times.size() * 95 / 100] << " ms, worst " << times.back() << " ms\n";
    std::cout << "seed " << seed << ": " << free << " free of " << safe
              << " without a conflict in the samples; " << exact_ << " of " << relations_
              << " relations exact; " << replayed_ << " witnesses replayed\n";
    EXPECT_GT(free, count / 10);
    EXPECT_GT(exact_, count);
    EXPECT_GT(replayed_, count / 20);
}

} // namespace
} // namespace pragmac
