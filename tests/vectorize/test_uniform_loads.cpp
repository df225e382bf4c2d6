// Which loads of a branch may be made in front of it, once for all lanes.
#include "ir_fixture.h"
#include "uniform_loads.h"

#include "fields.h"

namespace pragmac {
namespace {

class UniformLoads : public IrFixture {
  public:
    // Of the branch in a loop over %i, whose values differ between lanes.
    std::vector<std::string> in(const std::string &branch) {
        const Func *f =
            func("func \"f\" [%A: f64[_] array c_order parameter, %y: f64[_] array c_order "
                 "parameter, %k: i64 value parameter] -> [] overlap 0 {\n"
                 "for %i: i64 value = 0:i64 to dim(%y, 0) step 1:i64 serial () {\n"
                 "if gt(%i, %k) {\n" +
                 branch + "\n} else {}\n}\nreturn []\n}");
        const For *loop = nullptr;
        const If *choice = nullptr;
        walk(f, [&](NodeRef n) {
            loop = loop ? loop : as<For>(n);
            choice = choice ? choice : as<If>(n);
        });
        std::vector<std::string> found;
        auto varies = [&](NodeRef n) { return uses_any(n, {loop->var}); };
        for (NodeRef load : uniform_loads(choice->then, loop->body, varies))
            found.push_back(print(load));
        return found;
    }
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(UniformLoads, ThoseOfEveryRun) {
    EXPECT_THAT(in("store %y[%i] = add(load %A[%k], load %A[0:i64])"),
                ElementsAre("load %A[%k]\n", "load %A[0:i64]\n"));
    EXPECT_THAT(in("if gt(load %A[%k], 0x0p+0:f64) {\nstore %y[%i] = 0x1p+0:f64\n} else {}"),
                ElementsAre("load %A[%k]\n"));
}

TEST_F(UniformLoads, NothingElse) {
    EXPECT_THAT(in("store %y[%i] = load %A[%i]"), IsEmpty()); // differs
    EXPECT_THAT(in("store %y[%i] = load %y[%k]"), IsEmpty()); // changes
    EXPECT_THAT(in("let %t: i64 value = add(%k, 1:i64)\nstore %y[%i] = load %A[%t]"), IsEmpty());
    EXPECT_THAT(in("if lt(%k, 3:i64) {\nstore %y[%i] = load %A[%k]\n} else {}"), IsEmpty());
    EXPECT_THAT(in("store %y[%i] = lazy(lt(%k, 3:i64), load %A[%k], 0x0p+0:f64)"), IsEmpty());
    EXPECT_THAT(in("for %j: i64 value = 0:i64 to %k step 1:i64 serial () {\n"
                   "store %y[%i] = load %A[%k]\n}"),
                IsEmpty());
}

} // namespace
} // namespace pragmac
