// Finds, per loop nest, the inequalities under which its checks hold, and makes the fast copy.
//
// Idea: a check needs `form >= 0` for an affine form over loop variables and symbols. Replacing
// each loop variable by the bound that makes the form smallest leaves a form over values known at
// the loop's entry: true for all values (drop the check), or a test for the entry. Overflow checks
// need only a bound on the size of the result: it follows when every symbol is below 2^31, which
// the entry test then asks. The same magnitude test makes the entry test itself overflow-free.
#include "version_loops.h"

#include "fields.h"
#include "hoist_names.h"
#include "loop_facts.h"
#include "mutants.h"

#include <cmath>

namespace pragmac {
namespace {

using Nodes = std::unordered_set<NodeRef>;

Nodes declared_in(NodeRef n) {
    Nodes vars;
    walk(n, [&](NodeRef m) {
        if (m->op == Op::Var)
            return;
        for_each_child(m, [&](NodeRef child) {
            bool declares = (as<Let>(m) && child == as<Let>(m)->var) ||
                            (as<FetchUpdate>(m) && child == as<FetchUpdate>(m)->var) ||
                            (as<Alloc>(m) && child == as<Alloc>(m)->var) ||
                            (as<For>(m) && child == as<For>(m)->var);
            if (declares)
                vars.insert(child);
        });
    });
    return vars;
}

// What the entry test of one loop promises to its fast copy.
struct Promise {
    std::vector<NodeRef> tests;  // conditions over values known at entry
    Nodes checks;                // check nodes that hold then
    Nodes tested;                // those of them that need the tests
    Nodes plain_wraps;           // wrap_index nodes whose index is not negative then
};

// Reads one loop nest and collects its promise.
class Collector {
  public:
    // `may_test`: what needs a test may be promised.
    Collector(Builder &build, const LoopFacts &facts, const KnownCells &known, const For &loop,
              bool may_test)
        : build_(build), facts_(facts), inside_(declared_in(&loop)), may_test_(may_test) {
        facts_.enter_growth(cell_growth(loop, known));
        visit_node(&loop);
    }
    Promise promise;

  private:
    bool invariant(NodeRef leaf) const {
        if (auto *d = as<Dim>(leaf))
            return !inside_.count(d->array);
        return leaf->op == Op::Var && !inside_.count(leaf) &&
               as<Var>(leaf)->info->role == VarRole::value;
    }
    // Only values known at entry, no memory.
    bool invariant_expression(NodeRef n) const {
        if (n->op == Op::Load || (n->op == Op::Var && !invariant(n) && !n->type.array))
            return false;
        bool ok = n->op != Op::Dim || invariant(n);
        for_each_child(n,
                       [&](NodeRef c) { ok = ok && (c->type.array || invariant_expression(c)); });
        return ok;
    }

    void visit_node(NodeRef n) {
        if (auto *let = as<Let>(n)) {
            wraps(let->value);
            facts_.enter_let(*let);
        } else if (auto *loop = as<For>(n)) {
            facts_.enter_loop(*loop);
            visit_node(loop->body);
        } else if (auto *branch = as<If>(n)) {
            wraps(branch->cond);
            guarded(branch->then, branch->cond, true);
            guarded(branch->otherwise, branch->cond, false);
        } else if (auto *check = as<Check>(n)) {
            needs_test_ = false;
            if (holds(check->cond)) {
                promise.checks.insert(n);
                if (needs_test_)
                    promise.tested.insert(n);
            }
            facts_.enter_check(n);
        } else if (n->type.dtype == DType::none) {
            for_each_child(n, [&](NodeRef c) { visit_node(c); });
            if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
                facts_.enter_array(*alloc);
        } else {
            wraps(n);
        }
    }
    void guarded(NodeRef body, NodeRef cond, bool value) {
        size_t count = facts_.enter_guard(cond, value);
        visit_node(body);
        facts_.leave_guards(mutant(Mutant::guard_outlives_if) ? 0 : count);
    }
    // Arms of a lazy expression are under its condition.
    void wraps(NodeRef n) {
        if (auto *lazy = as<Lazy>(n)) {
            wraps(lazy->cond);
            for (bool value : {true, false}) {
                size_t count = facts_.enter_guard(lazy->cond, value);
                wraps(value ? lazy->a : lazy->b);
                facts_.leave_guards(count);
            }
            return;
        }
        for_each_child(n, [&](NodeRef c) { wraps(c); });
        auto *b = as<Binary>(n);
        if (!b || b->op != BinaryOp::wrap_index)
            return;
        auto index = facts_.affine(b->a);
        if (index && (mutant(Mutant::wraps_always_plain) || establish({*index})))
            promise.plain_wraps.insert(n);
    }

