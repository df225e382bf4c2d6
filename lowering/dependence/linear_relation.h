// linear_relation: a relation between integer points as plain constraints, for certificates.
//
// What polyhedra.h holds as isl objects, without isl: it outlives the compile, and a checker that
// shares no code with the prover can read its text.
#pragma once

#include "polyhedra.h"

namespace pragmac {

struct LinearRelation {
    // A row has a factor for each parameter, input, output and local, then a constant; the sum is 0
    // (equalities) or not negative (inequalities) for some integers in place of the locals.
    using Row = std::vector<int64_t>;
    struct Part {
        size_t locals = 0;
        std::vector<Row> equalities, inequalities;
    };
    std::vector<std::string> parameters;
    size_t inputs = 0, outputs = 0;
    std::vector<Part> parts; // united; none: the empty relation
};

// Nothing where the relation is unknown, or a factor exceeds 64 bits.
std::optional<LinearRelation> linear_relation(const Map &m);
// Of parameters alone: no inputs, no outputs.
std::optional<LinearRelation> linear_relation(const Set &parameters);
LinearRelation linear_relation(const std::vector<std::vector<Constraint>> &parameters);

// In isl's notation, of which it is a part: `[n] -> { [i0] -> [o0] : n - i0 - 1 >= 0 and … or … }`.
std::string text(const LinearRelation &r);

} // namespace pragmac
