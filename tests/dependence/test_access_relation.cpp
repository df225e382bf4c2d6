// Relations of single accesses: exact or not, and why not; budgets of the set wrapper.
#include "loop_fixture.h"

namespace pragmac {
namespace {

using testing::HasSubstr;

class Relations : public LoopFixture {
  public:
    // The relation of the last store in the parallel loop.
    AccessRelation last_store(const std::string &body) {
        const Func *f = func(body);
        NodeRef last = nullptr;
        walk(f, [&](NodeRef n) { last = as<Store>(n) ? n : last; });
        return access_relation(last, loop_of(f), f, context);
    }
};

TEST_F(Relations, bounds_steps_and_extents) {
    AccessRelation r =
        last_store(parallel("store %y[mul(2:i64, %i)] = 0x1p+0:f64", "1:i64", "%n", "3:i64"));
    EXPECT_TRUE(r.exact);
    EXPECT_EQ(text(r.map), "[n, y_0] -> { [i0] -> [2i0] : (-1 + i0) mod 3 = 0 and 0 < i0 < n and "
                           "2i0 < y_0 }");
}

TEST_F(Relations, negative_indices_wrap) {
    AccessRelation r = last_store(parallel(
        "store %y[wrap_index(sub(%i, 1:i64), dim(%y, 0))] = 0x1p+0:f64", "0:i64", "2:i64"));
    EXPECT_TRUE(r.exact);
    EXPECT_EQ(text(r.map), "[y_0] -> { [1] -> [0] : y_0 > 0; [0] -> [-1 + y_0] : y_0 > 0 }");
}

TEST_F(Relations, memory_the_loop_writes_is_not_invariant) {
    AccessRelation r = last_store(parallel("store %idx[0:i64] = %i\n"
                                           "store %y[add(%i, load %idx[0:i64])] = 0x1p+0:f64"));
    EXPECT_FALSE(r.exact);
    EXPECT_EQ(r.reason, "`idx[0]` is not known at compile time");
    EXPECT_TRUE(last_store(parallel("store %y[add(%i, load %idx[0:i64])] = 0x1p+0:f64")).exact);
}

TEST_F(Relations, cells_the_loop_assigns_are_not_invariant) {
    std::string cell = "alloc %c: i64 cell [] value 0:i64\n";
    std::string use = "store %y[load %c[]] = 0x1p+0:f64";
    EXPECT_TRUE(last_store(cell + parallel(use)).exact);
    EXPECT_FALSE(last_store(cell + parallel("store %c[] = %i\n" + use)).exact);
}

TEST_F(Relations, early_exits_are_over_approximated) {
    std::string store = "store %y[%j] = 0x1p+0:f64";
    std::string skip = "if eq(%j, 2:i64) {continue} else {}\n" + store;
    EXPECT_TRUE(last_store(parallel(serial("j", "0:i64", "%i", skip))).exact);
    std::string stop = "if eq(%j, 2:i64) {break} else {}\n" + store;
    AccessRelation r = last_store(parallel(serial("j", "0:i64", "%i", stop)));
    EXPECT_FALSE(r.exact);
    EXPECT_EQ(r.reason, "`break` may skip it");
    AccessRelation w = last_store(parallel("while lt(load %a[0:i64], 0x0p+0:f64) {" +
                                           std::string("store %y[%i] = 0x1p+0:f64}")));
    EXPECT_FALSE(w.exact);
    EXPECT_THAT(w.reason, HasSubstr("`while`"));
}

TEST_F(Relations, one_node_in_two_places) {
    NodeRef y = build.array_var("y", DType::f64, 1);
    NodeRef i = build.value_var("i", scalar(DType::i64)), zero = build.i64(0);
    NodeRef store = build.store(y, {i}, build.f64(1));
    auto when = [&](int64_t v) {
        return build.if_then(build.compare(CompareOp::eq, i, build.i64(v)), build.block({store}));
    };
    NodeRef loop = build.for_loop(i, zero, build.i64(9), build.i64(1), ForKind::parallel, {},
                                  build.block({when(2), when(5)}));
    auto *f = as<Func>(build.func("f", {y}, {}, false, build.block({loop})));
    EXPECT_EQ(text(access_relation(store, as<For>(loop), f, context).map),
              "[y_0] -> { [5] -> [5] : y_0 >= 6; [2] -> [2] : y_0 >= 3 }");
}

// ---- the wrapper ---------------------------------------------------------------------------

TEST(Polyhedra, an_exhausted_budget_gives_empty_handles) {
    Polyhedra sets(40, 100);
    Value x = sets.coordinate(2, 0), y = sets.coordinate(2, 1);
    {
        Budget budget(sets);
        Set s = less_than(floor_div(x, 3), modulo(y, 5)) & less_than(y, floor_div(x, 7));
        EXPECT_FALSE(s);
        EXPECT_EQ(is_empty(s), Answer::unknown);
        EXPECT_TRUE(budget.ran_out());
    }
    EXPECT_GE(sets.operations_used(), 40u);
    EXPECT_EQ(is_empty(less_than(x, x)), Answer::yes); // outside a budget work goes on
}

TEST(Polyhedra, division_and_remainder_round_as_in_python) {
    Polyhedra sets;
    for (int64_t divisor : {-3, -1, 1, 2, 4})
        for (int64_t a = -7; a <= 7; a++) {
            int64_t q = a / divisor - (a % divisor != 0 && (a < 0) != (divisor < 0));
            Value v = sets.constant(0, a);
            EXPECT_EQ(is_empty(equal_to(floor_div(v, divisor), sets.constant(0, q))), Answer::no);
            EXPECT_EQ(is_empty(equal_to(modulo(v, divisor), sets.constant(0, a - q * divisor))),
                      Answer::no);
        }
}

} // namespace
} // namespace pragmac
