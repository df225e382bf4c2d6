// certificate_text: reads the certificates that pragmac writes; shares no code with the compiler.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checker {

// sum of factor * variable + constant = 0 or >= 0.
struct Constraint {
    std::map<std::string, int64_t> factors;
    int64_t constant = 0;
    bool equality = false;
};
struct Conjunction {
    std::vector<std::string> locals; // some integers in their place make the constraints hold
    std::vector<Constraint> constraints;
};
struct Relation {
    std::vector<std::string> parameters, inputs, outputs;
    std::vector<Conjunction> parts; // united
};

struct Access {
    bool writes = false;
    std::string words;
    std::optional<Relation> relation; // nothing: the compiler gave none
    bool inexact = false;
};
struct Claim {
    std::string by, words;
    std::vector<std::pair<int, int>> pairs;
    std::optional<Relation> unless;
};
struct Certificate {
    std::string variable;
    std::optional<Relation> given;
    std::map<int, Access> accesses;
    std::vector<Claim> claims;
};

// Throws std::runtime_error with the text at fault.
std::vector<Certificate> read_certificates(std::string_view text);

} // namespace checker
