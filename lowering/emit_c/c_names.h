// CNames: a C identifier of its own for every variable of a function.
#pragma once

#include "ir.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace pragmac {

class CNames {
  public:
    // The variable's name as written, with a number where C or another variable has it already.
    const std::string &of(NodeRef var);
    // A name that nothing else has and that reads like `wanted`.
    std::string fresh(std::string_view wanted);
    // What `of` answers for the variable from here on; gives the name it had.
    std::string rename(NodeRef var, const std::string &name);

  private:
    std::string fresh_array(std::string_view wanted, int rank);

    std::unordered_map<NodeRef, std::string> names_;
    std::unordered_set<std::string> taken_;
};

} // namespace pragmac
