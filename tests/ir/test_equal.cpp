// Structural equality and hash up to renaming, clone, substitute, effects.
#include "fields.h"
#include "ir_fixture.h"

#include <set>

namespace pragmac {
namespace {

using Equal = IrFixture;

std::string one(const std::string &name, const std::string &expression) {
    return "func \"f\" [%a: i64 value parameter, %b: i64 value parameter] -> [] overlap 0 { let %" +
           name + ": i64 value = " + expression + " }";
}

TEST_F(Equal, NamesOfDeclaredVariablesDoNotCount) {
    const Func *f = func(one("x", "sub(%a, %b)")), *g = func(one("other", "sub(%a, %b)"));
    EXPECT_TRUE(equal(f, g));
    EXPECT_EQ(hash(f), hash(g));
}

TEST_F(Equal, RenamingIsOneToOne) {
    const Func *two = func(one("x", "sub(%a, %b)")), *same = func(one("x", "sub(%a, %a)"));
    EXPECT_FALSE(equal(two, same));
    EXPECT_FALSE(equal(same, two));
    EXPECT_FALSE(equal(two, func(one("x", "sub(%b, %a)"))));
}

TEST_F(Equal, FreeVariablesAreThemselves) {
    NodeRef x = build.value_var("stop", scalar(DType::i64));
    NodeRef y = build.value_var("stop", scalar(DType::i64));
    NodeRef small = build.i64(5);
    EXPECT_FALSE(
        equal(build.compare(CompareOp::le, x, small), build.compare(CompareOp::le, y, small)));
    EXPECT_TRUE(equal(build.compare(CompareOp::le, x, small),
                      build.compare(CompareOp::le, x, build.i64(5))));
}

TEST_F(Equal, EveryFieldCounts) {
    const std::string loop = "for %i: i64 value = 0:i64 to 9:i64 step 1:i64 serial () {}";
    auto with = [&](const std::string &from, const std::string &to) {
        std::string text = loop;
        text.replace(text.find(from), from.size(), to);
        return func("func \"f\" [] -> [] overlap 0 {" + text + "}");
    };
    const Func *original = with("9", "9");
    for (auto [from, to] : {std::pair{"9", "8"},
                            {"serial", "unroll"},
                            {"()", "(proved)"},
                            {"step 1", "step 2"},
                            {"{}", "{ continue }"}}) {
        EXPECT_FALSE(equal(original, with(from, to))) << to;
        EXPECT_NE(hash(original), hash(with(from, to))) << to;
    }
}

TEST_F(Equal, CloneRenamesWhatItDeclares) {
    const Func *f = func(R"(func "f" [%y: f64[_] array c_order parameter] -> [] overlap 0 {
        for %i: i64 value = 0:i64 to dim(%y, 0) step 1:i64 serial () {
            alloc %c: f64 cell [] value 0x1p+0:f64
            let %v: f64 value = load %c[]
            store %y[%i] = %v
        } })");
    NodeRef copy = build.clone(f->body);
    std::set<NodeRef> originals, copies;
    auto note = [](std::set<NodeRef> &set, NodeRef n) {
        if (NodeRef var = declared_variable(n))
            set.insert(var);
    };
    walk(f->body, [&](NodeRef n) { note(originals, n); });
    walk(copy, [&](NodeRef n) { note(copies, n); });
    ASSERT_EQ(originals.size(), 3u);
    for (NodeRef n : copies)
        EXPECT_FALSE(originals.count(n));
    EXPECT_TRUE(equal(f->body, copy));
}

TEST_F(Equal, MappingNothingKeepsThePointer) {
    const Func *f = func(one("x", "sub(%a, %b)"));
    EXPECT_EQ(build.map_children(f, [](NodeRef c) { return c; }), f);
    EXPECT_EQ(substitute(build, f, {}), f);
}

TEST_F(Equal, SubstituteReachesEverywhere) {
    const Func *f = func(one("x", "sub(%a, neg(%b))"));
    NodeRef n = substitute(build, f->body, {{f->params[1], build.i64(4)}});
    EXPECT_THAT(print(n), testing::HasSubstr("sub(%a, neg(4:i64))"));
}

TEST_F(Equal, EffectsCoverTheTree) {
    const Func *f = func("func \"f\" [%y: f64[_] array c_order parameter] -> [] overlap 0 {"
                         "store %y[0:i64] = load %y[1:i64] check true:bool ValueError \"\" [] }");
    EXPECT_EQ(effects_of(f), reads | writes | raises | control);
    NodeRef store = as<Block>(f->body)->body[0];
    EXPECT_EQ(effects_of(store), reads | writes);
    EXPECT_EQ(effects_of(Op::Store), writes);
    EXPECT_EQ(effects_of(as<Store>(store)->indices[0]), none);
}

// ---- factories refuse ----------------------------------------------------------------------

TEST_F(Equal, BuilderChecksItsOperands) {
    NodeRef i = build.i64(1), d = build.f64(1), a = build.array_var("a", DType::f64, 1);
    NodeRef v = build.value_var("v", scalar(DType::i64)), truth = build.boolean(true);
    EXPECT_THROW(build.binary(BinaryOp::add, i, d), InternalError);
    EXPECT_THROW(build.unary(UnaryOp::neg, a), InternalError);
    EXPECT_THROW(build.unary(UnaryOp::logical_not, i), InternalError);
    EXPECT_THROW(build.compare(CompareOp::lt, truth, d), InternalError);
    EXPECT_THROW(build.fits(i, DType::f32), InternalError);
    EXPECT_THROW(build.select(i, i, i), InternalError);
    EXPECT_THROW(build.lazy(truth, i, d), InternalError);
    EXPECT_THROW(build.cast(a, scalar(DType::i64), CastMode::wrap), InternalError);
    EXPECT_THROW(build.load(v, {}), InternalError);
    EXPECT_THROW(build.load(a, {i, i}), InternalError);
    EXPECT_THROW(build.dim(a, 1), InternalError);
    EXPECT_THROW(build.let(v, d), InternalError);
    EXPECT_THROW(build.alloc_cell(v, d), InternalError);
    EXPECT_THROW(build.alloc_array(a, {}, Fill::zero), InternalError);
    EXPECT_THROW(build.alloc_array(a, {i}, Fill::value), InternalError);
    EXPECT_THROW(build.store(a, {i}, i), InternalError);
    EXPECT_THROW(build.update(a, {i}, BinaryOp::add, i, UpdateOrder::plain), InternalError);
    EXPECT_THROW(build.if_then(i, build.block({})), InternalError);
    EXPECT_THROW(build.constant(no_type, {}), InternalError);
    EXPECT_THROW(build.var({.name = "x", .role = VarRole::array}, scalar(DType::i64)),
                 InternalError);
}

} // namespace
} // namespace pragmac
