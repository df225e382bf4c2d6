// Remarks name a loop by its header; the loop's metadata, at a branch back to it, names the place.
#include "host_diagnostics.h"

#include <llvm/IR/CFG.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/Metadata.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <tuple>

namespace pragmac {
namespace {

using Remark = llvm::DiagnosticInfoIROptimization;

const llvm::MDNode *place_of(const llvm::MDNode *loop) {
    for (const llvm::MDOperand &operand : loop->operands()) {
        auto *property = llvm::dyn_cast_or_null<llvm::MDNode>(operand.get());
        if (!property || property->getNumOperands() != 3)
            continue;
        auto *name = llvm::dyn_cast_or_null<llvm::MDString>(property->getOperand(0).get());
        if (name && name->getString() == loop_place)
            return property;
    }
    return nullptr;
}

const llvm::MDNode *place_of(const llvm::BasicBlock &header) {
    for (const llvm::BasicBlock *latch : llvm::predecessors(&header))
        if (auto *loop = latch->getTerminator()->getMetadata(llvm::LLVMContext::MD_loop))
            if (auto *place = place_of(loop))
                return place;
    return nullptr;
}

unsigned number(const Remark &remark, llvm::StringRef key) {
    unsigned value = 0;
    for (const auto &argument : remark.getArgs())
        if (argument.Key == key)
            llvm::StringRef(argument.Val).getAsInteger(10, value);
    return value;
}

// Of a loop that stays as it is there are two remarks: that it does, and why.
void take(const Remark &remark, std::vector<VectorLoop> &loops) {
    auto *header = llvm::dyn_cast_or_null<llvm::BasicBlock>(remark.getCodeRegion());
    const llvm::MDNode *place = header ? place_of(*header) : nullptr;
    if (!place || remark.getKind() == llvm::DK_OptimizationRemarkMissed)
        return;
    auto at = [&](unsigned i) {
        return static_cast<uint32_t>(
            llvm::mdconst::extract<llvm::ConstantInt>(place->getOperand(i))->getZExtValue());
    };
    VectorLoop loop{at(1), at(2), 0, 0, ""};
    if (remark.getKind() == llvm::DK_OptimizationRemark) {
        loop.lanes = number(remark, "VectorizationFactor");
        loop.vectors = number(remark, "InterleaveCount");
    } else {
        std::string message = remark.getMsg();
        llvm::StringRef reason(message);
        if (!reason.consume_front("loop not vectorized: "))
            return; // of how many vectors at a time
        loop.reason = reason.rtrim().str();
        std::replace(loop.reason.begin(), loop.reason.end(), '\n', ' ');
    }
    loops.push_back(std::move(loop));
}

// By place, and those with most lanes first.
bool comes_first(const VectorLoop &a, const VectorLoop &b) {
    return std::tuple(a.line, a.column, -int64_t(a.lanes) * a.vectors) <
           std::tuple(b.line, b.column, -int64_t(b.lanes) * b.vectors);
}

} // namespace

bool HostDiagnostics::handleDiagnostics(const llvm::DiagnosticInfo &info) {
    if (auto *remark = llvm::dyn_cast<Remark>(&info); remark && wants(remark->getPassName()))
        take(*remark, *loops_);
    if (info.getSeverity() == llvm::DS_Error) {
        llvm::raw_string_ostream out(errors_);
        llvm::DiagnosticPrinterRawOStream printer(out);
        info.print(printer);
        out << '\n';
    }
    return true;
}

std::string text_of(std::vector<VectorLoop> loops) {
    std::stable_sort(loops.begin(), loops.end(), comes_first);
    std::string text;
    const VectorLoop *last = nullptr;
    for (const VectorLoop &loop : loops) {
        if (last && last->line == loop.line && last->column == loop.column)
            continue;
        last = &loop;
        text += std::to_string(loop.line) + ":" + std::to_string(loop.column) + ": ";
        text += loop.lanes > 1     ? std::to_string(loop.lanes) + " lanes, " +
                                         std::to_string(loop.vectors) + " at a time"
                : loop.vectors > 1 ? "scalar, " + std::to_string(loop.vectors) + " at a time"
                                   : "scalar: " + loop.reason;
        text += '\n';
    }
    return text;
}

} // namespace pragmac
