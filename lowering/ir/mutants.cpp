// The switch: which seeded bug is on, from the environment until someone sets it.
#include "mutants.h"

#ifdef PRAGMAC_MUTANTS

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace pragmac {
namespace {

constexpr std::string_view names[] = {
#define MUTANT(name, description) #name,
#include "mutants.def"
#undef MUTANT
};
constexpr int none = -1, unknown = -2;

int number_of(std::string_view name) {
    if (name.empty())
        return none;
    for (int i = 0; i < static_cast<int>(std::size(names)); i++)
        if (names[i] == name)
            return i;
    return unknown;
}

int from_environment() {
    const char *name = std::getenv("PRAGMAC_MUTANT");
    int number = name ? number_of(name) : none;
    if (number == unknown)
        std::fprintf(stderr, "PRAGMAC_MUTANT=%s: no such mutant\n", name);
    return number;
}

std::atomic<int> &current() {
    static std::atomic<int> number = from_environment();
    return number;
}

} // namespace

bool mutant(Mutant m) { return current().load(std::memory_order_relaxed) == static_cast<int>(m); }

std::vector<std::string_view> mutants() { return {std::begin(names), std::end(names)}; }

bool set_mutant(std::string_view name) {
    int number = number_of(name);
    if (number != unknown)
        current() = number;
    return number != unknown;
}

} // namespace pragmac

#endif
