// Certificates: their relations are those of the analysis, and every pair that was examined is
// there.
#include "loop_fixture.h"

#include <isl/ctx.h>
#include <isl/map.h>

namespace pragmac {
namespace {

class certificate : public LoopFixture {
  public:
    Certificate made(const std::string &body) {
        const Func *f = func(body);
        Verdict v = decide(loop_of(f), f, context);
        EXPECT_TRUE(v.free() || v.kind == Verdict::Kind::guarded) << v.reason;
        return certificate_of(v.proof, context.accesses(loop_of(f), f), context.sets());
    }
    // isl reads the text of every relation back as what the analysis holds.
    void expect_faithful(const std::string &body) {
        const Func *f = func(body);
        LoopAccesses &accesses = context.accesses(loop_of(f), f);
        for (size_t i = 0; i < accesses.all().size(); i++) {
            const Map &map = accesses.relation(i).map;
            auto linear = linear_relation(map);
            ASSERT_TRUE(linear);
            isl_map *read =
                isl_map_read_from_str(isl_map_get_ctx(map.get()), text(*linear).c_str());
            EXPECT_EQ(isl_map_is_equal(read, map.get()), isl_bool_true) << text(map) << "\n"
                                                                        << text(*linear);
            isl_map_free(read);
        }
    }
};

std::vector<Evidence> evidence(const Certificate &c) {
    std::vector<Evidence> found;
    for (const auto &claim : c.claims)
        found.push_back(claim.by);
    return found;
}

TEST_F(certificate, relations_read_back_equal) {
    expect_faithful(parallel("store %y[%i] = load %a[sub(%i, 1:i64)]", "0:i64", "dim(%y, 0)"));
    expect_faithful(parallel("store %y[floor_div(%i, 2:i64)] = load %a[mod(%i, 3:i64)]"));
    expect_faithful(parallel("store %y[wrap_index(sub(%i, 2:i64), dim(%y, 0))] = load %a[0:i64]"));
    expect_faithful(
        parallel("store %C[%i, %k] = load %A[%m, mul(%i, -2:i64)]", "%m", "%n", "3:i64"));
    expect_faithful(parallel(serial("j", "0:i64", "%i", "store %C[%i, %j] = load %A[%j, %i]")));
}

TEST_F(certificate, a_subscript_of_every_access) {
    Certificate c = made(parallel("store %y[%i] = load %a[%i]"));
    EXPECT_EQ(c.variable, "i");
    ASSERT_EQ(evidence(c), std::vector{Evidence::subscripts});
    EXPECT_TRUE(c.claims[0].every_pair);
    ASSERT_EQ(c.accesses.size(), 1u); // what is only read needs no proof
    EXPECT_TRUE(c.accesses[0].writes && c.accesses[0].inexact.empty());
    EXPECT_THAT(text(c), testing::HasSubstr("writes `y[i]`: [n, y_0] -> { [i0] -> [o0] : "));
}

TEST_F(certificate, pairs_that_isl_decides) {
    Certificate c = made(parallel("store %y[%i] = load %y[add(%i, %n)]"));
    EXPECT_THAT(evidence(c), testing::ElementsAre(Evidence::subscripts, Evidence::relations));
    EXPECT_EQ(c.accesses.size(), 2u);
    EXPECT_FALSE(c.claims[1].unless);
}

TEST_F(certificate, guarded_pairs_say_for_which_parameters) {
    Certificate c = made(parallel("store %y[%i] = load %y[add(%i, %k)]"));
    ASSERT_EQ(c.claims.size(), 2u);
    EXPECT_EQ(c.claims[1].by, Evidence::relations);
    ASSERT_TRUE(c.claims[1].unless);
    EXPECT_THAT(c.claims[1].unless->parameters, testing::Contains("k"));
}

TEST_F(certificate, constraints_print_in_isl_notation) {
    LinearRelation r{.parameters = {"n"}, .inputs = 1, .outputs = 1, .parts = {{1, {}, {}}}};
    r.parts[0].equalities = {{0, 1, 0, -2, 0}};
    r.parts[0].inequalities = {{1, -1, 0, 0, -1}, {0, 0, 0, 0, 0}};
    EXPECT_EQ(text(r), "[n] -> { [i0] -> [o0] : exists (e0 : i0 - 2*e0 = 0 and n - i0 - 1 >= 0 "
                       "and 0 >= 0) }");
    EXPECT_EQ(text(linear_relation({{Constraint{{{"k", -1}}, -3, false}}})),
              "[k] -> { : -k - 3 >= 0 }");
    EXPECT_EQ(text(LinearRelation{.parameters = {}, .inputs = 1, .outputs = 0, .parts = {}}),
              "[] -> { [i0] -> [] : false }");
}

} // namespace
} // namespace pragmac
