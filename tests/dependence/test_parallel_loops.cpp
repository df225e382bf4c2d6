// Verdicts on loops whose answer is known: free, in conflict with two iterations, or undecided.
#include "loop_fixture.h"

namespace pragmac {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Loops = LoopFixture;

std::string read_modify(const std::string &at) {
    return "store %y[" + at + "] = add(load %y[" + at + "], 0x1p+0:f64)";
}

// ---- one dimension -------------------------------------------------------------------------

TEST_F(Loops, own_element_is_free) {
    EXPECT_EQ(answer(parallel("store %y[%i] = load %a[%i]")), "free");
    EXPECT_EQ(answer(parallel(read_modify("add(%i, %k)"))), "free");
    EXPECT_EQ(answer(parallel("store %y[sub(%n, %i)] = cast(%i, f64, value)")), "free");
}

TEST_F(Loops, reading_only_is_free) {
    EXPECT_EQ(answer(parallel("let %x: f64 value = load %a[load %idx[%i]]")), "free");
}

TEST_F(Loops, halves_share_elements) {
    const Func *f = func(parallel(read_modify("floor_div(%i, 2:i64)")));
    Verdict v = decide(loop_of(f), f, context);
    EXPECT_FALSE(v.free());
    ASSERT_TRUE(v.conflict && v.conflict->witness);
    EXPECT_EQ(v.conflict->witness->first / 2, v.conflict->witness->second / 2);
    EXPECT_NE(v.conflict->witness->first, v.conflict->witness->second);
    EXPECT_THAT(v.reason, HasSubstr("i=0"));
    EXPECT_THAT(v.reason, HasSubstr("i=1"));
    EXPECT_THAT(v.reason, HasSubstr("`y[0]`"));
    EXPECT_EQ(v.array, f->params[0]);
}

TEST_F(Loops, remainders_share_elements) {
    EXPECT_THAT(answer(parallel(read_modify("mod(%i, 4:i64)"))), HasSubstr("`y["));
    EXPECT_EQ(answer(parallel(read_modify("mod(%i, 4:i64)"), "0:i64", "4:i64")), "free");
    EXPECT_NE(answer(parallel(read_modify("mod(%i, 4:i64)"), "0:i64", "5:i64")), "free");
}

TEST_F(Loops, even_and_odd_never_meet) {
    EXPECT_EQ(answer(parallel("store %y[mul(2:i64, %i)] = "
                              "load %y[add(mul(2:i64, %i), 1:i64)]")),
              "free");
}

TEST_F(Loops, constant_elements) {
    EXPECT_EQ(answer(parallel("store %y[%i] = cast(%i, f64, value)")), "free");
    EXPECT_NE(answer(parallel("store %y[0:i64] = load %a[%i]")), "free");
    EXPECT_EQ(answer(parallel("store %y[0:i64] = load %a[%i]", "0:i64", "1:i64")), "free");
}

TEST_F(Loops, distance_given_by_a_parameter) {
    std::string body = parallel("store %y[%i] = load %y[add(%i, %k)]");
    Verdict v = decide_in(body);
    EXPECT_FALSE(v.free());
    ASSERT_TRUE(v.conflict && v.conflict->pairs);
    EXPECT_EQ(v.kind, Verdict::Kind::guarded);
    EXPECT_THAT(v.reason, HasSubstr("k="));
    EXPECT_EQ(answer("if ge(%k, %n) {" + body + "} else {}"), "free");
    EXPECT_EQ(answer("check ge(%k, %n) ValueError \"\" []\n" + body), "free");
    EXPECT_NE(answer("if ge(%k, sub(%n, 1:i64)) {" + body + "} else {}"), "free");
}

TEST_F(Loops, neighbours_conflict) {
    std::string reason = answer(parallel("store %y[%i] = load %y[sub(%i, 1:i64)]", "1:i64"));
    EXPECT_THAT(reason, AllOf(HasSubstr("reads `y["), HasSubstr("writes")));
}

TEST_F(Loops, indirect_subscripts_depend_on_the_index_array) {
    Verdict v = decide_in(parallel("store %y[load %idx[%i]] = load %a[%i]"));
    EXPECT_EQ(v.kind, Verdict::Kind::guarded);
    ASSERT_EQ(v.facts.size(), 1u);
    EXPECT_EQ(v.facts[0].fact, Fact::unique);
    EXPECT_EQ(v.facts[0].axis, 0);
    EXPECT_EQ(v.reason, "it is free only when `idx` holds no index twice");
    auto kind = [&](const std::string &body) { return decide_in(parallel(body)).kind; };
    using Kind = Verdict::Kind;
    EXPECT_EQ(kind("assume unique [%idx]\nstore %y[load %idx[%i]] = load %a[%i]"), Kind::free);
    EXPECT_EQ(kind("assume sorted [%idx]\nstore %y[load %idx[%i]] = load %a[%i]"), Kind::guarded);
    // Another position of the index array, a position that repeats: elements are looked at one by
    // one, but not through an array that the loop writes.
    EXPECT_EQ(kind("store %y[load %idx[%i]] = load %y[load %idx[add(%i, 1:i64)]]"), Kind::guarded);
    EXPECT_EQ(kind("store %y[load %idx[floor_div(%i, 2:i64)]] = load %a[%i]"), Kind::guarded);
    EXPECT_EQ(kind("store %y[load %idx[%i]] = load %a[%i]\nstore %idx[%i] = 0:i64"), Kind::unknown);
    EXPECT_EQ(kind("store %y[load %idx[%i]] = load %y[%i]"), Kind::guarded);
}

TEST_F(Loops, rows_of_a_sorted_array_are_apart) {
    auto rows = [&](const std::string &lo, const std::string &hi, const std::string &at) {
        std::string body = "store %y[" + at + "] = load %a[%j]";
        return decide_in(
            parallel(serial("j", "load %idx[" + lo + "]", "load %idx[" + hi + "]", body)));
    };
    Verdict v = rows("%i", "add(%i, 1:i64)", "%j");
    EXPECT_EQ(v.kind, Verdict::Kind::guarded);
    ASSERT_EQ(v.facts.size(), 1u);
    EXPECT_EQ(v.facts[0].fact, Fact::sorted);
    EXPECT_FALSE(v.facts[0].not_negative);
    EXPECT_EQ(rows("%i", "add(%i, 1:i64)", "add(%j, %k)").kind, Verdict::Kind::guarded);
    EXPECT_TRUE(
        rows("%i", "add(%i, 1:i64)", "wrap_index(%j, dim(%y, 0))").facts.at(0).not_negative);
    EXPECT_FALSE(rows("%i", "add(%i, 2:i64)", "%j").inspected.empty());
    EXPECT_FALSE(rows("%i", "%i", "%j").inspected.empty());
    EXPECT_FALSE(rows("%i", "add(%i, 1:i64)", "mul(%j, 2:i64)").inspected.empty());
    EXPECT_FALSE(rows("0:i64", "1:i64", "%j").inspected.empty());
}

TEST_F(Loops, rows_of_a_width_known_at_run_time) {
    auto rows = [&](const std::string &at, const std::string &hi = "%m",
                    const std::string &lo = "0:i64") {
        return answer(parallel(serial("j", "0:i64", hi, "store %y[" + at + "] = load %a[%j]"), lo));
    };
    std::string at = "add(mul(%m, %i), %j)";
    EXPECT_EQ(rows(at), "free");
    EXPECT_EQ(rows("add(%j, mul(%i, %m))"), "free");
    EXPECT_EQ(rows("wrap_index(" + at + ", dim(%y, 0))"), "free");
    EXPECT_EQ(rows(at, "sub(%m, 1:i64)"), "free");
    EXPECT_NE(rows(at, "add(%m, 1:i64)"), "free"); // one element too many
    EXPECT_EQ(rows("add(" + at + ", 1:i64)"), "free"); // all rows begin one later
    EXPECT_NE(rows("sub(" + at + ", 1:i64)"), "free"); // and here the first one before the array
    EXPECT_NE(rows("add(" + at + ", 1:i64)] = 0x1p+0:f64 store %y[" + at),
              "free"); // one leaves its row
    EXPECT_NE(rows(at, "%k"), "free"); // another length
    EXPECT_NE(rows(at, "%m", "-3:i64"), "free"); // rows in front of the array wrap around
    EXPECT_NE(rows("add(mul(%m, %j), %i)", "%k"), "free"); // columns: i may leave its row
    std::string rows_of_rows = "mul(add(mul(%i, %m), %j), 2:i64)";
    std::string second = ", 1:i64)] = 0x1p+0:f64 store %y[",
                third = ", 2:i64)] = 0x1p+0:f64 store %y[";
    EXPECT_EQ(rows("add(" + rows_of_rows + second + rows_of_rows), "free");
    EXPECT_NE(rows("add(" + rows_of_rows + third + rows_of_rows), "free");
    EXPECT_NE(rows("mul(add(mul(%i, %m), %k), 2:i64)"), "free"); // k may be anything
}

// Where n, m and k are no larger than 32 bits hold.
std::string small(const std::string &body) {
    std::string tests = "true:bool";
    for (const char *name : {"%n", "%m", "%k"})
        for (const char *bound : {"le(", "ge("}) {
            const char *limit = bound[0] == 'l' ? ", 2147483647:i64)" : ", -2147483647:i64)";
            tests = "bit_and(" + tests + ", " + bound + name + limit + ")";
        }
    return "if " + tests + " {" + body + "} else {}";
}

TEST_F(Loops, tiles_of_a_size_known_at_run_time) {
    auto tile = [&](const std::string &lo, const std::string &hi, const std::string &at = "%j",
                    const std::string &first = "0:i64") {
        return answer(
            small(parallel(serial("j", lo, hi, "store %y[" + at + "] = load %a[%j]"), first)));
    };
    auto least = [](const std::string &x) { return "select(lt(%n, " + x + "), %n, " + x + ")"; };
    std::string start = "mul(%i, %m)", end = "add(mul(%i, %m), %m)";
    EXPECT_EQ(tile(start, end), "free");
    EXPECT_EQ(tile(start, least(end)), "free");
    EXPECT_EQ(tile(start, "py_min(" + end + ", %n)"), "free");
    EXPECT_EQ(tile(start, least("mul(add(%i, 1:i64), %m)")), "free");
    EXPECT_EQ(tile("add(1:i64, " + start + ")", least("add(1:i64, " + end + ")")), "free");
    EXPECT_EQ(tile(start, least(end), "wrap_index(add(%j, 1:i64), dim(%y, 0))"), "free");
    // One element too many, the greater of two ends, a start in front of the array, another size.
    EXPECT_NE(tile(start, "add(1:i64, " + end + ")"), "free");
    EXPECT_NE(tile(start, "mul(add(%i, 2:i64), %m)"), "free");
    EXPECT_NE(tile(start, "select(lt(%n, " + end + "), " + end + ", %n)"), "free");
    EXPECT_NE(tile(start, least(end), "%j", "-3:i64"), "free");
    EXPECT_NE(tile(start, least(end), "sub(%j, 1:i64)"), "free");
    EXPECT_NE(tile(start, "add(mul(%i, %m), %k)"), "free");
    EXPECT_NE(tile(start, least(end), "mul(%j, 2:i64)"), "free");
    EXPECT_NE(tile(start, least(end), "%j] = 0x1p+0:f64 store %y[add(%j, 1:i64)"), "free");
    // Without bounds the second tile may begin anywhere.
    auto large = [&](const std::string &in_front) {
        return answer(
            parallel(in_front + serial("j", start, least(end), "store %y[%j] = load %a[%j]")));
    };
    EXPECT_NE(large(""), "free");
    std::string product = "check mul_fits(%i, %m) OverflowError \"large\" []\n";
    EXPECT_NE(large(product), "free");
    EXPECT_EQ(large(product + "check add_fits(mul(%i, %m), %m) OverflowError \"large\" []\n"),
              "free");
    // Shares of about one size: n * i // m to n * (i + 1) // m.
    std::string from = "floor_div(mul(%n, %i), %m)";
    EXPECT_EQ(tile(from, "floor_div(mul(%n, add(%i, 1:i64)), %m)"), "free");
    EXPECT_NE(tile(from, "floor_div(mul(%n, add(%i, 2:i64)), %m)"), "free");
    EXPECT_NE(tile(from, "floor_div(mul(%n, add(%i, 1:i64)), %k)"), "free");
    EXPECT_NE(tile(from, "mul(%n, add(%i, 1:i64))"), "free");
}

TEST_F(Loops, every_so_manyth_element) {
    auto dealt = [&](const std::string &at, const std::string &hi = "%m",
                     const std::string &lo = "0:i64") {
        std::string inner = serial("j", "0:i64", "%n", "store %y[" + at + "] = load %a[%j]");
        return answer(small("for %i: i64 value = " + lo + " to " + hi +
                            " step 1:i64 parallel () {" + inner + "}"));
    };
    EXPECT_EQ(dealt("add(%i, mul(%j, %m))"), "free");
    EXPECT_EQ(dealt("wrap_index(add(mul(%m, %j), %i), dim(%y, 0))"), "free");
    EXPECT_NE(dealt("add(%i, mul(%j, %m))", "add(%m, 1:i64)"), "free"); // one iteration too many
    EXPECT_NE(dealt("add(%i, mul(%j, %m))", "%n"), "free");
    EXPECT_NE(dealt("add(%i, mul(%j, %m))", "%m", "-2:i64"), "free");
    EXPECT_NE(dealt("add(add(%i, %j), mul(%j, %m))"), "free");
    EXPECT_NE(dealt("add(%i, mul(sub(%j, 1:i64), %m))"), "free"); // wraps around
    // A range of steps ends before a product can wrap, a loop of its own does not.
    auto large = [&](const std::string &hi) {
        std::string inner =
            serial("j", "0:i64", hi, "store %y[add(%i, mul(%j, %m))] = load %a[%j]");
        return answer("for %i: i64 value = 0:i64 to %m step 1:i64 parallel () {" + inner + "}");
    };
    EXPECT_EQ(large("range_length(%i, %n, %m)"), "free");
    EXPECT_NE(large("range_length(%i, %n, %k)"), "free");
    EXPECT_NE(large("%n"), "free");
}

TEST_F(Loops, racy_whatever_the_parameters) {
    auto kind = [&](const std::string &body, const std::string &lo = "0:i64") {
        return decide_in(parallel(body, lo)).kind;
    };
    using Kind = Verdict::Kind;
    EXPECT_EQ(kind("store %y[floor_div(%i, 2:i64)] = load %a[%i]"), Kind::racy);
    EXPECT_EQ(kind("store %y[mod(%i, 4:i64)] = load %a[%i]"), Kind::racy);
    EXPECT_EQ(kind("store %y[%i] = load %y[sub(%i, 50:i64)]", "50:i64"), Kind::racy);
    // Only for some offsets, extents, data, or when an index leaves the array.
    EXPECT_EQ(kind("store %y[%i] = load %y[add(%i, %k)]"), Kind::guarded);
    EXPECT_EQ(kind("store %y[wrap_index(sub(%i, 1:i64), dim(%y, 0))] = load %a[%i]"),
              Kind::guarded);
    EXPECT_EQ(kind("if eq(%k, 3:i64) {store %y[0:i64] = load %a[%i]} else {}"), Kind::guarded);
    EXPECT_EQ(kind("if gt(load %a[%i], 0x0p+0:f64) {store %y[0:i64] = load %a[%i]} else {}"),
              Kind::guarded);
}

TEST_F(Loops, one_value_stored_by_many_iterations) {
    EXPECT_EQ(answer(parallel("store %y[0:i64] = 0x1p+0:f64")), "free");
    EXPECT_EQ(answer(parallel("store %y[mod(%i, 7:i64)] = cast(%k, f64, value)")), "free");
    EXPECT_NE(answer(parallel("store %y[0:i64] = cast(%i, f64, value)")), "free");
    // Values of their own for elements of their own; the second store of an iteration is seen.
    EXPECT_EQ(answer(parallel("store %y[0:i64] = 0x1p+0:f64\nstore %y[1:i64] = 0x1p+1:f64")),
              "free");
    EXPECT_NE(answer(parallel("store %y[0:i64] = 0x1p+0:f64\nstore %y[0:i64] = 0x1p+1:f64")),
              "free");
    EXPECT_NE(answer(parallel("store %y[0:i64] = 0x1p+0:f64\n"
                              "store %y[0:i64] = cast(%i, f64, value)")),
              "free");
    // Elsewhere the array may be read, and written otherwise: k and i meet for some k only.
    EXPECT_EQ(answer(parallel("store %y[0:i64] = 0x1p+0:f64\n"
                              "store %a[%i] = load %y[add(%i, 1:i64)]")),
              "free");
    EXPECT_EQ(decide_in(parallel("store %y[%k] = 0x1p+0:f64\nstore %y[%i] = 0x1p+1:f64")).kind,
              Verdict::Kind::guarded);
    EXPECT_NE(answer(parallel("store %y[0:i64] = 0x1p+0:f64\nstore %a[%i] = load %y[0:i64]")),
              "free");
    EXPECT_EQ(answer(parallel("assume samevalue [%y]\nstore %y[0:i64] = load %y[%i]")), "free");
}

TEST_F(Loops, invariant_offset_from_memory_is_a_parameter) {
    EXPECT_EQ(answer(parallel("store %y[add(%i, load %idx[0:i64])] = cast(%i, f64, value)")),
              "free");
    // … unless the loop writes that array.
    EXPECT_NE(answer(parallel("store %idx[%i] = %i\n"
                              "store %y[add(%i, load %idx[0:i64])] = cast(%i, f64, value)")),
              "free");
}

// ---- slices --------------------------------------------------------------------------------

// v = y[i-1:i+2] from i = 0, where it wraps and is empty; y[2*i:2*i+3]: clamps within the limit.
TEST_F(Loops, windows_are_decided_within_the_work_limit) {
    auto kind = [&](const std::string &lo, const std::string &hi, const std::string &inner,
                    const std::string &array) {
        std::string extent = "dim(%y, 0)";
        std::string start = "select(lt(%lo, 0:i64), np_max(add(%lo, " + extent +
                            "), 0:i64), np_min(%lo, " + extent + "))";
        return decide_in(parallel("let %lo: i64 value = " + lo + "\nlet %hi: i64 value = " + hi +
                                      "\nlet %start: i64 value = " + start +
                                      "\nlet %count: i64 value = np_max(sub(np_min(%hi, " + extent +
                                      "), %start), 0:i64)\n"
                                      "for %j: i64 value = 0:i64 to %count step 1:i64 serial () {" +
                                      inner + "}\nstore %" + array + "[%i] = cast(%i, f64, value)",
                                  "0:i64", extent))
            .kind;
    };
    std::string read = "let %v: f64 value = load %y[add(%start, %j)]";
    std::string written = "store %y[add(%start, %j)] = cast(%i, f64, value)";
    std::string around = "sub(%i, 1:i64)", behind = "add(%i, 2:i64)";
    EXPECT_EQ(kind(around, behind, read, "a"), Verdict::Kind::free);
    EXPECT_EQ(kind(around, behind, read, "y"), Verdict::Kind::racy);
    EXPECT_EQ(kind("mul(2:i64, %i)", "add(mul(2:i64, %i), 3:i64)", written, "a"),
              Verdict::Kind::racy);
    EXPECT_EQ(kind("mul(2:i64, %i)", "add(mul(2:i64, %i), 2:i64)", written, "a"),
              Verdict::Kind::free);
}

// ---- negative indices ----------------------------------------------------------------------

TEST_F(Loops, wrap_of_indices_in_range) {
    std::string at = "wrap_index(%i, dim(%y, 0))";
    EXPECT_EQ(answer(parallel("store %y[" + at + "] = cast(%i, f64, value)")), "free");
}

TEST_F(Loops, negative_wrap_reaches_the_other_end) {
    std::string store = "store %y[wrap_index(sub(%i, 1:i64), dim(%y, 0))] = cast(%i, f64, value)";
    EXPECT_EQ(answer(parallel(store, "0:i64", "dim(%y, 0)")), "free");
    EXPECT_NE(answer(parallel(store, "0:i64", "add(dim(%y, 0), 1:i64)")), "free");
    EXPECT_EQ(answer(parallel(store, "1:i64", "add(dim(%y, 0), 1:i64)")), "free");
}

TEST_F(Loops, reading_through_the_wrap) {
    std::string body = "store %y[%i] = load %y[wrap_index(sub(%i, %n), dim(%y, 0))]";
    EXPECT_NE(answer(parallel(body)), "free");
    // With exactly n elements i - n is element i.
    EXPECT_EQ(answer("if eq(%n, dim(%y, 0)) {" + parallel(body) + "} else {}"), "free");
}

// ---- bounds, steps, guards -----------------------------------------------------------------

TEST_F(Loops, steps) {
    std::string body =
        "store %y[%i] = cast(%i, f64, value)\nstore %y[add(%i, 1:i64)] = cast(%i, f64, value)";
    EXPECT_EQ(answer(parallel(body, "0:i64", "%n", "2:i64")), "free");
    EXPECT_EQ(answer(parallel(body, "%n", "0:i64", "-2:i64")), "free");
    EXPECT_NE(answer(parallel(body)), "free");
    EXPECT_NE(answer(parallel(body, "%n", "0:i64", "-1:i64")), "free");
}

TEST_F(Loops, step_known_at_run_time) {
    std::string body = "let %p: i64 value = add(%m, mul(%i, %k))\nstore %y[%p] = load %y[%p]";
    EXPECT_NE(answer(parallel(body)), "free"); // k may be 0
    EXPECT_EQ(answer("check ne(%k, 0:i64) ValueError \"\" []\n" + parallel(body)), "free");
    EXPECT_EQ(answer("if bit_and(ge(%m, 0:i64), gt(%k, 0:i64)) {" + parallel(body) + "} else {}"),
              "free");
    EXPECT_NE(answer("if ge(%k, 0:i64) {" + parallel(body) + "} else {}"), "free");
    EXPECT_NE(answer("check ne(%k, 0:i64) ValueError \"\" []\n" +
                     parallel(body + "store %y[add(%m, %i)] = cast(%i, f64, value)")),
              "free");
}

TEST_F(Loops, guards_separate) {
    std::string meets = "store %y[%i] = load %y[sub(mul(2:i64, %n), %i)]";
    EXPECT_NE(answer(parallel(meets, "0:i64", "mul(2:i64, %n)")), "free");
    EXPECT_EQ(answer(parallel("if lt(%i, %n) {" + meets + "} else {}", "0:i64", "mul(2:i64, %n)")),
              "free");
    EXPECT_EQ(
        answer(parallel("if ge(%i, %n) {continue} else {}\n" + meets, "0:i64", "mul(2:i64, %n)")),
        "free");
    EXPECT_EQ(answer(parallel("if lazy(lt(%i, %n), lt(load %a[%i], 0x0p+0:f64), false:bool) {" +
                                  meets + "} else {}",
                              "0:i64", "mul(2:i64, %n)")),
              "free");
}

TEST_F(Loops, lazy_arms_are_guarded) {
    std::string at = "sub(mul(2:i64, %n), %i)";
    std::string body = "store %y[%i] = lazy(lt(%i, %n), load %y[" + at + "], 0x0p+0:f64)";
    EXPECT_NE(answer(parallel(body, "0:i64", "mul(2:i64, %n)")), "free");
    EXPECT_EQ(answer(parallel("if lt(%i, %n) {" + body + "} else {}", "0:i64", "mul(2:i64, %n)")),
              "free");
}

TEST_F(Loops, condition_on_data_is_over_approximated) {
    Verdict v =
        decide_in(parallel("if lt(load %a[%i], 0x0p+0:f64) {"
                           "store %y[floor_div(%i, 2:i64)] = cast(%i, f64, value)} else {}"));
    EXPECT_FALSE(v.free());
    EXPECT_FALSE(v.conflict->exact);
    EXPECT_FALSE(v.conflict->witness);
    EXPECT_THAT(v.reason, HasSubstr("condition"));
}

TEST_F(Loops, lets_are_seen_through) {
    EXPECT_EQ(answer(parallel("let %t: i64 value = mul(%i, 2:i64)\n"
                              "let %u: i64 value = add(%t, 1:i64)\n"
                              "store %y[%t] = load %y[%u]")),
              "free");
    EXPECT_EQ(answer("let %t: i64 value = load %idx[0:i64]\n" +
                     parallel("store %y[add(%i, %t)] = load %y[add(%i, %t)]")),
              "free");
    // Two reads of one cell at different times are two values.
    EXPECT_NE(answer("alloc %c: i64 cell [] value 0:i64\n"
                     "let %t: i64 value = load %c[]\nstore %c[] = load %idx[0:i64]\n" +
                     parallel("store %y[add(%i, %t)] = load %y[add(%i, load %c[])]")),
              "free");
}

TEST_F(Loops, enclosing_loop_is_a_fact) {
    std::string body = parallel("store %y[%i] = load %y[%j]", "add(%j, 1:i64)", "%n");
    EXPECT_EQ(answer(serial("j", "0:i64", "%n", body)), "free");
    std::string from_j = parallel("store %y[%i] = load %y[%j]", "%j", "%n");
    EXPECT_NE(answer(serial("j", "0:i64", "%n", from_j)), "free");
}

// ---- two dimensions ------------------------------------------------------------------------

TEST_F(Loops, rows) {
    std::string row = "store %C[%i, %j] = add(load %C[%i, %j], load %A[%j, %i])";
    EXPECT_EQ(answer(parallel(serial("j", "0:i64", "%m", row))), "free");
    EXPECT_NE(
        answer(parallel(serial("j", "0:i64", "%m", "store %C[%j, 0:i64] = cast(%i, f64, value)"))),
        "free");
}

TEST_F(Loops, triangular_mirror) {
    EXPECT_EQ(answer(parallel(serial("j", "0:i64", "%i", "store %A[%i, %j] = load %A[%j, %i]"))),
              "free");
    EXPECT_NE(answer(parallel(serial("j", "0:i64", "%n", "store %A[%i, %j] = load %A[%j, %i]"))),
              "free");
}

TEST_F(Loops, triangular_solve_conflicts) {
    std::string inner = "store %y[%i] = sub(load %y[%i], mul(load %A[%i, %j], load %y[%j]))";
    EXPECT_THAT(answer(parallel(serial("j", "0:i64", "%i", inner))), HasSubstr("reads `y["));
}

TEST_F(Loops, lu_update) {
    std::string update = "store %A[%i, %j] = sub(load %A[%i, %j], "
                         "mul(load %A[%i, %k2], load %A[%k2, %j]))";
    std::string nest =
        serial("k2", "0:i64", "%n",
               parallel(serial("j", "add(%k2, 1:i64)", "%n", update), "add(%k2, 1:i64)", "%n"));
    EXPECT_EQ(answer(nest), "free");
}

TEST_F(Loops, five_points_in_place_conflict) {
    std::string inner = "store %A[%i, %j] = add(load %A[sub(%i, 1:i64), %j], "
                        "load %A[%i, sub(%j, 1:i64)])";
    EXPECT_NE(answer(parallel(serial("j", "1:i64", "%m", inner), "1:i64")), "free");
    std::string two_arrays = "store %B[%i, %j] = add(load %A[sub(%i, 1:i64), %j], "
                             "load %A[%i, sub(%j, 1:i64)])";
    EXPECT_EQ(answer(parallel(serial("j", "1:i64", "%m", two_arrays), "1:i64")), "free");
}

TEST_F(Loops, blocks) {
    auto blocked = [&](const char *width) {
        std::string at = std::string("add(mul(") + width + ", %i), %t)";
        return parallel(serial("t", "0:i64", "16:i64", read_modify(at)));
    };
    EXPECT_EQ(answer(blocked("16:i64")), "free");
    EXPECT_NE(answer(blocked("15:i64")), "free");
}

TEST_F(Loops, diagonals) {
    // nussinov by anti-diagonals: cells of one diagonal read earlier ones only.
    std::string at = "let %c: i64 value = add(%i, %d)\n";
    std::string inner = serial("t", "%i", "%c",
                               "store %A[%i, %c] = np_max(load %A[%i, %c], "
                               "add(load %A[%i, %t], load %A[add(%t, 1:i64), %c]))");
    std::string nest = serial("d", "1:i64", "%n", parallel(at + inner, "0:i64", "sub(%n, %d)"));
    EXPECT_EQ(answer(nest), "free");
    EXPECT_NE(answer(parallel(serial("j", "0:i64", "%m", read_modify("add(%i, %j)")))), "free");
}

TEST_F(Loops, matrix_product) {
    std::string inner = "store %C[%i, %j] = add(load %C[%i, %j], "
                        "mul(load %A[%i, %t], load %B[%t, %j]))";
    std::string nest =
        parallel(serial("j", "0:i64", "dim(%B, 1)", serial("t", "0:i64", "dim(%A, 1)", inner)));
    Verdict v = decide_in(nest);
    EXPECT_TRUE(v.free());
    EXPECT_EQ(v.certificate, "C: every access has subscript i in dimension 0\n");
}

// ---- private, atomic, aliasing -------------------------------------------------------------

TEST_F(Loops, arrays_made_inside_are_private) {
    std::string scratch = "alloc %s: f64[_] array c_order [4:i64] zero _\n"
                          "store %s[0:i64] = load %a[%i]\nstore %y[%i] = load %s[0:i64]";
    EXPECT_EQ(answer(parallel(scratch)), "free");
    EXPECT_NE(answer("alloc %s: f64[_] array c_order [4:i64] zero _\n" +
                     parallel("store %s[0:i64] = load %a[%i]\nstore %y[%i] = load %s[0:i64]")),
              "free");
}

TEST_F(Loops, extents_of_local_arrays_are_their_values) {
    std::string body = "store %s[wrap_index(sub(%i, 1:i64), dim(%s, 0))] = cast(%i, f64, value)";
    std::string make = "alloc %s: f64[_] array c_order [%n] zero _\n";
    EXPECT_EQ(answer(make + parallel(body)), "free");
    EXPECT_NE(answer(make + parallel(body, "0:i64", "add(%n, 1:i64)")), "free");
}

TEST_F(Loops, atomic_updates_commute) {
    auto update = [&](const char *op, const char *order) {
        return std::string("update %y[mod(%i, 4:i64)] ") + op + " 0x1p+0:f64 " + order + "\n";
    };
    EXPECT_EQ(answer(parallel(update("add", "atomic"))), "free");
    EXPECT_EQ(answer(parallel(update("add", "atomic") + update("add", "atomic"))), "free");
    EXPECT_NE(answer(parallel(update("add", "plain"))), "free");
    EXPECT_NE(answer(parallel(update("add", "atomic") + update("mul", "atomic"))), "free");
    EXPECT_NE(answer(parallel(update("add", "atomic") + "let %x: f64 value = load %y[0:i64]")),
              "free");
}

TEST_F(Loops, arguments_that_may_overlap) {
    std::string body = parallel("store %y[%i] = load %a[%i]");
    EXPECT_EQ(answer(body, 1), "it is free only when `y` and `a` share no memory");
    EXPECT_EQ(answer(parallel("store %y[%i] = cast(%i, f64, value)"), 1), "free");
    EXPECT_EQ(answer("alloc %s: f64[_] array c_order [%n] zero _\n" +
                         parallel("store %s[%i] = load %a[%i]"),
                     1),
              "free");
}

TEST_F(Loops, overlapping_arguments_make_loads_variable) {
    std::string body = parallel("store %y[%i] = cast(%i, f64, value)\n"
                                "let %x: f64 value = load %A[0:i64, load %idx[0:i64]]");
    EXPECT_NE(answer(body, 1), "free");
}

TEST_F(Loops, inner_control_is_over_approximated) {
    std::string walk = "while lt(load %a[%i], 0x1p+0:f64) {store %y[%i] = cast(%i, f64, value)\n"
                       "if gt(load %y[%i], 0x1p+2:f64) {break} else {}}";
    EXPECT_EQ(answer(parallel(walk)), "free");
    std::string call = "inline \"g\" {if lt(%i, 3:i64) {leave} else {}\n"
                       "store %y[%i] = cast(%i, f64, value)}";
    EXPECT_EQ(answer(parallel(call)), "free");
}

TEST_F(Loops, leaving_the_loop_and_printing_are_in_order) {
    std::string jump = "if lt(%i, 3:i64) {break} else {}\nstore %y[%i] = cast(%i, f64, value)";
    EXPECT_EQ(answer(parallel(jump)), "an iteration may end the whole loop");
    EXPECT_EQ(answer(parallel("return []")), "an iteration may end the whole loop");
    EXPECT_EQ(answer(parallel("print \"{0}\" [%i]")),
              "`print` writes in the order of the iterations");
}

// ---- inspected at run time --------------------------------------------------------------------

TEST_F(Loops, elements_that_the_loop_decides_itself_stay_unknown) {
    auto kind = [&](const std::string &body) { return decide_in(parallel(body)).kind; };
    using Kind = Verdict::Kind;
    std::string into = "load %y[load %idx[%i]]";
    EXPECT_EQ(kind("store %y[%i] = " + into), Kind::guarded);
    EXPECT_EQ(kind("store %y[%i] = " + into + "\nstore %idx[%i] = 0:i64"), Kind::unknown);
    EXPECT_EQ(kind("store %y[%i] = " + into + "\nupdate %y[%i] add 0x1p+0:f64 atomic"),
              Kind::unknown); // updates would have to be told from stores
    // A load that only a condition on written data makes safe cannot run in front of the loop.
    EXPECT_EQ(kind("if gt(load %y[%i], 0x0p+0:f64) {store %y[load %idx[%i]] = 0x1p+0:f64} else {}"),
              Kind::unknown);
    EXPECT_EQ(
        kind("if gt(load %y[%i], 0x0p+0:f64) {store %y[add(%i, 1:i64)] = load %a[%i]} else {}"),
        Kind::guarded);
    EXPECT_EQ(kind("while lt(load %idx[%i], %n) {store %y[add(load %idx[%i], %i)] = 0x0p+0:f64\n"
                   "store %y[%i] = load %a[%i]}"),
              Kind::unknown);
}

// ---- limits --------------------------------------------------------------------------------

// Six loops with mixed floors, which isl decides only after a long time.
std::string floor_nest() {
    std::string at = "add(add(floor_div(add(mul(3:i64, %i), %j1), 2:i64), "
                     "floor_div(add(%j2, mul(5:i64, %j3)), 3:i64)), "
                     "floor_div(add(mul(7:i64, %j4), %j5), 4:i64))";
    std::string body = "store %A[" + at +
                       ", floor_div(add(%j1, %j5), 3:i64)] = "
                       "load %A[add(" +
                       at + ", %k), floor_div(add(%j2, %j4), 2:i64)]";
    for (const char *var : {"j5", "j4", "j3", "j2", "j1"})
        body = LoopFixture::serial(var, "0:i64", "%n", body);
    return LoopFixture::parallel(body);
}

TEST_F(Loops, running_out_of_budget_is_not_free) {
    DependenceContext small(500, 500);
    const Func *f = func(floor_nest());
    Verdict v = decide(loop_of(f), f, small);
    EXPECT_FALSE(v.free());
    EXPECT_THAT(v.reason, HasSubstr("work limit"));
    EXPECT_LE(small.sets().operations_used(), 600u);
}

TEST_F(Loops, hard_nests_end_early) {
    const Func *f = func(floor_nest());
    EXPECT_FALSE(decide(loop_of(f), f, context).free());
    EXPECT_LE(context.sets().operations_used(), 60'000u);
}

} // namespace
} // namespace pragmac
