// Counts by places, which stay what they are when nodes are rebuilt.
#include "index_check_account.h"

#include "fields.h"

namespace pragmac {

bool IndexCheckAccount::find_place(NodeRef n, Place &place) {
    if (!is_index_check(n))
        return false;
    auto *extent = as<Dim>(as<Compare>(as<Check>(n)->cond)->b);
    place = {n->span.file, n->span.line, n->span.column, extent ? extent->axis : 0};
    return true;
}

IndexCheckAccount::IndexCheckAccount(const Func *func) {
    Place place;
    walk(func->body, [&](NodeRef n) {
        if (find_place(n, place))
            copies_[place].all++;
        auto *loop = as<For>(n);
        if (!loop || loop->kind == ForKind::serial)
            return;
        std::set<Place> inside;
        walk(loop->body, [&](NodeRef m) {
            Place found;
            if (find_place(m, found))
                inside.insert(found);
        });
        loops_.emplace_back(loop->span, std::move(inside));
    });
}

void IndexCheckAccount::removed(NodeRef check, bool tested) {
    Place place;
    if (find_place(check, place))
        (tested ? copies_[place].tested : copies_[place].proved)++;
}

void IndexCheckAccount::write_to(std::vector<LoopReport> &loops) const {
    for (LoopReport &report : loops) {
        std::set<Place> places; // of all copies of the loop
        for (const auto &[span, inside] : loops_)
            if (same_place(span, report.span))
                places.insert(inside.begin(), inside.end());
        report.index_checks = {};
        for (const Place &place : places) {
            const Copies &copies = copies_.at(place);
            bool all = copies.proved + copies.tested >= copies.all;
            report.index_checks.proved += all && !copies.tested;
            report.index_checks.tested += all && copies.tested;
            report.index_checks.each += !all;
        }
    }
}

} // namespace pragmac
