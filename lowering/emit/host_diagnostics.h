// host_diagnostics: what LLVM says while it compiles the host's code: its errors, and, where asked
// for, what its vectoriser made of every loop.
#pragma once

#include <llvm/IR/DiagnosticHandler.h>

#include <cstdint>
#include <string>
#include <vector>

namespace pragmac {

// An innermost loop of a function of the generated code, as its vectoriser left it.
struct VectorLoop {
    uint32_t line = 0, column = 0; // of the statement that it came from
    unsigned lanes = 0; // of a vector; 0: one iteration at a time
    unsigned vectors = 0; // at a time
    std::string reason; // LLVM's words where there are no lanes
};

class HostDiagnostics : public llvm::DiagnosticHandler {
  public:
    // Both outlive it. No loops: remarks cost time.
    explicit HostDiagnostics(std::string &errors, std::vector<VectorLoop> *loops = nullptr)
        : errors_(errors), loops_(loops) {}

    bool handleDiagnostics(const llvm::DiagnosticInfo &info) override;
    bool isAnalysisRemarkEnabled(llvm::StringRef pass) const override { return wants(pass); }
    bool isMissedOptRemarkEnabled(llvm::StringRef pass) const override { return wants(pass); }
    bool isPassedOptRemarkEnabled(llvm::StringRef pass) const override { return wants(pass); }
    bool isAnyRemarkEnabled() const override { return loops_ != nullptr; }

  private:
    bool wants(llvm::StringRef pass) const { return loops_ && pass == "loop-vectorize"; }

    std::string &errors_;
    std::vector<VectorLoop> *loops_;
};

// Metadata by which remarks about the loop with this latch find its place in the source.
constexpr const char *loop_place = "pragmac.loop.place";

// One line per place, sorted: the best that became of its copies.
std::string text_of(std::vector<VectorLoop> loops);

} // namespace pragmac
