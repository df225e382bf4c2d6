// A witness says most; without one, the reason why a relation is not exact.
#include "conflict_words.h"

#include "user_words.h"

namespace pragmac {
namespace {

std::string element(const Access &a, const Witness &w) {
    std::string name = name_in_source(a.array);
    if (w.element.empty())
        return "the same element of `" + name + "`";
    std::string text = "`" + name + "[";
    for (size_t k = 0; k < w.element.size(); k++)
        text += (k ? ", " : "") + std::to_string(w.element[k]);
    return text + "]`";
}

std::string with_witness(const Access &a, const Access &b, const Witness &w, NodeRef variable) {
    std::string var = name_in_source(variable);
    auto iteration = [&](int64_t value) { return var + "=" + std::to_string(value); };
    std::string given;
    for (const auto &[name, value] : w.given)
        given +=
            (given.empty() ? " (for instance with " : ", ") + name + "=" + std::to_string(value);
    given += given.empty() ? "" : ")";
    if (a.writes && b.writes)
        return "iterations " + iteration(w.first) + " and " + iteration(w.second) + " both write " +
               element(a, w) + given;
    int64_t writer = a.writes ? w.first : w.second, reader = a.writes ? w.second : w.first;
    return "iteration " + iteration(reader) + " reads " + element(a, w) + ", which iteration " +
           iteration(writer) + " writes" + given;
}

} // namespace

std::string conflict_in_user_words(size_t i, size_t j, const Conflict &conflict,
                                   LoopAccesses &accesses) {
    const Access &a = *conflict.a, &b = *conflict.b;
    std::string name = name_in_source(a.array);
    auto words = [&](const Access &x) {
        return access_in_user_words(x, accesses.scope().function());
    };
    if (conflict.witness)
        return with_witness(a, b, *conflict.witness, accesses.scope().loop()->var);
    for (size_t k : {i, j})
        if (conflict.pairs && !accesses.relation(k).exact)
            return "two iterations may touch one element of `" + name + "`: in " +
                   words(accesses.all()[k]) + ", " + accesses.relation(k).reason;
    std::string both = words(a) == words(b) ? words(a) : words(a) + " and " + words(b);
    return "whether two iterations touch one element of `" + name + "` through " + both +
           " was not decided within the work limit";
}

} // namespace pragmac
