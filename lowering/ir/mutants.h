// mutants: seeded compiler bugs as run-time switches, for testing the tests.
//
// Only a build with PRAGMAC_MUTANTS holds them; everywhere else mutant() is constant false and the
// wrong branch does not exist. One bug at a time: set_mutant, or PRAGMAC_MUTANT in the environment.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace pragmac {

enum class Mutant : uint8_t {
#define MUTANT(name, description) name,
#include "mutants.def"
#undef MUTANT
};

#ifdef PRAGMAC_MUTANTS
bool mutant(Mutant m);
// Names in the order of mutants.def.
std::vector<std::string_view> mutants();
// "" switches every bug off; false when there is none of that name.
bool set_mutant(std::string_view name);
#else
constexpr bool mutant(Mutant) { return false; }
#endif

} // namespace pragmac
