// A list of what the scalars and the body must not be.
#include "strips_obstacle.h"

#include "access_patterns.h"
#include "fields.h"
#include "user_words.h"

#include <algorithm>

namespace pragmac {
namespace {

// Why LLVM would make no vectors of the iterations; empty when it may.
std::string obstacle_in(NodeRef body) {
    std::string found;
    auto say = [&](const char *why) {
        if (found.empty())
            found = why;
    };
    walk(body, [&](NodeRef n) {
        switch (n->op) {
        case Op::For:
        case Op::While: return say("it holds a loop");
        case Op::Check: return say("its iterations may raise");
        case Op::Jump: return say("its iterations may end early");
        case Op::Inline: return say("it calls a function that returns from several places");
        case Op::Print: return say("it prints");
        case Op::FetchUpdate: return say("it updates atomically");
        case Op::Update:
            return as<Update>(n)->order == UpdateOrder::atomic ? say("it updates atomically")
                                                               : void();
        case Op::Alloc: return as<Alloc>(n)->var->type.array ? say("it makes an array") : void();
        default: return;
        }
    });
    return found;
}

bool gathers(const For &loop) {
    auto axis_of = [&](NodeRef n) {
        return n == loop.var ? std::optional<size_t>(0) : std::nullopt;
    };
    std::vector<AccessPattern> accesses = access_patterns(loop.body, axis_of, 1);
    return std::any_of(accesses.begin(), accesses.end(),
                       [](const AccessPattern &a) { return a.along[0] == Pattern::gather; });
}

} // namespace

bool order_shows(const std::vector<ScalarUse> &uses) {
    return std::any_of(uses.begin(), uses.end(), [](const ScalarUse &use) {
        DType d = use.cell->type.dtype;
        return use.kind == ScalarUse::Kind::reduction && (is_float(d) || is_complex(d));
    });
}

std::string strips_obstacle(const For &loop, const std::vector<ScalarUse> &uses) {
    for (const ScalarUse &use : uses) {
        std::string name = "`" + name_in_source(use.cell) + "`";
        if (use.leader)
            return name + " is noted beside an extremum";
        if (use.kind == ScalarUse::Kind::private_ ? use.live_after
                                                  : use.kind == ScalarUse::Kind::last)
            return name + " is read after the loop";
        if (use.kind != ScalarUse::Kind::private_ && !combined_by_lanes(use))
            return name + " carries a value from one iteration to the next";
    }
    if (std::string why = obstacle_in(loop.body); !why.empty())
        return why;
    return gathers(loop) ? "it gathers elements, which costs more than lanes gain" : "";
}

} // namespace pragmac
