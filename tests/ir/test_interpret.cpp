// Statements, loops and launches in the interpreter: flow, cells, errors, races, faults.
#include "ir_fixture.h"

namespace pragmac {
namespace {

InterpretOptions at_h(IterationOrder order = IterationOrder::forward, uint64_t seed = 0) {
    InterpretOptions options;
    options.level = H;
    options.order = order;
    options.seed = seed;
    options.check_races = true;
    options.statement_limit = 10000;
    return options;
}

class Interpret : public IrFixture {
  public:
    // Runs a body with %y: f64[_] (four times 0), %n = 4.
    Interpretation run(const std::string &body, const InterpretOptions &options = at_h(),
                       const std::string &results = "") {
        const Func *f = func("func \"f\" [%y: f64[_] array c_order parameter, %n: i64 value "
                             "parameter] -> [" +
                             results + "] overlap 0 {\n" + body + "\n}");
        y = f64_array({0, 0, 0, 0});
        std::vector<Datum> arguments{y, i64_argument(4)};
        return interpret(f, arguments, options);
    }
    static std::string loop(const std::string &body, const std::string &hi = "%n",
                            const std::string &step = "1:i64") {
        return "for %i: i64 value = 0:i64 to " + hi + " step " + step + " serial () {" + body + "}";
    }
    static std::string launch(const std::string &body) {
        return "launch %i: i64 value = 0:i64 to %n step 1:i64 () {" + body + "}";
    }
    Datum y;
};

TEST_F(Interpret, LoopsCountBothWays) {
    run("for %i: i64 value = 3:i64 to -1:i64 step -2:i64 serial () { store %y[%i] = 0x1p+0:f64 }");
    EXPECT_EQ(values(y), (std::vector<double>{0, 1, 0, 1}));
}

TEST_F(Interpret, Jumps) {
    run(loop("if eq(%i, 1:i64) { continue } else {} if eq(%i, 3:i64) { break } else {}"
             "store %y[%i] = 0x1p+0:f64"));
    EXPECT_EQ(values(y), (std::vector<double>{1, 0, 1, 0}));
    run("inline \"g\" { " + loop("if eq(%i, 2:i64) { leave } else {} store %y[%i] = 0x1p+0:f64") +
        " store %y[3:i64] = 0x1p+1:f64 } store %y[2:i64] = 0x1.8p+1:f64");
    EXPECT_EQ(values(y), (std::vector<double>{1, 1, 3, 0}));
}

TEST_F(Interpret, WhileTestsFirst) {
    run("alloc %c: i64 cell [] value 0:i64 while lt(load %c[], 3:i64) {"
        "store %y[load %c[]] = 0x1p+0:f64 store %c[] = add(load %c[], 1:i64) }");
    EXPECT_EQ(values(y), (std::vector<double>{1, 1, 1, 0}));
}

TEST_F(Interpret, RunawayLoopsStop) {
    EXPECT_THAT(run("while true:bool {}").faults,
                testing::ElementsAre(testing::HasSubstr("limit of statements")));
}

TEST_F(Interpret, ChecksRaiseWithPayload) {
    Interpretation r = run("check false:bool IndexError \"index {0} of {1}\" [%n, 0x1.8p+0:f64]"
                           " store %y[0:i64] = 0x1p+0:f64");
    ASSERT_TRUE(r.raised);
    EXPECT_EQ(r.raised->exception, Exception::IndexError);
    EXPECT_EQ(r.raised->message, "index 4 of 1.5");
    EXPECT_EQ(r.raised->payload.size(), 2u);
    EXPECT_EQ(values(y), (std::vector<double>{0, 0, 0, 0}));
}

TEST_F(Interpret, PrintsAsPython) {
    EXPECT_EQ(
        run("print \"{0} {1} {{}} {2}\\n\" [0x1p+0:f64, true:bool, (0x1p+0 -0x0p+0):c128]").printed,
        "1.0 True {} (1-0j)\n");
}

TEST_F(Interpret, ReturnsValuesAndArrays) {
    Interpretation r = run("return [%n, %y]", at_h(), "i64, f64[_]");
    EXPECT_EQ(r.results.at(0).bits.lo, 4u);
    EXPECT_EQ(r.results.at(1).array.data, y.array.data);
}

// ---- launches ------------------------------------------------------------------------------

TEST_F(Interpret, CellsAreTheIterationsOwn) {
    const std::string body = "alloc %c: f64 cell [] value 0x1.4p+3:f64 " +
                             launch("store %c[] = cast(%i, f64, value) store %y[%i] = load %c[]") +
                             " return [load %c[]]";
    for (auto order :
         {IterationOrder::forward, IterationOrder::reversed, IterationOrder::shuffled}) {
        Interpretation r = run(body, at_h(order, 7), "f64");
        EXPECT_EQ(values(y), (std::vector<double>{0, 1, 2, 3}));
        EXPECT_EQ(python_text(DType::f64, r.results.at(0).bits), "3.0"); // the last in loop order
        EXPECT_THAT(r.faults, testing::IsEmpty());
    }
}

TEST_F(Interpret, CarriedCellsAreFaults) {
    Interpretation r = run("alloc %c: f64 cell [] value 0x0p+0:f64 " +
                           launch("store %c[] = add(load %c[], 0x1p+0:f64)"));
    EXPECT_THAT(r.faults, testing::Contains(testing::HasSubstr("reads %c before it has a value")));
}

TEST_F(Interpret, CellsKeepTheirValueWithoutIterations) {
    Interpretation r =
        run("alloc %c: i64 cell [] value 7:i64 launch %i: i64 value = 0:i64 to 0:i64 "
            "step 1:i64 () { store %c[] = %i } return [load %c[]]",
            at_h(), "i64");
    EXPECT_EQ(r.results.at(0).bits.lo, 7u);
}

TEST_F(Interpret, TheFirstErrorInLoopOrderIsRaised) {
    const std::string body =
        launch("check eq(mod(%i, 2:i64), 0:i64) ValueError \"{0}\" [%i] store %y[%i] = 0x1p+0:f64");
    for (auto order :
         {IterationOrder::forward, IterationOrder::reversed, IterationOrder::shuffled}) {
        Interpretation r = run(body, at_h(order, 3));
        ASSERT_TRUE(r.raised);
        EXPECT_EQ(r.raised->message, "1");
        EXPECT_EQ(values(y), (std::vector<double>{1, 0, 1, 0})); // the other iterations ran
    }
}

TEST_F(Interpret, OrdersDiffer) {
    const std::string body = launch("store %y[0:i64] = cast(%i, f64, value)");
    run(body, at_h());
    EXPECT_EQ(values(y)[0], 3);
    run(body, at_h(IterationOrder::reversed));
    EXPECT_EQ(values(y)[0], 0);
}

// ---- teams ---------------------------------------------------------------------------------

TEST_F(Interpret, TeamsInterleaveTheirLaunches) {
    std::string first = launch("store %y[%i] = 0x1p+0:f64");
    auto second = [&](const std::string &index) {
        return "launch %j: i64 value = 0:i64 to %n step 1:i64 () { let %v: f64 value = load %y[" +
               index + "] }";
    };
    for (auto order :
         {IterationOrder::forward, IterationOrder::reversed, IterationOrder::shuffled}) {
        auto races = [&](const std::string &team, const std::string &index) {
            auto body = "team " + team + " {" + first + second(index) + "}";
            return run(body, at_h(order, 3)).races.size();
        };
        EXPECT_EQ(races("any", "%j"), 4u);
        EXPECT_EQ(races("by_chunk", "%j"), 0u);
        EXPECT_EQ(races("by_chunk", "sub(3:i64, %j)"), 4u);
        EXPECT_EQ(values(y), (std::vector<double>{1, 1, 1, 1}));
    }
}

TEST_F(Interpret, TheLastLoopOfATeamLeavesItsScalars) {
    for (auto order : {IterationOrder::forward, IterationOrder::reversed}) {
        run("alloc %t: f64 cell [] value 0x0p+0:f64 team any {" +
                launch("store %t[] = cast(%i, f64, value)") +
                "launch %j: i64 value = 0:i64 to 2:i64 step 1:i64 () { store %t[] = "
                "add(cast(%j, f64, value), 0x1p+3:f64) } } store %y[0:i64] = load %t[]",
            at_h(order));
        EXPECT_EQ(values(y)[0], 9);
    }
}

// ---- races ---------------------------------------------------------------------------------

TEST_F(Interpret, RacesNameBothIterations) {
    Interpretation r = run(launch("@4:1 store %y[floor_div(%i, 2:i64)] = cast(%i, f64, value)"));
    ASSERT_EQ(r.races.size(), 2u); // one per element
    EXPECT_EQ(r.races[0].text(),
              "iteration 0 writes y[0] at line 4; iteration 1 writes y[0] at line 4");
}

TEST_F(Interpret, ReadsDoNotRace) {
    EXPECT_THAT(run(launch("let %v: f64 value = load %y[0:i64]")).races, testing::IsEmpty());
    EXPECT_EQ(run(launch("store %y[%i] = load %y[0:i64]")).races.size(), 1u);
    EXPECT_THAT(run(launch("store %y[%i] = load %y[%i]")).races, testing::IsEmpty());
}

TEST_F(Interpret, AtomicUpdatesOfOneOperationDoNotRace) {
    auto races = [&](const std::string &a, const std::string &b) {
        return run(launch("if lt(%i, 2:i64) { update %y[0:i64] " + a +
                          " } else { update %y[0:i64] " + b + " }"))
            .races.size();
    };
    EXPECT_EQ(races("add 0x1p+0:f64 atomic", "add 0x1p+1:f64 atomic"), 0u);
    EXPECT_EQ(races("add 0x1p+0:f64 atomic", "mul 0x1p+1:f64 atomic"), 1u);
    EXPECT_EQ(races("add 0x1p+0:f64 atomic", "add 0x1p+1:f64 plain"), 1u);
}

TEST_F(Interpret, FetchesRaceWithOtherOperationsOnly) {
    std::string fetch = "fetch_update %v: f64 value = %y[0:i64] add 0x1p+0:f64 ";
    EXPECT_THAT(run(launch(fetch)).races, testing::IsEmpty());
    EXPECT_THAT(run(launch(fetch + "update %y[0:i64] add 0x1p+0:f64 atomic")).races,
                testing::IsEmpty());
    EXPECT_EQ(run(launch(fetch + "update %y[0:i64] np_max 0x1p+0:f64 atomic")).races.size(), 1u);
    EXPECT_EQ(run(launch(fetch + "let %w: f64 value = load %y[0:i64]")).races.size(), 1u);
    EXPECT_EQ(run(launch(fetch + "store %y[1:i64] = %v")).races.size(), 1u);
}

TEST_F(Interpret, SharedStoresOfOneValueDoNotRace) {
    EXPECT_THAT(run(launch("shared_store %y[0:i64] = 0x1p+0:f64")).races, testing::IsEmpty());
    EXPECT_EQ(run(launch("shared_store %y[0:i64] = cast(%i, f64, wrap)")).races.size(), 1u);
}

TEST_F(Interpret, ArraysOfAnIterationDoNotRace) {
    EXPECT_THAT(run(launch("alloc %t: f64[_] array c_order [1:i64] zero _ store %t[0:i64] = "
                           "0x1p+0:f64"))
                    .races,
                testing::IsEmpty());
}

TEST_F(Interpret, SerialLoopsDoNotRace) {
    EXPECT_THAT(run(loop("store %y[0:i64] = 0x1p+0:f64")).races, testing::IsEmpty());
}

// ---- memory --------------------------------------------------------------------------------

TEST_F(Interpret, UninitialisedReadsAreFaults) {
    const std::string alloc = "alloc %t: f64[_] array c_order [2:i64] uninitialised _ ";
    EXPECT_EQ(run(alloc + "let %v: f64 value = load %t[1:i64]").faults.size(), 1u);
    EXPECT_EQ(run(alloc + "store %t[1:i64] = 0x1p+0:f64 let %v: f64 value = load %t[1:i64]")
                  .faults.size(),
              0u);
    EXPECT_EQ(
        run("alloc %c: f64 cell [] uninitialised _ let %v: f64 value = load %c[]").faults.size(),
        1u);
}

TEST_F(Interpret, FillsArrays) {
    Interpretation r =
        run("alloc %z: i64[_] array c_order [2:i64] zero _ alloc %v: i64[_] array "
            "c_order [2:i64] value 5:i64 return [add(load %z[1:i64], load %v[1:i64])]",
            at_h(), "i64");
    EXPECT_EQ(r.results.at(0).bits.lo, 5u);
}

TEST_F(Interpret, IndicesOutsideAreFaultsBelowS) {
    EXPECT_THAT(run("store %y[-1:i64] = 0x0p+0:f64").faults,
                testing::ElementsAre(testing::HasSubstr("addresses %y[-1] of extent 4")));
    InterpretOptions source;
    EXPECT_THAT(run("store %y[-1:i64] = 0x1p+0:f64", source).faults, testing::IsEmpty());
    EXPECT_EQ(values(y)[3], 1);
    Interpretation r = run("store %y[4:i64] = 0x1p+0:f64", source);
    EXPECT_EQ(r.raised->message, "index 4 is out of bounds for axis 0 of `y` with size 4");
}

TEST_F(Interpret, StridesAreBytes) {
    const Func *f = func("func \"f\" [%y: f64[_] array strided parameter] -> [] overlap 0 {"
                         "store %y[1:i64] = 0x1p+0:f64 }");
    Datum all = f64_array({0, 0, 0, 0}), every_second = all;
    every_second.array.extents = {2};
    every_second.array.strides = {16};
    InterpretOptions options;
    interpret(f, {&every_second, 1}, options);
    EXPECT_EQ(values(all), (std::vector<double>{0, 0, 1, 0}));
}

TEST_F(Interpret, RecordsAccessesWithTheirLoops) {
    InterpretOptions options = at_h();
    options.record_accesses = true;
    Interpretation r = run(loop("store %y[%i] = load %y[0:i64]", "2:i64"), options);
    ASSERT_EQ(r.accesses.size(), 4u);
    EXPECT_EQ(r.accesses[3].kind, AccessKind::write);
    EXPECT_EQ(r.accesses[3].indices, std::vector<int64_t>{1});
    ASSERT_EQ(r.accesses[3].loops.size(), 1u);
    EXPECT_EQ(r.accesses[3].loops[0].value, 1);
    EXPECT_EQ(r.accesses[0].node->op, Op::Load);
}

} // namespace
} // namespace pragmac