    // ---- one check -------------------------------------------------------------------------

    bool holds(NodeRef cond) {
        if (auto *c = as<Compare>(cond); c && comparison(*c))
            return true;
        if (auto *f = as<Fits>(cond); f && in_type(*f))
            return true;
        if (!may_test_ || !invariant_expression(cond))
            return false;
        test(cond);
        return true;
    }

    bool comparison(const Compare &c) {
        switch (c.op) {
        case CompareOp::in_range:
        case CompareOp::index_ok: return index(c);
        case CompareOp::add_fits:
        case CompareOp::sub_fits:
            return bounded([&](auto &&size) { return size(c.a) + size(c.b); });
        case CompareOp::mul_fits:
            return bounded([&](auto &&size) { return size(c.a) * size(c.b); });
        case CompareOp::ne: { // a divisor that is always positive
            int64_t zero = 1;
            auto a = facts_.affine(c.a);
            return a && constant_i64(c.b, zero) && zero == 0 && positive(*a);
        }
        case CompareOp::ge: {
            auto a = facts_.affine(c.a), b = facts_.affine(c.b);
            auto form = a && b ? combine(*a, -1, *b) : std::nullopt;
            return form && establish({*form});
        }
        default: return false;
        }
    }
    bool positive(Affine form) {
        form.constant -= 1;
        return facts_.proved(form);
    }
    // 0 <= i and i < n, or at least -n <= i for an index that may wrap.
    bool index(const Compare &c) {
        auto i = facts_.affine(c.a), n = facts_.affine(c.b);
        auto above = i && n ? combine(*n, -1, *i) : std::nullopt;
        if (!above)
            return false;
        above->constant -= 1;
        if (mutant(Mutant::lower_bound_forgotten) ? establish({*above}) : establish({*i, *above}))
            return true;
        auto below = combine(*n, 1, *i); // -n <= i: the wrap stays, the check goes
        return c.op == CompareOp::index_ok && below && establish({*below, *above});
    }
    bool in_type(const Fits &f) {
        int bits = 8 * byte_size(f.dtype) - is_signed(f.dtype);
        auto x = facts_.affine(f.x);
        if (x && form_in_type(f, *x, bits))
            return true;
        return is_signed(f.dtype) && f.x->type.dtype == DType::i64 &&
               bounded([&](auto &&size) { return size(f.x); }, std::ldexp(1.0, bits));
    }
    bool form_in_type(const Fits &f, const Affine &form, int bits) {
        std::vector<Affine> needed;
        Affine least = form;
        if (is_signed(f.dtype) && bits < 61)
            least.constant += int64_t{1} << bits;
        if (!is_signed(f.dtype) || bits < 61)
            needed.push_back(least);
        if (bits < 61)
            if (auto most = combine({{}, (int64_t{1} << bits) - 1}, -1, form))
                needed.push_back(*most);
        return establish(needed);
    }

    // ---- proving and promising -------------------------------------------------------------

    // All forms >= 0: proved, or each weakened to a test at entry. Tests are added only when all
    // forms succeed.
    bool establish(const std::vector<Affine> &forms) {
        std::vector<Affine> residual;
        for (const Affine &form : forms) {
            if (facts_.proved(form))
                continue;
            if (!may_test_)
                return false;
            auto hoisted = facts_.hoist(form, [&](NodeRef leaf) { return invariant(leaf); });
            if (!hoisted || hoisted->constant < least_plausible ||
                (hoisted->terms.empty() && hoisted->constant < 0))
                return false;
            residual.push_back(*hoisted);
        }
        for (const Affine &form : residual)
            test_form(form);
        return true;
    }

