// Builds the rows of the site table: message, payload types, and the chain of source lines.
#include "emit_sites.h"

namespace pragmac {

int SiteTable::add(Site site, Span span, NodeList payload) {
    for (NodeRef value : payload)
        site.payload.push_back(value->type);
    site.spans.push_back(span);
    for (size_t i = calls_.size(); i-- > 0;) {
        site.functions.emplace_back(calls_[i]->callee);
        site.spans.push_back(calls_[i]->span);
    }
    site.functions.emplace_back(func_.name);
    sites_.push_back(std::move(site));
    return static_cast<int>(sites_.size()) - 1;
}

int SiteTable::add(const Check &check) {
    Site site;
    site.exception = check.exception;
    site.message = check.message;
    return numbers_[&check] = add(std::move(site), check.span, check.payload);
}

int SiteTable::add(const Remember &note) {
    Site site;
    site.message = note.text;
    site.note = true;
    return add(std::move(site), note.span, {});
}

int SiteTable::add(const Print &print) {
    Site site;
    site.message = print.format;
    site.print = true;
    return add(std::move(site), print.span, print.values);
}

int SiteTable::add_device_memory(const Launch &launch) {
    Site site;
    site.exception = Exception::MemoryError;
    site.message = "P603: no memory on the device for the arrays of this loop";
    return add(std::move(site), launch.span, {});
}

int SiteTable::add_device_failure(const Launch &launch) {
    Site site;
    site.exception = Exception::RuntimeError;
    site.message = "P602: a call of the device's driver failed";
    site.driver = true;
    return add(std::move(site), launch.span, {});
}

int SiteTable::add_out_of_memory(const Alloc &alloc) {
    Site site;
    site.exception = Exception::MemoryError;
    site.message = "no memory for `" + std::string(as<Var>(alloc.var)->info->name) + "`";
    return numbers_[&alloc] = add(std::move(site), alloc.span, {});
}

} // namespace pragmac
