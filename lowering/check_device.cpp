// One walk over the bodies of loops that become launches: what has no device code is reported.
#include "check_device.h"

#include "fields.h"
#include "map_to_machine.h"
#include "size_scratch.h"

namespace pragmac {
namespace {

std::string name_of_variable(NodeRef var) { return std::string(as<Var>(var)->info->name); }

// Why a device has no code for the node; empty when it has.
std::string missing(NodeRef n) {
    if (n->op == Op::Holds || n->op == Op::Breach || n->op == Op::Address)
        return "a test of an index array inside the loop";
    if (n->op == Op::Remember)
        return "a loop inside that runs in order when a test fails";
    if (auto *math = as<Math>(n); math && name_of(math->function) == "round_digits")
        return "`round` with digits";
    if (auto *alloc = as<Alloc>(n);
        alloc && alloc->var->type.array && !scratch_bytes(*alloc) && !in_workspace(*alloc))
        return "an array made in every iteration (`" + name_of_variable(alloc->var) +
               "`), of a size that may differ between iterations,";
    ElementUpdate update = element_update(n);
    if (!update.array || !update.array->type.array || update.order != UpdateOrder::atomic)
        return "";
    std::string atomic = "an atomic update of `" + name_of_variable(update.array) + "`";
    // The device's atomic instructions want elements at multiples of their size.
    if (!as<Var>(update.array)->info->aligned)
        return atomic + ", whose elements are not aligned,";
    // Both parts at once take a lock of the host's; sums change one after the other.
    bool sum = update.op == BinaryOp::add || update.op == BinaryOp::sub;
    if (is_complex(update.array->type.dtype) && (update.fetched || !sum))
        return atomic + ", whose elements are complex,";
    return "";
}

constexpr int32_t most_workers = 1024; // in a group, of every device that is supported

class DeviceCheck {
  public:
    explicit DeviceCheck(DiagnosticEngine &diagnostics) : diagnostics_(diagnostics) {}

    void statement(NodeRef n) {
        if (auto *loop = as<For>(n); loop && becomes_launch(*loop)) {
            if (loop->clauses->block > most_workers)
                too_many_workers(*loop);
            if (!loop->clauses->single)
                body(*loop);
            return;
        }
        for_each_child(n, [&](NodeRef child) {
            if (child->type == no_type)
                statement(child);
        });
    }

  private:
    void too_many_workers(const For &loop) {
        std::string workers = std::to_string(loop.clauses->block);
        std::string most = std::to_string(most_workers);
        diagnostics_
            .report("P615", loop.span,
                    "`block` asks for groups of " + workers +
                        " workers, and a device has groups of " + most + " at most")
            .with_fix("write `block(" + most + ")`, or leave the clause out");
    }

    void body(const For &loop) {
        Span place = loop.span;
        walk(loop.body, [&](NodeRef n) {
            if (n->span.known())
                place = n->span;
            std::string what = missing(n);
            if (!what.empty())
                diagnostics_.report("P614", place, what + " is not supported on a device yet")
                    .with_note(loop.span, "this loop would run on the device")
                    .with_fix("leave the device out for this function: it then runs on the "
                              "host's cores");
        });
    }

    DiagnosticEngine &diagnostics_;
};

} // namespace

void check_device(const Func *func, DiagnosticEngine &diagnostics) {
    DeviceCheck(diagnostics).statement(func->body);
}

} // namespace pragmac
