// The narrowest element that is read in order, in the loop that the lanes share out.
#include "choose_elements.h"

#include "access_patterns.h"
#include "fields.h"

#include <algorithm>

namespace pragmac {
namespace {

constexpr int bytes_under_way = 16;
constexpr int32_t most_elements = 8;
constexpr int longest_body = 64; // nodes: a longer one has loads enough of its own

int32_t elements_of(NodeRef var, NodeRef body) {
    if (!straight_line(body))
        return 1;
    auto axis_of = [&](NodeRef n) { return n == var ? std::optional<size_t>(0) : std::nullopt; };
    int narrowest = bytes_under_way;
    for (const AccessPattern &access : access_patterns(body, axis_of, 1))
        if (access.access->op == Op::Load && access.along[0] == Pattern::contiguous)
            narrowest = std::min(narrowest, byte_size(access.array->type.dtype));
    return std::min(bytes_under_way / narrowest, most_elements);
}

} // namespace

bool straight_line(NodeRef body) {
    int nodes = 0;
    bool plain = (effects_of(body) & raises) == 0;
    walk(body, [&](NodeRef n) {
        nodes++;
        plain &= n->op != Op::For && n->op != Op::While && n->op != Op::Jump;
    });
    return plain && nodes <= longest_body;
}

int32_t elements_per_lane(NodeRef var, NodeRef body) {
    int32_t most = elements_of(var, body);
    walk(body, [&](NodeRef n) {
        if (auto *loop = as<For>(n); loop && loop->kind == ForKind::lanes)
            most = std::max(most, elements_of(loop->var, loop->body));
    });
    return most;
}

} // namespace pragmac
