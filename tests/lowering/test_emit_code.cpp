// The code itself: vector instructions, strictness, text for inspection, errors of LLVM.
#include "emit_fixture.h"

#include "crash_guard.h"
#include "target.h"

#include <llvm/Support/ErrorHandling.h>

#include <initializer_list>
#include <string>
#include <thread>

namespace pragmac::testing {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
    for (std::string_view word : words)
        if (text.find(word) != text.npos)
            return true;
    return false;
}

constexpr const char *axpy =
    R"(func "axpy" [%a: f64 value, %x: f64[_] array strided readonly parameter, %y: f64[_] array c_order parameter] -> [] overlap 1 {
  for %i: i64 value = 0:i64 to dim(%y, 0) step 1:i64 parallel CLAUSES {
    store %y[%i] = add(load %y[%i], mul(%a, load %x[%i]))
  }
})";

std::string with(const char *clauses) {
    std::string text = axpy;
    return text.replace(text.find("CLAUSES"), std::string_view("CLAUSES").size(), clauses);
}

// overlap 1 leaves nothing but the certificate to allow it.
TEST(EmitCode, AProvedLoopIsPackedAndNotFused) {
    std::string proved = Machine(with("(proved)")).text(Stage::assembly);
    EXPECT_TRUE(has_any(proved, {"mulpd"}));
    EXPECT_TRUE(has_any(proved, {"addpd"}));
    EXPECT_FALSE(has_any(proved, {"vfmadd", "vfmsub", "vfnmadd", "vfnmsub"}));
}

TEST(EmitCode, AnUnprovedOneWithoutATestIsNot) {
    std::string unproved =
        Machine(R"(func "f" [%y: f64[_] array c_order parameter] -> [] overlap 0 {
  for %i: i64 value = 1:i64 to dim(%y, 0) step 1:i64 parallel () {
    store %y[%i] = mul(load %y[sub(%i, 1:i64)], load %y[%i])
  }
})")
            .text(Stage::assembly);
    EXPECT_FALSE(has_any(unproved, {"mulpd"}));
}

// vectorize.enable may not re-associate a sum.
TEST(EmitCode, SumsKeepTheirOrder) {
    Machine machine(R"(func "sum" [%x: f32[_] array c_order parameter] -> [f32] overlap 0 {
  alloc %s: f32 cell [] value 0x0p+0:f32
  for %i: i64 value = 0:i64 to dim(%x, 0) step 1:i64 simd (proved) {
    store %s[] = add(load %s[], load %x[%i])
  }
  return [load %s[]]
})");
    std::vector<float> x(1000, 1.0f);
    x[0] = 0x1p24f;
    Slots slots;
    add_array(slots, x.data(), {1000});
    slots.push_back(0);
    machine.call(slots);
    EXPECT_EQ(slots[3], slot(0x1p24f)); // each 1 is lost to rounding
}

TEST(EmitCode, TextNamesTheFunctions) {
    Machine machine(with("(proved)"));
    EXPECT_NE(machine.text(Stage::llvm).find("define i32 @entry"), std::string::npos);
    EXPECT_NE(machine.text(Stage::assembly).find("entry:"), std::string::npos);
}

TEST(EmitCode, AnotherProcessorCanBeNamed) {
    Arena arena;
    Builder build(arena);
    ReadError error;
    auto *func = as<Func>(read(with("(proved)"), build, error));
    CompileOptions options;
    options.cpu = "x86-64";
    std::string text = machine_ir_to_text(func, options, Stage::assembly);
    EXPECT_TRUE(has_any(text, {"\tmulpd"}));
    EXPECT_FALSE(has_any(text, {"%ymm", "%zmm"}));
}

TEST(EmitCode, AFatalErrorBecomesAnExceptionAndCompilingGoesOn) {
    for (int i = 0; i < 3; i++) {
        try {
            guard_against_crashes("stage", [] { llvm::report_fatal_error("cannot do this"); });
            FAIL() << "no exception";
        } catch (const InternalError &e) {
            EXPECT_EQ(e.message, "stage: LLVM gave up: cannot do this");
        }
        Machine machine("func \"f\" [] -> [i64] overlap 0 { return [42:i64] }");
        Slots slots{0};
        EXPECT_EQ(machine.call(slots), 0);
        EXPECT_EQ(slots[0], 42u);
    }
}

TEST(EmitCode, AnInvalidAccessInsideTheGuardIsCaught) {
    auto crash = [] { *reinterpret_cast<volatile int *>(uintptr_t{8}) = 1; };
    EXPECT_THROW(guard_against_crashes("stage", crash), InternalError);
}

TEST(EmitCode, OwnErrorsPassTheGuard) {
    try {
        guard_against_crashes("stage", [] { internal_error("file", 1, "ours"); });
        FAIL() << "no exception";
    } catch (const InternalError &e) {
        EXPECT_NE(e.message.find("ours"), std::string::npos);
    }
}

TEST(EmitCode, AMissingSymbolIsAnErrorThatNamesIt) {
    Arena arena;
    Builder build(arena);
    ReadError error;
    NodeRef func = read("func \"f\" [] -> [] overlap 0 { "
                        "alloc %a: i8[_] array c_order [9000:i64] zero _ }",
                        build, error);
    try {
        load_code(compile_machine_ir(as<Func>(func), {}).object, {});
        FAIL() << "no exception";
    } catch (const BadCode &e) {
        EXPECT_NE(e.message.find("pragmac_"), std::string::npos) << e.message;
    }
}

TEST(EmitCode, ManyThreadsCompileAtOnce) {
    std::vector<std::thread> threads;
    std::vector<uint64_t> results(8);
    for (int t = 0; t < 8; t++)
        threads.emplace_back([&, t] {
            Machine machine("func \"f\" [%n: i64 value] -> [i64] overlap 0 { return [mul(%n, " +
                            std::to_string(t) + ":i64)] }");
            Slots slots{3, 0};
            machine.call(slots);
            results[t] = slots[1];
        });
    for (std::thread &thread : threads)
        thread.join();
    for (int t = 0; t < 8; t++)
        EXPECT_EQ(results[t], 3u * t);
}

} // namespace
} // namespace pragmac::testing
