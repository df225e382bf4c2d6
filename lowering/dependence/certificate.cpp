// Looks up the relations that the steps of a proof name.
#include "certificate.h"

#include "user_words.h"

#include <algorithm>
#include <set>

namespace pragmac {
namespace {

Certificate::Access access_of(size_t number, LoopAccesses &accesses, Polyhedra &sets) {
    const Access &a = accesses.all()[number];
    Certificate::Access made;
    made.number = number;
    made.words = access_in_user_words(a, accesses.scope().function());
    made.reads = a.reads;
    made.writes = a.writes;
    Budget budget(sets, Budget::Kind::spare);
    const AccessRelation &r = accesses.relation(number);
    made.relation = linear_relation(r.map);
    if (!r.exact)
        made.inexact = r.reason;
    return made;
}

void add_names(std::set<std::string> &names, const std::optional<LinearRelation> &r) {
    if (r)
        names.insert(r->parameters.begin(), r->parameters.end());
}

} // namespace

std::string_view name_of(Evidence by) {
    switch (by) {
    case Evidence::subscripts: return "subscripts";
    case Evidence::relations: return "relations";
    case Evidence::rows: return "rows";
    case Evidence::one_value: return "one_value";
    case Evidence::commute: return "commute";
    case Evidence::claim: return "claim";
    case Evidence::fact: return "fact";
    case Evidence::inspection: return "inspection";
    case Evidence::assumption: break;
    }
    return "assumption";
}

Certificate certificate_of(const std::vector<ProofStep> &proof, LoopAccesses &accesses,
                           Polyhedra &sets) {
    Certificate made;
    made.variable = name_in_source(accesses.scope().loop()->var);
    std::set<size_t> numbers;
    for (const ProofStep &step : proof) {
        numbers.insert(step.accesses.begin(), step.accesses.end());
        made.claims.push_back(
            {step.by, step.accesses, step.every_pair, step.words,
             step.unless.empty() ? std::nullopt : std::optional(linear_relation(step.unless))});
    }
    for (size_t number : numbers)
        made.accesses.push_back(access_of(number, accesses, sets));
    if (!numbers.empty()) {
        Budget budget(sets, Budget::Kind::spare);
        made.given = linear_relation(accesses.context());
    }
    std::set<std::string> names;
    add_names(names, made.given);
    for (const auto &a : made.accesses)
        add_names(names, a.relation);
    for (const auto &claim : made.claims)
        add_names(names, claim.unless);
    for (const std::string &name : names)
        made.parameters.emplace_back(name, accesses.scope().meaning(name));
    return made;
}

std::string text(const Certificate &c) {
    std::string out = "loop over " + c.variable + "\n";
    for (const auto &[name, meaning] : c.parameters)
        out += "parameter " + name + ": " + meaning + "\n";
    if (c.given)
        out += "given " + text(*c.given) + "\n";
    for (const auto &a : c.accesses)
        out += "access " + std::to_string(a.number) + (a.reads ? " reads" : "") +
               (a.writes ? " writes" : "") + " " + a.words + ": " +
               (a.relation ? text(*a.relation) : "unknown") +
               (a.inexact.empty() ? "" : " or fewer, as " + a.inexact) + "\n";
    for (const auto &claim : c.claims) {
        out += claim.every_pair ? "all apart" : "apart";
        for (size_t number : claim.accesses)
            out += " " + std::to_string(number);
        out += " by " + std::string(name_of(claim.by)) +
               (claim.unless ? " unless " + text(*claim.unless) : "") + ": " + claim.words + "\n";
    }
    return out;
}

} // namespace pragmac
