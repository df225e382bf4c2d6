// One JIT for the process, one library in it per compiled function.
#include "jit.h"

#include <llvm/ExecutionEngine/Orc/AbsoluteSymbols.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/TargetParser/Host.h>

#include <atomic>

namespace pragmac {

namespace {

namespace orc = llvm::orc;

[[noreturn]] void fail(llvm::Error error) {
    throw InternalError{"loading machine code: " + llvm::toString(std::move(error))};
}

template <class T> T value_or_fail(llvm::Expected<T> result) {
    if (!result)
        fail(result.takeError());
    if constexpr (std::is_reference_v<T>)
        return *result;
    else
        return std::move(*result);
}

// Objects only, and no symbol of the process: a name that the caller did not pass in is an error.
std::unique_ptr<orc::LLJIT> make_jit() {
    orc::JITTargetMachineBuilder machine{llvm::Triple(llvm::sys::getProcessTriple())};
    return value_or_fail(orc::LLJITBuilder()
                             .setJITTargetMachineBuilder(std::move(machine))
                             .setLinkProcessSymbolsByDefault(false)
                             .setPlatformSetUp(orc::setUpInactivePlatform)
                             .create());
}

// Never destroyed: compiled functions may be released after static objects.
orc::LLJIT &jit() {
    static orc::LLJIT *instance = make_jit().release();
    return *instance;
}

// Takes one function's library out of the JIT.
class Library {
  public:
    explicit Library(orc::JITDylib &dylib) : dylib_(dylib) {}
    Library(const Library &) = delete;
    ~Library() {
        if (llvm::Error error = jit().getExecutionSession().removeJITDylib(dylib_))
            llvm::consumeError(std::move(error)); // memory stays mapped; nothing refers to it
    }

  private:
    orc::JITDylib &dylib_;
};

} // namespace

LoadedCode load_object(std::unique_ptr<llvm::MemoryBuffer> object,
                       std::span<const HostSymbol> symbols) {
    static std::atomic<uint64_t> count;
    orc::JITDylib &dylib =
        value_or_fail(jit().createJITDylib("function" + std::to_string(count++)));
    auto library = std::make_shared<Library>(dylib);
    orc::SymbolMap addresses;
    for (const HostSymbol &symbol : symbols)
        addresses[jit().mangleAndIntern(symbol.name)] = {orc::ExecutorAddr::fromPtr(symbol.address),
                                                         llvm::JITSymbolFlags::Exported |
                                                             llvm::JITSymbolFlags::Callable};
    if (llvm::Error error = dylib.define(orc::absoluteSymbols(std::move(addresses))))
        fail(std::move(error));
    if (llvm::Error error = jit().addObjectFile(dylib, std::move(object)))
        fail(std::move(error));
    orc::ExecutorAddr entry = value_or_fail(jit().lookup(dylib, "entry"));
    return {entry.toPtr<pragmac_entry>(), library};
}

} // namespace pragmac
