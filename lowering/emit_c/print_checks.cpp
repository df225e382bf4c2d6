// Checks and the way out after an error.
#include "c_function.h"

#include "mutants.h"

namespace pragmac {

void CFunction::check(const Check &n) {
    int site = kernel_ ? kernel_->sites->number_of(&n) : sites_.add(n);
    std::string condition = text_of(n.cond);
    if (condition != "true")
        fail(condition, site, slots_of(n.payload));
}

void CFunction::fail(const std::string &condition, int site,
                     const std::vector<std::string> &payload) {
    if (kernel_)
        return fail_in_kernel(condition, site, payload);
    std::string values;
    for (const std::string &value : payload)
        values += (values.empty() ? "" : ", ") + value;
    if (values.empty())
        values = "0";
    bool first = !position_.empty();
    (first ? records_first_ : records_) = true;
    line("if (!(" + condition + ")) {");
    depth_++;
    line((first ? "record_first(" : "record_error(") + error_ + ", " + (first ? position_ : "0") +
         ", " + std::to_string(site) + ", (const uint64_t[4]){" + values + "});");
    leave_after_error();
    depth_--;
    line("}");
}

// In a parallel loop the iteration ends, outside the function does.
void CFunction::leave_after_error() {
    if (position_.empty()) {
        release_down_to(0);
        return line("return 1;");
    }
    release_down_to(iteration_end_.scopes);
    if (loops_ == iteration_end_.loops)
        return line("continue;");
    iteration_end_.failed_used = true;
    line("goto " + iteration_end_.failed + ";");
}

} // namespace pragmac
