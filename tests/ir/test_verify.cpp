// Each rule of the verifier, broken once.
#include "ir_fixture.h"

namespace pragmac {
namespace {

class Verify : public IrFixture {
  public:
    // The first problem of a body of statements, or "".
    std::string problem(const std::string &body, Level level = P, const std::string &results = "") {
        const Func *f = func("func \"f\" [%y: f64[_] array c_order parameter, "
                             "%r: f64[_] array c_order readonly parameter, %n: i64 value parameter]"
                             " -> [" +
                             results + "] overlap 0 {\n" + body + "\n}");
        return problem_of(f, level);
    }
    static std::string problem_of(NodeRef n, Level level) {
        std::vector<std::string> problems = verify(n, level);
        return problems.empty() ? "" : problems[0];
    }
    static std::string loop(const std::string &body, const std::string &step = "1:i64") {
        return "for %i: i64 value = 0:i64 to %n step " + step + " serial () {" + body + "}";
    }
    static std::string launch(const std::string &body) {
        return "launch %k: i64 value = 0:i64 to %n step 1:i64 () {" + body + "}";
    }
};

TEST_F(Verify, AcceptsWhatIsRight) {
    EXPECT_EQ(problem(loop("store %y[%i] = load %r[%i] continue")), "");
    EXPECT_EQ(problem(launch("if true:bool { continue } else {}"), H), "");
    EXPECT_EQ(problem("let %x: i64.py value = 1:i64.py", S), "");
}

TEST_F(Verify, Levels) {
    EXPECT_EQ(problem(launch("")), "Launch is not allowed at this level");
    EXPECT_EQ(problem("print \"\" []", K), "Func is not allowed at this level");
}

TEST_F(Verify, KernelsHoldKernelCodeOnly) {
    std::string on_device = "launch %k: i64 value = 0:i64 to %n step 1:i64 () on thread block 0 {";
    EXPECT_EQ(problem(on_device + "store %y[%k] = 0x1p+0:f64 }", H), "");
    EXPECT_EQ(problem(on_device + "remember \"k\" 1:i64 }", H), "Remember is not allowed at this level");
    EXPECT_EQ(problem(launch("remember \"k\" 1:i64"), H), "");
    EXPECT_EQ(problem(on_device + "} remember \"k\" 1:i64", H), "");
    EXPECT_EQ(problem("host_access %y read", P), "HostAccess is not allowed at this level");
    EXPECT_EQ(problem("host_access %y write", H), "");
    EXPECT_EQ(problem("settle", H), "");
    EXPECT_EQ(problem(on_device + "settle }", H), "Settle is not allowed at this level");
}

TEST_F(Verify, KindsOnlyAtSource) {
    EXPECT_EQ(problem("if lt(1:i64.py, 2:i64.py) {} else {}"),
              "Compare has a scalar kind below level S");
    NodeRef v = build.value_var("v", scalar(DType::i64, Kind::python));
    NodeRef let = build.let(v, build.i64(1, Kind::python));
    EXPECT_THAT(verify(build.block({let}), P),
                testing::Contains("Let declares a kind below level S"));
}

TEST_F(Verify, Scopes) {
    NodeRef x = build.value_var("x", scalar(DType::i64));
    NodeRef use = build.ret({x});
    NodeRef inside = build.block({build.let(x, build.i64(1))});
    EXPECT_EQ(problem_of(build.block({use}), P), "Var %x uses a variable outside its scope");
    EXPECT_EQ(problem_of(build.block({inside, use}), P),
              "Var %x uses a variable outside its scope");
    EXPECT_EQ(problem_of(build.block({build.let(x, build.i64(1)), use}), P), "");
    NodeRef twice = build.block({build.let(x, build.i64(1)), build.let(x, build.i64(2))});
    EXPECT_EQ(problem_of(twice, P), "Let declares a variable twice");
    NodeRef own = build.let(x, build.unary(UnaryOp::neg, x));
    EXPECT_EQ(problem_of(build.block({own}), P), "Var %x uses a variable outside its scope");
    NodeRef i = build.value_var("i", scalar(DType::i64));
    NodeRef l = build.for_loop(i, build.i64(0), build.i64(1), build.i64(1), ForKind::serial, {},
                               build.block({}));
    EXPECT_EQ(problem_of(build.block({l, build.ret({i})}), P),
              "Var %i uses a variable outside its scope");
}

TEST_F(Verify, Roles) {
    NodeRef cell = build.cell_var("c", scalar(DType::i64));
    EXPECT_EQ(problem_of(build.block({build.let(cell, build.i64(1))}), P),
              "Let declares a variable of the wrong role");
    NodeRef value = build.value_var("v", scalar(DType::i64));
    EXPECT_EQ(problem_of(build.block({build.alloc_cell(value)}), P),
              "Alloc declares a variable of the wrong role");
    NodeRef store =
        build.block({build.let(value, build.i64(1)), build.store(value, {}, build.i64(2))});
    EXPECT_EQ(problem_of(store, P), "Store stores into a value");
}

TEST_F(Verify, ReadOnlyArrays) {
    EXPECT_EQ(problem("store %r[0:i64] = 0x0p+0:f64"), "Store stores into a read-only array");
    EXPECT_EQ(problem("update %r[0:i64] add 0x0p+0:f64 plain"),
              "Update stores into a read-only array");
}

TEST_F(Verify, StatementsAndExpressions) {
    EXPECT_EQ(problem_of(build.block({build.i64(1)}), P),
              "Const is an expression where a statement belongs");
}

TEST_F(Verify, Loops) {
    EXPECT_EQ(problem(loop("", "0:i64")), "For needs a constant step other than 0");
    EXPECT_EQ(problem(loop("", "%n")), "For needs a constant step other than 0");
    EXPECT_EQ(problem("for %i: i64 value = 0:i32 to 1:i32 step 1:i64 serial () {}"),
              "For needs i64 bounds");
    EXPECT_EQ(problem("while 1:i64 {}"), "While needs a bool");
}

TEST_F(Verify, Jumps) {
    EXPECT_EQ(problem("break"), "Jump has no loop around it");
    EXPECT_EQ(problem("continue"), "Jump has no loop around it");
    EXPECT_EQ(problem("leave"), "Jump has no inline around it");
    EXPECT_EQ(problem(loop("inline \"g\" { break }")), "Jump has no loop around it");
    EXPECT_EQ(problem("inline \"g\" {" + loop("leave") + "}"), "");
    EXPECT_EQ(problem("inline \"g\" {" + launch("leave") + "}", H), "Jump has no inline around it");
    EXPECT_EQ(problem(launch("break"), H), "Jump breaks out of a launch");
    EXPECT_EQ(problem(launch(loop("break")), H), "");
}

TEST_F(Verify, Launches) {
    EXPECT_EQ(problem(launch(launch("")), H), "Launch is nested in a launch");
    EXPECT_EQ(problem(launch("return []"), H), "Return returns from inside a launch");
}

TEST_F(Verify, Grids) {
    auto with = [&](const std::string &mapping) {
        return problem("launch %i: i64 value = 0:i64 to 9:i64 step 1:i64 () on thread block 128" +
                           mapping + " {}",
                       H);
    };
    EXPECT_EQ(with(" grid y 4 x 32"), "");
    EXPECT_EQ(with(" grid y 4 x 16"), "Launch has a grid that is none");
    EXPECT_EQ(with(" grid x 4 x 32"), "Launch has a grid that is none");
    EXPECT_EQ(with(" grid z 4 x 32"), "Launch has a grid that is none");
}

TEST_F(Verify, Teams) {
    std::string check = "check true:bool IndexError \"bad\" []";
    auto team = [&](const std::string &loops) { return problem("team any {" + loops + "}", H); };
    EXPECT_EQ(team(launch("") + launch(check)), "");
    EXPECT_EQ(team(launch("")), "Team has fewer than two loops");
    EXPECT_EQ(team(launch("") + loop("")), "For is no parallel loop of a team");
    EXPECT_EQ(team(launch(check) + launch("")), "Launch may raise in front of another");
    EXPECT_EQ(problem(launch("team any {" + launch("") + launch("") + "}"), H),
              "Launch is nested in a launch");
}

TEST_F(Verify, ProblemsNameTheLine) {
    EXPECT_EQ(problem("@7:3 break"), "Jump (line 7) has no loop around it");
}

} // namespace
} // namespace pragmac
