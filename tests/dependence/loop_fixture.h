// Reads loops written as IR text and asks the dependence analyses about them.
#pragma once

#include "build.h"
#include "fields.h"
#include "parallel_loops.h"
#include "scalar_use.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pragmac {

class LoopFixture : public testing::Test {
  public:
    // A function with arrays a, b, y (rank 1), A, B, C (rank 2), idx (i64), n, m, k (i64) around
    // the given statements.
    const Func *func(const std::string &body, int overlap = 0) {
        std::string params =
            "%y: f64[_] array c_order parameter, %a: f64[_] array c_order parameter, "
            "%b: f64[_] array c_order parameter, "
            "%A: f64[_,_] array c_order parameter, "
            "%B: f64[_,_] array c_order parameter, "
            "%C: f64[_,_] array c_order parameter, "
            "%idx: i64[_] array c_order parameter, %n: i64 value parameter, "
            "%m: i64 value parameter, %k: i64 value parameter";
        ReadError error;
        NodeRef n = read("func \"f\" [" + params + "] -> [] overlap " + std::to_string(overlap) +
                             " {" + body + "}",
                         build, error);
        EXPECT_NE(n, nullptr) << error.line << ": " << error.message << "\n" << body;
        return as<Func>(n);
    }
    // The first loop marked `parallel`.
    static const For *loop_of(const Func *f) {
        const For *found = nullptr;
        walk(f, [&](NodeRef n) {
            auto *loop = as<For>(n);
            if (!found && loop && loop->kind == ForKind::parallel)
                found = loop;
        });
        return found;
    }
    Verdict decide_in(const std::string &body, int overlap = 0) {
        const Func *f = func(body, overlap);
        Verdict v = decide(loop_of(f), f, context);
        expect_same_in_brief(v, loop_of(f), f);
        return v;
    }
    // The short question has the long one's answer.
    static void expect_same_in_brief(const Verdict &v, const For *loop, const Func *f) {
        DependenceContext fresh;
        EXPECT_EQ(is_free_as_it_stands(loop, f, fresh),
                  v.free() && v.shared.empty() && v.separate.empty())
            << print(f);
    }
    // The verdict's reason, or "free".
    std::string answer(const std::string &body, int overlap = 0) {
        Verdict v = decide_in(body, overlap);
        EXPECT_EQ(v.free(), v.reason.empty());
        EXPECT_TRUE(v.free() || v.at);
        return v.free() ? "free" : v.reason;
    }
    // for i in range(lo, hi, step), parallel.
    static std::string parallel(const std::string &body, const std::string &lo = "0:i64",
                                const std::string &hi = "%n", const std::string &step = "1:i64") {
        return "for %i: i64 value = " + lo + " to " + hi + " step " + step + " parallel () {" +
               body + "}";
    }
    static std::string serial(const std::string &var, const std::string &lo, const std::string &hi,
                              const std::string &body) {
        return "for %" + var + ": i64 value = " + lo + " to " + hi + " step 1:i64 serial () {" +
               body + "}";
    }

    Arena arena;
    Builder build{arena};
    DependenceContext context;
};

} // namespace pragmac