    // A test of a form with less would ask for an array of so many elements: an index of 32 bits
    // could reach them, and does not. What only the loop inside can test is tested there.
    static constexpr int64_t least_plausible = -(int64_t{1} << 31);

    // Whether the result is below `limit` in size.
    template <class F> bool bounded(F &&size_of_result, double limit = 4611686018427387904.0) {
        for (bool narrow : {false, true}) {
            Symbols symbols;
            facts_.narrow_extents = narrow;
            double size = size_of_result([&](NodeRef n) {
                return facts_.magnitude(n, [&](NodeRef leaf) { return invariant(leaf); }, symbols);
            });
            facts_.narrow_extents = false;
            if (size >= limit || (!symbols.list.empty() && !may_test_))
                continue;
            for (NodeRef s : symbols.list)
                test_size(s);
            return true;
        }
        return false;
    }

    void test_form(const Affine &form) {
        NodeRef sum = build_.i64(form.constant);
        if (form.constant > (int64_t{1} << 59) || form.constant < -(int64_t{1} << 59))
            return test(build_.boolean(false));
        for (NodeRef leaf : facts_.leaves(form)) {
            int64_t c = form.terms.at(leaf);
            // An extent is below 2^48: small multiples of it stay far from the limits.
            if (leaf->op != Op::Dim || c > 1024 || c < -1024)
                test_size(leaf);
            NodeRef term = c == 1 ? leaf : build_.binary(BinaryOp::mul, build_.i64(c), leaf);
            sum = build_.binary(BinaryOp::add, sum, term);
        }
        test(build_.compare(CompareOp::ge, sum, build_.i64(0)));
    }
    // |leaf| < 2^31: sums and products of such values cannot overflow.
    void test_size(NodeRef leaf) {
        if (mutant(Mutant::sizes_untested) || leaf->type.dtype != DType::i64)
            return;
        test(build_.compare(CompareOp::le, leaf, build_.i64(2147483647)));
        if (leaf->op != Op::Dim)
            test(build_.compare(CompareOp::ge, leaf, build_.i64(-2147483647)));
    }
    void test(NodeRef cond) {
        needs_test_ = true;
        for (NodeRef known : promise.tests)
            if (equal(known, cond))
                return;
        promise.tests.push_back(cond);
    }

    Builder &build_;
    LoopFacts facts_;
    Nodes inside_;
    bool may_test_;
    bool needs_test_ = false; // of the check at hand
};

// ---- rewriting -----------------------------------------------------------------------------

class Versioning {
  public:
    Versioning(const Func *func, Builder &build, IndexCheckAccount &account,
               const VersionPlaces &places)
        : function_(func), build_(build), account_(account), places_(places) {}

    NodeRef rewrite(NodeRef n) {
        if (auto *let = as<Let>(n)) {
            facts_.enter_let(*let);
            return n;
        }
        if (auto *loop = as<For>(n))
            return version(*loop);
        if (n->op == Op::While)
            pass_statement(n, known_); // earlier iterations
        if (auto *branch = as<If>(n)) {
            NodeRef then = under(branch->then, branch->cond, true);
            NodeRef otherwise = under(branch->otherwise, branch->cond, false);
            build_.span = n->span;
            return then == branch->then && otherwise == branch->otherwise
                       ? n
                       : build_.if_then(branch->cond, then, otherwise);
        }
        if (n->op == Op::Check)
            facts_.enter_check(n);
        if (n->type.dtype != DType::none || n->op == Op::Check)
            return n;
        if (auto *block = as<Block>(n)) {
            std::vector<NodeRef> out;
            for (NodeRef s : block->body) {
                out.push_back(rewrite(s));
                pass_statement(s, known_);
            }
            build_.span = n->span;
            return std::equal(out.begin(), out.end(), block->body.begin()) ? n : build_.block(out);
        }
        return build_.map_children(
            n, [&](NodeRef c) { return c->type.dtype == DType::none ? rewrite(c) : c; });
    }

