// One walk over the launches; of several copies of a loop the first counts, which is the fast one.
#include "report_mappings.h"

#include "fields.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

std::vector<LaunchArray> arrays_of(const Launch &launch) {
    std::vector<LaunchArray> arrays;
    std::vector<NodeRef> own; // of each iteration
    auto use = [&](NodeRef var) -> LaunchArray * {
        if (!var || !var->type.array || std::count(own.begin(), own.end(), var))
            return nullptr;
        std::string name = name_in_source(var);
        auto known = std::find_if(arrays.begin(), arrays.end(),
                                  [&](const LaunchArray &a) { return a.name == name; });
        if (known == arrays.end())
            known = arrays.insert(known, {name, as<Var>(var)->info->parameter});
        return &*known;
    };
    walk(launch.body, [&](NodeRef n) {
        if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
            own.push_back(alloc->var);
        ElementUpdate update = element_update(n);
        if (auto *load = as<Load>(n))
            if (LaunchArray *array = use(load->array))
                array->read = true;
        if (LaunchArray *array = use(update.array))
            array->read = array->written = true;
        else if (LaunchArray *stored = use(written_variable(n)))
            stored->written = true;
    });
    return arrays;
}

} // namespace

void report_mappings(const Func *func, std::vector<LoopReport> &loops, const std::string &code) {
    walk(func->body, [&](NodeRef n) {
        auto *launch = as<Launch>(n);
        if (!launch || !on_device(*launch))
            return;
        auto report = std::find_if(loops.begin(), loops.end(), [&](const LoopReport &l) {
            return same_place(l.span, launch->span) && !l.launch;
        });
        if (report != loops.end())
            report->launch =
                LaunchReport{*launch->mapping, code,
                             launch->clauses && launch->clauses->collapse > 1, arrays_of(*launch)};
    });
}

} // namespace pragmac
