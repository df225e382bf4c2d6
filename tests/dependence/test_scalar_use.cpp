// Private, carried and reduced scalars; liveness after the loop; conditional assignment.
#include "loop_fixture.h"

namespace pragmac {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Scalars : public LoopFixture {
  public:
    // The use of cell %s, declared before a parallel loop over `body`; `after` follows the loop.
    ScalarUse use(const std::string &body, const std::string &after = "",
                  const std::string &type = "f64") {
        return use_in("alloc %s: " + type +
                      " cell [] uninitialised _\n"
                      "alloc %t: i64 cell [] uninitialised _\n" +
                      parallel(body) + after);
    }
    ScalarUse use_in(const std::string &text) {
        f = func(text);
        uses = scalar_uses(loop_of(f), f, context);
        for (const ScalarUse &u : uses)
            if (as<Var>(u.cell)->info->name == "s")
                return u;
        ADD_FAILURE() << "%s is not assigned in the loop";
        return {};
    }
    static constexpr const char *assign = "store %s[] = load %a[%i]\n";
    static constexpr const char *consume = "store %y[%i] = load %s[]\n";
    static constexpr const char *keep = "store %y[0:i64] = load %s[]\n"; // after the loop
    const Func *f = nullptr;
    std::vector<ScalarUse> uses;
};
using Use = ScalarUse::Kind;

TEST_F(Scalars, assigned_before_read_is_private) {
    ScalarUse u = use(std::string(assign) + consume);
    EXPECT_EQ(u.kind, Use::private_);
    EXPECT_TRUE(u.always_assigned);
    EXPECT_FALSE(u.live_after);
    EXPECT_EQ(obstacle(u), "");
}

TEST_F(Scalars, read_before_assigned_is_carried) {
    ScalarUse u = use(std::string(consume) + assign);
    EXPECT_EQ(u.kind, Use::carried);
    EXPECT_EQ(obstacle(u), "`s` carries a value from one iteration to the next");
    ASSERT_TRUE(as<Load>(u.read));
    EXPECT_EQ(as<Load>(u.read)->array, u.cell);
}

TEST_F(Scalars, assigned_on_one_path_only_is_carried) {
    std::string some = "if gt(load %a[%i], 0x0p+0:f64) {" + std::string(assign) + "} else {}\n";
    EXPECT_EQ(use(some + consume).kind, Use::carried);
    std::string both =
        "if gt(load %a[%i], 0x0p+0:f64) {" + std::string(assign) + "} else {" + assign + "}\n";
    EXPECT_EQ(use(both + consume).kind, Use::private_);
    std::string jumps =
        "if gt(load %a[%i], 0x0p+0:f64) {" + std::string(assign) + "} else {continue}\n";
    ScalarUse u = use(jumps + consume);
    EXPECT_EQ(u.kind, Use::private_);
    EXPECT_FALSE(u.always_assigned);
}

TEST_F(Scalars, inner_loops_may_not_run) {
    EXPECT_EQ(use(serial("j", "0:i64", "%n", assign) + consume).kind, Use::carried);
    EXPECT_EQ(use(serial("j", "0:i64", "3:i64", assign) + consume).kind, Use::private_);
    EXPECT_EQ(use("while true:bool {" + std::string(assign) +
                  "if gt(load %s[], 0x0p+0:f64) {break} else {}}\n" + consume)
                  .kind,
              Use::private_);
    EXPECT_EQ(use("while true:bool {if gt(load %a[%i], 0x0p+0:f64) {break} else {}\n" +
                  std::string(assign) + "}\n" + consume)
                  .kind,
              Use::carried);
}

TEST_F(Scalars, callees_that_return_early) {
    std::string early = "inline \"g\" {if gt(load %a[%i], 0x0p+0:f64) {leave} else {}\n" +
                        std::string(assign) + "}\n";
    EXPECT_EQ(use(early + consume).kind, Use::carried);
}

TEST_F(Scalars, last_value_is_kept_when_always_assigned) {
    ScalarUse u = use(std::string(assign) + consume, keep);
    EXPECT_TRUE(u.live_after);
    EXPECT_EQ(u.kind, Use::private_);
    std::string some = "if gt(load %a[%i], 0x0p+0:f64) {" + std::string(assign) + "} else {}\n";
    EXPECT_EQ(use(some, keep).kind, Use::last);
    EXPECT_EQ(use(some).kind, Use::private_);
    EXPECT_EQ(use(some, "store %s[] = 0x0p+0:f64\n" + std::string(keep)).kind, Use::private_);
    std::string skip = "if gt(load %a[%i], 0x0p+0:f64) {continue} else {}\n";
    EXPECT_EQ(use(skip + assign, keep).kind, Use::last);
    EXPECT_TRUE(use(skip + assign, keep).combined());
}

TEST_F(Scalars, liveness_reaches_the_next_outer_iteration) {
    std::string some = "if gt(load %a[%i], 0x0p+0:f64) {" + std::string(assign) + "} else {}\n";
    std::string head = "alloc %s: f64 cell [] uninitialised _\n";
    std::string reads_first = head + serial("j", "0:i64", "%n", std::string(keep) + parallel(some));
    EXPECT_TRUE(use_in(reads_first).live_after);
    std::string writes_first =
        head + serial("j", "0:i64", "%n",
                      "store %s[] = 0x0p+0:f64\n" + std::string(keep) + parallel(some));
    EXPECT_FALSE(use_in(writes_first).live_after);
    std::string after_outer = head + serial("j", "0:i64", "%n", parallel(some)) + keep;
    EXPECT_TRUE(use_in(after_outer).live_after);
}

// ---- reductions ----------------------------------------------------------------------------

TEST_F(Scalars, updates_by_one_operation_are_reductions) {
    auto op_of = [&](const std::string &value) {
        ScalarUse u = use("store %s[] = " + value);
        return u.kind == Use::reduction ? std::string(name_of(*u.op)) : "none";
    };
    EXPECT_EQ(op_of("add(load %s[], load %a[%i])"), "sum");
    EXPECT_EQ(op_of("add(load %a[%i], load %s[])"), "sum");
    EXPECT_EQ(op_of("sub(load %s[], load %a[%i])"), "sum");
    EXPECT_EQ(op_of("mul(load %s[], load %a[%i])"), "product");
    EXPECT_EQ(op_of("py_max(load %s[], load %a[%i])"), "maximum");
    EXPECT_EQ(op_of("np_min(load %a[%i], load %s[])"), "NumPy minimum");
    EXPECT_EQ(op_of("select(gt(load %a[%i], load %s[]), load %a[%i], load %s[])"), "maximum");
    // A NaN would replace what came before it: not associative.
    EXPECT_EQ(op_of("lazy(lt(load %s[], load %a[%i]), load %s[], load %a[%i])"), "none");
    EXPECT_EQ(use("store %s[] = lazy(lt(load %s[], load %idx[%i]), load %s[], load %idx[%i])", "",
                  "i64")
                  .op,
              ReductionKind::py_min);
    EXPECT_EQ(op_of("add(add(load %s[], load %a[%i]), load %b[%i])"), "sum");
    EXPECT_EQ(op_of("sub(load %a[%i], load %s[])"), "none");
    EXPECT_EQ(op_of("div(load %s[], load %a[%i])"), "none");
    EXPECT_EQ(op_of("mod(add(load %s[], load %a[%i]), 0x1p+1:f64)"), "none");
    EXPECT_EQ(op_of("add(load %s[], load %s[])"), "none");
}

TEST_F(Scalars, reductions_read_elsewhere_are_carried) {
    std::string sum = "store %s[] = add(load %s[], load %a[%i])\n";
    EXPECT_EQ(use(sum).kind, Use::reduction);
    EXPECT_EQ(use(sum + consume).kind, Use::carried);
    EXPECT_EQ(use(sum + "store %s[] = mul(load %s[], load %a[%i])\n").kind, Use::carried);
    EXPECT_EQ(use(sum + sum).kind, Use::reduction);
    EXPECT_EQ(use("if gt(load %a[%i], 0x0p+0:f64) {" + sum + "} else {}").kind, Use::reduction);
    EXPECT_EQ(use("if gt(load %s[], 0x0p+0:f64) {" + sum + "} else {}").kind, Use::carried);
}

TEST_F(Scalars, checked_integer_sums) {
    std::string text = "let %l: i64 value = load %s[]\nlet %r: i64 value = load %idx[%i]\n"
                       "check add_fits(%l, %r) OverflowError \"\" []\n"
                       "let %v: i64 value = add(%l, %r)\nstore %s[] = %v\n";
    EXPECT_EQ(use(text, "", "i64").kind, Use::reduction);
    EXPECT_EQ(use(text + "store %idx[%i] = %v\n", "", "i64").kind, Use::carried);
}

TEST_F(Scalars, maximum_with_its_position) {
    std::string text = "if gt(load %a[%i], load %s[]) {store %s[] = load %a[%i]\n"
                       "store %t[] = %i} else {}\n";
    EXPECT_EQ(*use(text, "let %last: i64 value = load %t[]\n" + std::string(keep)).op,
              ReductionKind::py_max);
    ASSERT_EQ(uses.size(), 2u);
    EXPECT_EQ(uses[1].op, ReductionKind::arg_max);
    EXPECT_EQ(uses[1].leader, uses[0].cell);
    std::string stores_other = "if gt(load %a[%i], load %s[]) {store %s[] = load %b[%i]} else {}";
    EXPECT_EQ(use(stores_other).kind, Use::carried);
}

// How often a new maximum is found depends on the order, and so does all else that is done then.
TEST_F(Scalars, only_positions_follow_a_maximum) {
    std::string last = "let %last: i64 value = load %t[]\n" + std::string(keep);
    auto kind = [&](const std::string &also, const std::string &otherwise = "",
                    const std::string &test = "gt") {
        return use("if " + test + "(load %a[%i], load %s[]) {store %s[] = load %a[%i]\n" + also +
                       "} else {" + otherwise + "}\n",
                   last)
            .kind;
    };
    EXPECT_EQ(kind("store %t[] = %i"), Use::reduction);
    EXPECT_EQ(kind("store %t[] = add(load %t[], 1:i64)"), Use::carried); // counts the records
    EXPECT_EQ(kind("store %y[%i] = 0x1p+0:f64"), Use::carried);
    EXPECT_EQ(kind("check lt(%i, 9:i64) IndexError \"\" []\nstore %t[] = %i"), Use::carried);
    EXPECT_EQ(kind("store %t[] = %i", "store %y[%i] = 0x1p+0:f64"), Use::carried);
    EXPECT_EQ(kind("store %t[] = %i", "", "ge"), Use::carried); // the last winner, not the first
    std::string record = "if gt(load %a[%i], load %s[]) {store %s[] = load %a[%i]\n"
                         "store %t[] = %i} else {}\n";
    EXPECT_EQ(use(record + record, last).kind, Use::reduction);
    std::string other = "store %s[] = py_max(load %s[], load %b[%i])\n";
    EXPECT_EQ(use(record + other, last).kind, Use::carried); // raises the bar without a position
}

TEST_F(Scalars, logical_reductions) {
    auto op_of = [&](const std::string &value) {
        ScalarUse u = use("let %c: bool value = gt(load %a[%i], 0x0p+0:f64)\nstore %s[] = " + value,
                          "", "bool");
        return u.kind == Use::reduction ? std::string(name_of(*u.op)) : "none";
    };
    EXPECT_EQ(op_of("lazy(load %s[], %c, false:bool)"), "and");
    EXPECT_EQ(op_of("lazy(%c, true:bool, load %s[])"), "or");
    EXPECT_EQ(op_of("bit_or(load %s[], %c)"), "bitwise or");
    std::string either = "let %l: bool value = load %s[]\nalloc %c: bool cell [] uninitialised _\n"
                         "if %l {store %c[] = %l} else {store %c[] = gt(load %a[%i], 0x0p+0:f64)}\n"
                         "store %s[] = load %c[]\n";
    EXPECT_EQ(use(either, "", "bool").op, ReductionKind::logical_or);
    std::string raises = "let %l: bool value = load %s[]\nalloc %c: bool cell [] uninitialised _\n"
                         "if %l {store %c[] = %l} else {check lt(%i, 9:i64) IndexError \"\" []\n"
                         "store %c[] = true:bool}\nstore %s[] = load %c[]\n";
    EXPECT_EQ(use(raises, "", "bool").kind, Use::carried);
}

TEST_F(Scalars, cells_of_the_body_and_invariant_cells_have_no_row) {
    const Func *g = func("alloc %s: f64 cell [] value 0x0p+0:f64\n" +
                         parallel("alloc %t: f64 cell [] value 0x0p+0:f64\n"
                                  "store %t[] = load %s[]\nstore %y[%i] = load %t[]"));
    EXPECT_THAT(scalar_uses(loop_of(g), g, context), IsEmpty());
}

} // namespace
} // namespace pragmac
