// Arrays of iterations in a launch's workspace, in OpenCL C.
//
// A worker's part is laid out as emit_workspace.cpp does it: its host code asks for the memory.
#include "c_function.h"

#include "size_scratch.h"

namespace pragmac {

// At the start of a kernel that knows its worker.
void CFunction::open_workspace() {
    KernelState &k = *kernel_;
    std::string end;
    for (const auto &[alloc, of_lane] : workspace_arrays(k.kernel->launch->body)) {
        DType d = alloc->var->type.dtype;
        CText size{"1", c_primary};
        for (NodeRef extent : alloc->extents)
            size = scalars_.call(
                "size_times", DType::u64,
                {size, {"(uint64_t)" + at_level(expression(extent), c_unary), c_unary}});
        size = scalars_.call("size_times", DType::u64,
                             {size, {std::to_string(byte_size(d)), c_primary}});
        std::string name = names_.of(alloc->var);
        KernelState::Place place{names_.fresh(name + "_bytes"), names_.fresh(name + "_at"),
                                 names_.fresh(name + "_room")};
        line("const uint64_t " + place.bytes + " = " + size.text + ";");
        std::string unit = std::to_string(workspace_alignment);
        line("const uint64_t " + place.room + " = " + place.bytes + " >> 63 != 0 ? 0 : (" +
             place.bytes + " + " + std::to_string(workspace_alignment - 1) + ") / " + unit + " * " +
             unit + ";");
        line("const uint64_t " + place.at + " = " + (end.empty() ? "0" : end) + ";");
        std::string lanes = std::to_string(k.kernel->launch->mapping->lanes);
        end = place.at + " + " + place.room + (of_lane ? " * " + lanes : "");
        k.places[alloc->var] = place;
    }
    if (k.places.empty())
        return;
    k.part = names_.fresh("part");
    line("__global char *const " + k.part + " = " + k.own.at("workspace") + " + " + k.worker +
         " * (" + (end.empty() ? "0" : end) + ");");
}

void CFunction::workspace_array(const Alloc &n) {
    const Var &var = *as<Var>(n.var);
    const KernelState &k = *kernel_;
    const KernelState::Place &place = k.places.at(&var);
    for (size_t axis = 0; axis < n.extents.size(); axis++)
        line("const int64_t " + extent(&var, axis) + " = " + text_of(n.extents[axis]) + ";");
    fail(place.bytes + " >> 63 == 0 && (" + k.own.at("workspace") + " != 0 || " + place.bytes +
             " == 0)",
         k.sites->number_of(&n), {});
    std::string type = "__global " + std::string(c_memory_type(var.type.dtype)) + " *";
    std::string lane = lane_loop_ ? " + " + k.lane + " * " + place.room : "";
    line(type + "const " + names_.of(&var) + " = (" + type + ")(" + k.part + " + " + place.at +
         lane + ");");
    std::string bytes = std::to_string(byte_size(var.type.dtype));
    fill_kernel_array(n, "(int64_t)(" + place.bytes + " / " + bytes + ")");
}

} // namespace pragmac
