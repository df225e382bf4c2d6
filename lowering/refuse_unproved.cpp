// Words for a loop without a proof.
#include "refuse_unproved.h"

#include "user_words.h"

namespace pragmac {
namespace {

// The clause that makes the verdict `free`, if one does. Facts about index arrays are not among
// them: where one would do, the loop has a run-time test.
std::string clause_for(const Verdict &verdict) {
    if (!verdict.array)
        return "";
    return verdict.folded ? "" : "assume(samevalue: " + name_in_source(verdict.array) + ")";
}

} // namespace

void refuse_unproved(const Unproved &unproved, DiagnosticEngine &diagnostics) {
    bool simd = unproved.kind == ForKind::simd;
    bool racy = unproved.verdict.kind == Verdict::Kind::racy;
    std::string what = simd ? "simd" : "parallel";
    Span at = unproved.at.line ? unproved.at : unproved.loop;
    std::string message = "this " + what + " loop is not proved free of races: " + unproved.reason;
    Diagnostic &error = simd && racy ? diagnostics.report("P312", at, message)
                                     : diagnostics.report("P309", at, message);
    error.with_label("races=\"require_proof\" asks for a proof");
    if (at.line != unproved.loop.line)
        error.with_note(unproved.loop, simd ? "you asked for lanes here"
                                            : "you asked for these iterations to run in any order");
    std::string clause = simd && racy ? "" : clause_for(unproved.verdict);
    if (!clause.empty())
        error
            .with_fix("if iterations that meet in an element store what is there already, add `" +
                          clause + "` to the directive",
                      unproved.loop, " " + clause, EditPlace::directive_end)
            .with_fix("or let races=\"trust\" vouch for it");
    error.with_fix_in_order(unproved.loop);
}

} // namespace pragmac
