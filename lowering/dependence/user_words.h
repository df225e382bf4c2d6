// user_words: expressions and accesses as the user wrote them, for reasons and messages.
#pragma once

#include "access_relation.h"

namespace pragmac {

// Python-like text; lets are spelled out, a negative index's wrap is left out.
std::string in_user_words(NodeRef expression, const FunctionScope &function);
// `y[i // 2]`.
std::string access_in_user_words(NodeRef array, NodeList indices, const FunctionScope &function);
std::string access_in_user_words(const Access &access, const FunctionScope &function); // quoted
std::string name_in_source(NodeRef var);
std::string in_user_words(const ArrayPair &separate); // "`a` and `b` share no memory"

} // namespace pragmac
