// Turns LLVM's fatal errors into exceptions.
//
// A back end that meets something it cannot do calls report_fatal_error, which ends the process
// unless a handler leaves first. Ours stores the text and calls Process::Exit, which inside a
// CrashRecoveryContext is a long jump to the start of the guarded work. The context's signal
// handlers are in place only while some thread is inside a guard: they belong to the whole process.
#include "crash_guard.h"

#include "ir.h"

#include <llvm/Support/CrashRecoveryContext.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/Process.h>

#include <exception>
#include <mutex>

namespace pragmac {

namespace {

thread_local std::string fatal_text;

void on_fatal_error(void *, const char *reason, bool) {
    fatal_text = reason;
    llvm::sys::Process::Exit(1);
}

// Counts the threads inside guards; the first one in enables recovery, the last one out ends it.
class Recovery {
  public:
    void enter() {
        std::lock_guard lock(mutex_);
        if (users_++)
            return;
        llvm::install_fatal_error_handler(on_fatal_error);
        llvm::CrashRecoveryContext::Enable();
    }
    void leave() {
        std::lock_guard lock(mutex_);
        if (--users_)
            return;
        llvm::CrashRecoveryContext::Disable();
        llvm::remove_fatal_error_handler();
    }

  private:
    std::mutex mutex_;
    int users_ = 0;
};

Recovery &recovery() {
    static auto *instance = new Recovery; // never destroyed: a compile may outlive static objects
    return *instance;
}

} // namespace

// Exceptions may not pass through LLVM's frames: they are carried around them.
void guard_against_crashes(const char *stage, const std::function<void()> &work) {
    struct Entered {
        Entered() { recovery().enter(); }
        ~Entered() { recovery().leave(); }
    } entered;
    fatal_text.clear();
    std::exception_ptr thrown;
    llvm::CrashRecoveryContext context;
    bool finished = context.RunSafely([&] {
        try {
            work();
        } catch (...) {
            thrown = std::current_exception();
        }
    });
    if (thrown)
        std::rethrow_exception(thrown);
    if (finished)
        return;
    std::string reason = fatal_text.empty() ? "a crash" : fatal_text;
    throw InternalError{std::string(stage) + ": LLVM gave up: " + reason};
}

} // namespace pragmac
