// certificate: the proof that no two iterations of a loop conflict, in a form others can check.
//
// `decide` notes the steps of a proof as numbers of accesses. certificate_of adds, for every access
// that a step names, its relation (iteration -> element) as constraints, and what is known of the
// parameters. A checker that shares no code with the prover reads the text: for a claim about
// accesses A and B by subscripts or relations,
//     { (i, i') : i's loop variable != i's', A(i) = B(i'), given, not unless }
// has no integer points. Other claims rest on what is no affine relation, and say on what.
#pragma once

#include "access_relation.h"
#include "linear_relation.h"

namespace pragmac {

// What a claim rests on.
enum class Evidence : uint8_t {
    subscripts, // linear forms that are equal in one iteration only, or never
    relations, // isl: no two iterations meet
    rows, // rows of one width, or quotient and remainder: products of variables
    one_value, // all stores write one value, and nothing reads it
    commute, // updates in any order have one result
    claim, // positions taken from a counter that only grows
    fact, // index arrays are tested in front of the loop
    inspection, // the loop's index arithmetic is run in front of it
    assumption, // the user's
};
std::string_view name_of(Evidence by);

// No two different iterations meet in one element through a pair of these accesses, one of which
// writes.
struct ProofStep {
    Evidence by{};
    std::vector<size_t> accesses; // numbers in LoopAccesses::all()
    bool every_pair = false; // of all of them; else of the first with the last
    std::string words;
    std::vector<std::vector<Constraint>> unless; // holds for other parameter values only
};

struct Certificate {
    struct Access {
        size_t number = 0; // in LoopAccesses::all(), and in claims
        std::string words;
        bool reads = false, writes = false;
        std::string inexact; // why the relation may hold more than happens; else empty
        std::optional<LinearRelation> relation; // nothing: over budget
    };
    struct Claim {
        Evidence by{};
        std::vector<size_t> accesses;
        bool every_pair = false;
        std::string words;
        std::optional<LinearRelation> unless;
    };
    std::string variable; // of the loop
    std::vector<std::pair<std::string, std::string>> parameters; // with their meaning
    std::optional<LinearRelation> given;
    std::vector<Access> accesses;
    std::vector<Claim> claims;
};

// Budgets of its own, which no later verdict feels.
Certificate certificate_of(const std::vector<ProofStep> &proof, LoopAccesses &accesses,
                           Polyhedra &sets);
// A line per parameter, access and claim.
std::string text(const Certificate &c);

} // namespace pragmac
