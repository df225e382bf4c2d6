// A kernel around the statements: parameters from slots, iterations in grid strides, its errors.
//
// The order of parameters, who runs which iterations and what a failed check leaves behind are
// those of emit_kernel.cpp: the host's code launches one as the other.
#include "c_function.h"

#include "choose_grid.h"
#include "kernel_record.h"
#include "mutants.h"
#include "size_scratch.h"
#include "values.h"

namespace pragmac {

namespace {

// A value of type d from the 64 bits of its slot.
std::string from_slot(DType d, const std::string &slot) {
    if (d == DType::f64)
        return "from_bits_f64(" + slot + ")";
    if (d == DType::f32)
        return "from_bits_f32((uint32_t)" + slot + ")";
    return "(" + std::string(c_type(d)) + ")" + slot;
}

} // namespace

// Declares what stands behind the kernel's own parameters; scalars arrive as 64 bits each.
std::vector<std::string> CFunction::kernel_parameters() {
    KernelState &k = *kernel_;
    std::vector<std::string> parameters;
    for (const OwnParameter &own : own_parameters()) {
        std::string name = names_.fresh(own.name);
        parameters.push_back(std::string(own.type) + name);
        k.own[own.name] = name;
    }
    for (const Var *var : k.kernel->values)
        if (var->type.array) {
            parameters_.clear();
            add_array_parameter(*var);
            for (const auto &[declaration, name] : parameters_)
                parameters.push_back(declaration);
        }
    parameters_.clear();
    return parameters;
}

std::string CFunction::kernel_text(const CKernel &kernel, const SiteTable &sites) {
    kernel_.emplace();
    kernel_->kernel = &kernel;
    kernel_->sites = &sites;
    std::vector<std::string> parameters = kernel_parameters();
    // In the order of the captured values: arrays' parameters were listed first, scalars join here.
    auto own = static_cast<std::ptrdiff_t>(own_parameters().size());
    std::vector<std::string> ordered(parameters.begin(), parameters.begin() + own);
    auto scalar_parameters = [&](const Var *var) {
        DType d = var->type.dtype, part = part_of(d);
        std::vector<std::string> slots;
        for (int i = 0; i < (is_complex(d) ? 2 : 1); i++) {
            slots.push_back(names_.fresh(names_.of(var) + "_slot"));
            ordered.push_back("uint64_t " + slots.back());
        }
        std::string value = from_slot(part, slots[0]);
        if (is_complex(d))
            value = "complex_" + std::string(name_of(d)) + "(" + value + ", " +
                    from_slot(part, slots[1]) + ")";
        bool cell = var->info->role == VarRole::cell;
        line((cell ? "" : "const ") + std::string(c_type(d)) + " " + names_.of(var) + " = " +
             value + ";");
    };
    size_t next = own_parameters().size();
    for (const Var *var : kernel.values) {
        if (!var->type.array) {
            scalar_parameters(var);
            continue;
        }
        size_t count = 1 + var->type.rank + stride_parameters(*var);
        for (size_t i = 0; i < count; i++)
            ordered.push_back(parameters[next++]);
    }
    for (const Var *var : kernel.read_cells)
        scalar_parameters(var);
    line("if (" + std::string(test_of_failure()) + "(" + kernel_->own.at("failure") + ", " +
         kernel_->own.at("number") + "))");
    line("    return;");
    kernel_loop();
    std::string body = "{\n";
    for (const std::string &declaration : kernel_->group_memory)
        body += "    " + declaration + "\n";
    for (const std::string &text : lines_)
        body += text + "\n";
    return function_head("__kernel void " + kernel.name, ordered) + "\n" + body + "}\n";
}

void CFunction::kernel_loop() {
    KernelState &k = *kernel_;
    const Launch &n = *k.kernel->launch;
    int64_t step = 0;
    if (constant_i64(n.step, step) && step != 0)
        ranges_.bind_loop(n.var, n.lo, n.hi, step);
    k.worker = names_.fresh("worker");
    if (int axes = n.mapping->axis_count()) {
        joined_ = joined_coordinate(n.var, n.body);
        std::string number = "get_global_id(" + std::to_string(axes - 1) + ")";
        for (int d = axes - 1; d-- > 0;) {
            std::string which = "(" + std::to_string(d) + ")";
            number = "(" + number + ") * get_global_size" + which + " + get_global_id" + which;
        }
        line("const uint64_t " + k.worker + " = " + number + ";");
        open_workspace();
        return over_axis(0, "");
    }
    bool groups = n.mapping->lanes != 0;
    if (groups) {
        k.lane = names_.fresh("lane");
        line("const uint64_t " + k.lane + " = get_local_id(0);");
    }
    line("const uint64_t " + k.worker + (groups ? " = get_group_id(0);" : " = get_global_id(0);"));
    open_workspace();
    std::string count = groups ? "get_num_groups(0)" : "get_global_size(0)";
    std::string position = names_.fresh("k");
    line("for (uint64_t " + position + " = " + k.worker + "; " + position + " < " +
         k.own.at("trip") + "; " + position + " += " + count + ") {");
    depth_++;
    kernel_iteration(position);
    depth_--;
    line("}");
}

// The joined loops from `axis` on, in their order.
void CFunction::over_axis(size_t axis, const std::string &position) {
    const Launch &n = *kernel_->kernel->launch;
    if (axis == joined_->extents.size()) {
        std::string number = names_.fresh("k");
        line("const uint64_t " + number + " = " + position + ";");
        return kernel_iteration(number);
    }
    std::string which = "(" + std::to_string(n.mapping->axes[axis].dimension) + ")";
    std::string c = names_.fresh("c");
    std::string extent = at_level(expression(joined_->extents[axis]), c_unary);
    line("for (int64_t " + c + " = (int64_t)get_global_id" + which + "; " + c + " < " + extent +
         "; " + c + " += (int64_t)get_global_size" + which + ") {");
    depth_++;
    coordinates_.resize(axis);
    coordinates_.push_back(c);
    over_axis(axis + 1, position.empty()
                            ? "(uint64_t)" + c
                            : "(" + position + ") * (uint64_t)" + extent + " + (uint64_t)" + c);
    depth_--;
    line("}");
}

void CFunction::kernel_iteration(const std::string &position) {
    KernelState &k = *kernel_;
    const Launch &n = *k.kernel->launch;
    line("const int64_t " + names_.of(n.var) + " = (int64_t)((uint64_t)" + k.own.at("first") +
         " + " + position + " * (uint64_t)" + k.own.at("step") + ");");
    Lines last;
    int slot = 0;
    for (const Var *cell : k.kernel->written_cells) {
        DType d = cell->type.dtype;
        if (live(cell)) {
            line(std::string(c_type(d)) + " " + names_.of(cell) + " = " +
                 c_literal(dialect_, d, {}).text + ";");
            CText value{names_.of(cell), c_primary};
            int at = slot;
            for (const std::string &bits : slots_of(value, d))
                last.push_back(k.own.at("last_values") + "[" + std::to_string(at++) +
                               "] = " + bits + ";");
        }
        slot += is_complex(d) ? 2 : 1;
    }
    if (!last.empty()) {
        std::string one = k.lane.empty() ? "" : " && " + k.lane + " == 0";
        for (std::string &text : last)
            text = "    " + text;
        last.insert(last.begin(), "if (" + position + " + 1 == " + k.own.at("trip") + one + ") {");
        last.push_back("}");
    }
    iteration(n.body, position, mutant(Mutant::c_last_value_dropped) ? Lines{} : last,
              k.lane.empty() ? "" : names_.fresh("failed"));
}

// What the worker would run next comes later in loop order: it ends.
void CFunction::fail_in_kernel(const std::string &condition, int site,
                               const std::vector<std::string> &payload) {
    line("if (!(" + condition + ")) {");
    depth_++;
    if (lane_loop_) {
        LaneLoop &lanes = *lane_loop_;
        line(lanes.failed_at + " = " + lanes.position + ";");
        line(lanes.failed_site + " = " + std::to_string(site) + ";");
        for (size_t i = 0; i < payload.size(); i++)
            line(lanes.failed_payload + "[" + std::to_string(i) + "] = " + payload[i] + ";");
        if (loops_ == lanes.loops) {
            line("break;");
        } else {
            lanes.done_used = true;
            line("goto " + lanes.done + ";");
        }
    } else {
        if (!kernel_->lane.empty()) {
            line("if (" + kernel_->lane + " == 0)");
            depth_++;
        }
        record(std::to_string(site), payload);
        if (!kernel_->lane.empty())
            depth_--;
        leave_worker();
    }
    depth_--;
    line("}");
}

// Lanes reach the end of the iteration, behind which there is none: PoCL 3.1 runs none of what
// stands behind a barrier that follows another way out of a loop with barriers. There they meet at
// a barrier: without it, lanes run iterations that are not theirs of a loop between the last
// barrier and that end (histograms added to what lies behind the table).
void CFunction::leave_worker() {
    if (kernel_->lane.empty())
        return line("return;");
    line(position_ + " = " + kernel_->own.at("trip") + ";");
    line("goto " + iteration_end_.failed + ";");
    iteration_end_.failed_used = true;
}

void CFunction::record(const std::string &site, const std::vector<std::string> &payload) {
    std::string text = "pragmac_record(";
    for (std::string_view argument : record_arguments())
        text += kernel_->own.at(argument) + ", ";
    text += position_ + ", " + kernel_->worker + ", " + site;
    for (size_t i = 0; i < 4; i++)
        text += ", " + (i < payload.size() ? payload[i] : "0");
    line(text + ");");
}

// Of constant size. Other lanes write to one that they all have, in the memory of their group.
void CFunction::kernel_array(const Alloc &n) {
    if (in_workspace(n))
        return workspace_array(n);
    const Var &var = *as<Var>(n.var);
    int64_t count = 1;
    for (size_t k = 0; k < n.extents.size(); k++) {
        int64_t extent_value = 0;
        internal_assert(constant_i64(n.extents[k], extent_value),
                        "scratch of a kernel has a constant size");
        line("const int64_t " + extent(&var, k) + " = " + std::to_string(extent_value) + ";");
        count *= extent_value;
    }
    std::string name = names_.of(&var), elements = std::to_string(count > 0 ? count : 1);
    std::string declaration =
        std::string(c_memory_type(var.type.dtype)) + " " + name + "[" + elements + "];";
    if (!kernel_->lane.empty() && !lane_loop_) {
        kernel_->group_memory.push_back("__local " + declaration);
        kernel_->group_arrays.insert(&var);
    } else {
        line(declaration);
        private_arrays_.insert(&var);
    }
    fill_kernel_array(n, std::to_string(count));
}

void CFunction::fill_kernel_array(const Alloc &n, const std::string &count) {
    if (n.fill == Fill::none)
        return;
    DType d = n.var->type.dtype;
    std::string k = names_.fresh("k");
    std::string value = n.fill == Fill::value ? text_of(n.init) : c_literal(dialect_, d, {}).text;
    line("for (int64_t " + k + " = 0; " + k + " < " + count + "; " + k + "++)");
    line("    " + names_.of(n.var) + "[" + k + "] = " + value + ";");
}

} // namespace pragmac