  private:
    NodeRef under(NodeRef body, NodeRef cond, bool value) {
        size_t count = facts_.enter_guard(cond, value);
        KnownCells before = known_;
        NodeRef result = rewrite(body);
        known_ = std::move(before); // what the statement changes is passed with it
        facts_.leave_guards(count);
        return result;
    }

    NodeRef version(const For &given) {
        HoistedNames hoisted{{}, &given};
        if (places_.inner_reads &&
            given.kind != ForKind::parallel) // what follows those stays next to them
            hoisted = hoist_names(given, function_, build_);
        for (NodeRef let : hoisted.lets)
            facts_.enter_let(*as<Let>(let));
        NodeRef result = versioned(*hoisted.loop);
        if (hoisted.lets.empty())
            return result;
        hoisted.lets.push_back(result);
        return build_.block(hoisted.lets);
    }

    NodeRef versioned(const For &loop) {
        build_.span = loop.span;
        Promise promise =
            Collector(build_, facts_, known_, loop, depth_ == 0 || places_.inner_tests).promise;
        NodeRef fast = keep_promise(&loop, promise);
        for (NodeRef check : promise.checks) {
            facts_.enter_check(check); // what they promised stays true inside
            account_.removed(check, promise.tested.count(check) != 0);
        }
        if (promise.tests.empty())
            return inner(*as<For>(fast));
        NodeRef test = promise.tests[0];
        size_t lost = mutant(Mutant::entry_test_incomplete);
        for (size_t i = 1; i + lost < promise.tests.size(); i++)
            test = build_.binary(BinaryOp::bit_and, test, promise.tests[i]);
        NodeRef original = marked_original(build_.clone(&loop));
        NodeRef quick = inner(*as<For>(fast));
        build_.span = loop.span;
        return build_.choose_copy(test, build_.block({quick}), build_.block({original}));
    }
    // The annotated loops of the copy that runs when a check may fail.
    NodeRef marked_original(NodeRef n) {
        if (n->type.dtype != DType::none)
            return n;
        NodeRef inside = build_.map_children(n, [&](NodeRef c) { return marked_original(c); });
        auto *loop = as<For>(inside);
        if (!loop || loop->kind == ForKind::serial)
            return inside;
        Clauses clauses = loop->clauses ? *loop->clauses : Clauses{};
        clauses.original = true;
        build_.span = loop->span;
        return build_.for_loop(loop->var, loop->lo, loop->hi, loop->step, loop->kind, clauses,
                               loop->body);
    }
    // Loops inside, for what only they can test.
    NodeRef inner(const For &loop) {
        facts_.enter_loop(loop);
        KnownCells before = known_;
        pass_statement(&loop, known_); // earlier iterations
        depth_++;
        NodeRef result =
            build_.map_children(&loop, [&](NodeRef c) { return c == loop.body ? rewrite(c) : c; });
        depth_--;
        known_ = std::move(before);
        return result;
    }

    // The copy without the promised checks and wraps.
    NodeRef keep_promise(NodeRef n, const Promise &promise) {
        if (auto *b = as<Block>(n)) {
            std::vector<NodeRef> out;
            for (NodeRef s : b->body)
                if (!promise.checks.count(s))
                    out.push_back(keep_promise(s, promise));
            build_.span = n->span;
            return build_.block(out);
        }
        if (promise.plain_wraps.count(n))
            return keep_promise(as<Binary>(n)->a, promise);
        if (n->op == Op::Var || n->op == Op::Const)
            return n;
        return build_.map_children(n, [&](NodeRef c) { return keep_promise(c, promise); });
    }

    FunctionScope function_;
    Builder &build_;
    IndexCheckAccount &account_;
    const VersionPlaces &places_;
    int depth_ = 0; // loops around
    LoopFacts facts_;
    KnownCells known_;
};

} // namespace

const Func *version_loops(const Func *func, Builder &build, IndexCheckAccount &account,
                          const VersionPlaces &places) {
    NodeRef body = Versioning(func, build, account, places).rewrite(func->body);
    return build.with_body(func, body);
}

} // namespace pragmac
