// One walk over the bodies of launches: each node that has no device code is reported.
#include "check_device.h"

#include "fields.h"

#include <algorithm>

namespace pragmac {
namespace {

// The numeric functions that call into the C library's text conversion.
bool host_only(std::string_view function) { return function == "round_digits"; }

class DeviceCheck {
  public:
    DeviceCheck(const Launch &launch, DiagnosticEngine &diagnostics)
        : launch_(launch), diagnostics_(diagnostics) {}

    void run() {
        walk(launch_.body, [&](NodeRef n) {
            if (n->span.known())
                place_ = n->span;
            if (auto *alloc = as<Alloc>(n); alloc && alloc->var->type.array)
                refuse("an array made in every iteration (`" + name(alloc->var) + "`)");
            if (auto *math = as<Math>(n); math && host_only(name_of(math->function)))
                refuse("`round` with digits");
            if (auto *update = as<Update>(n); update && update->order == UpdateOrder::atomic)
                atomic(*update);
        });
    }

  private:
    static std::string name(NodeRef var) { return std::string(as<Var>(var)->info->name); }

    // The device's atomic instructions want elements at multiples of their size.
    void atomic(const Update &n) {
        if (n.array->type.array && !as<Var>(n.array)->info->aligned)
            refuse("an atomic update of `" + name(n.array) + "`, whose elements are not aligned");
    }
    void refuse(const std::string &what) {
        diagnostics_.report("P614", place_, what + " is not supported on a CUDA device yet")
            .with_note(launch_.span, "this loop would run on the device")
            .with_fix("leave out target=\"cuda\" for this function: it then runs on the host's cores");
    }

    const Launch &launch_;
    DiagnosticEngine &diagnostics_;
    Span place_ = launch_.span;
};

} // namespace

void check_device(const Func *func, DiagnosticEngine &diagnostics) {
    walk(func, [&](NodeRef n) {
        if (auto *launch = as<Launch>(n); launch && on_device(*launch))
            DeviceCheck(*launch, diagnostics).run();
    });
}

} // namespace pragmac
