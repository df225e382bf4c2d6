// Conflicts between iterations, element by element.
#include "race_checker.h"

namespace pragmac {

bool conflicts(const RecordedAccess &a, const RecordedAccess &b) {
    if (a.kind == AccessKind::read && b.kind == AccessKind::read)
        return false;
    if (a.kind == AccessKind::write && b.kind == AccessKind::write && a.value == b.value)
        return false;
    return a.kind != AccessKind::atomic || b.kind != AccessKind::atomic || a.op != b.op;
}

void RaceChecker::note(const RecordedAccess &access, std::vector<Race> &races) {
    Element &element = elements_[access.address];
    if (element.reported)
        return;
    bool known = false;
    for (const Seen &seen : element.seen) {
        bool same_iteration = seen.iteration == iteration_;
        known |= same_iteration && seen.access.kind == access.kind && seen.access.op == access.op &&
                 seen.access.value == access.value;
        if (!same_iteration && conflicts(seen.access, access)) {
            races.push_back({loop_, seen.access, access});
            element.reported = true;
            return;
        }
    }
    if (!known)
        element.seen.push_back({iteration_, access});
}

RaceChecker RaceChecker::knowing(NodeRef loop, NodeRef body) {
    RaceChecker checker(loop);
    auto *block = as<Block>(body);
    for (NodeRef s : block ? block->body : NodeList{})
        if (auto *assume = as<Assume>(s); assume && assume->fact == Fact::samevalue)
            for (NodeRef array : assume->arrays)
                checker.assume_same_value(array);
    return checker;
}

namespace {

std::string place(const RecordedAccess &a, NodeRef loop) {
    std::string text = a.kind == AccessKind::read ? "reads" : "writes";
    text += " " + std::string(as<Var>(a.array)->info->name) + "[";
    for (size_t i = 0; i < a.indices.size(); i++)
        text += (i ? ", " : "") + std::to_string(a.indices[i]);
    text += "]";
    for (const LoopPoint &point : a.loops)
        if (point.loop == loop)
            text = "iteration " + std::to_string(point.value) + " " + text;
    if (a.node->span.line)
        text += " at line " + std::to_string(a.node->span.line);
    return text;
}

} // namespace

std::string Race::text() const { return place(first, loop) + "; " + place(second, loop); }

} // namespace pragmac
