// Objects as the emitter writes them, loaded, cut short and damaged.
#include "emit_fixture.h"

#include "build.h"
#include "fields.h"

#include <elf.h>

#include <fstream>
#include <random>

namespace pragmac::testing {
namespace {

std::string object_of(const char *text) {
    Arena arena;
    Builder build(arena);
    ReadError error;
    NodeRef func = read(text, build, error);
    EXPECT_NE(func, nullptr) << error.message;
    return compile_machine_ir(as<Func>(func), {}).object;
}

std::string product_object() {
    return object_of("func \"f\" [%n: i64 value] -> [i64] overlap 0 { return [mul(%n, 3:i64)] }");
}

bool loads(const std::string &object) {
    try {
        load_code(object, CountingRuntime::symbols());
        return true;
    } catch (const BadCode &) {
        return false;
    }
}

TEST(LoadCode, AnObjectIsCalled) {
    LoadedCode code = load_code(product_object(), CountingRuntime::symbols());
    Slots slots{slot(7), 0};
    pragmac_frame frame{};
    EXPECT_EQ(code.entry(slots.data(), &frame), 0);
    EXPECT_EQ(slots[1], 21u);
}

TEST(LoadCode, NoPageIsWritableAndExecutable) {
    LoadedCode code = load_code(product_object(), CountingRuntime::symbols());
    std::ifstream maps("/proc/self/maps");
    auto address = reinterpret_cast<uintptr_t>(code.entry);
    bool found = false;
    for (std::string line; std::getline(maps, line);) {
        EXPECT_EQ(line.find(" rwx"), std::string::npos) << line;
        uintptr_t first = std::stoull(line, nullptr, 16);
        uintptr_t last = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
        if (first <= address && address < last) {
            found = true;
            EXPECT_NE(line.find(" r-xp"), std::string::npos) << line;
        }
    }
    EXPECT_TRUE(found);
}

TEST(LoadCode, ReleasedCodeIsUnmapped) {
    LoadedCode code = load_code(product_object(), CountingRuntime::symbols());
    auto address = reinterpret_cast<uintptr_t>(code.entry);
    code.keepalive.reset();
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        uintptr_t first = std::stoull(line, nullptr, 16);
        uintptr_t last = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
        EXPECT_FALSE(first <= address && address < last && line.find(" r-x") != std::string::npos);
    }
}

TEST(LoadCode, ObjectsCutShortAreRefused) {
    std::string object = product_object();
    for (size_t size = 0; size + sizeof(Elf64_Shdr) < object.size(); size += 7)
        EXPECT_FALSE(loads(object.substr(0, size))) << size;
}

// The checksum of a stored object finds these; the loader must only not leave the object's bytes.
TEST(LoadCode, DamagedObjectsAreReadWithinTheirBytes) {
    std::string object = product_object();
    std::mt19937 random(1);
    int refused = 0;
    for (int k = 0; k < 3000; k++) {
        std::string damaged = object;
        for (int flips = 0; flips < 4; flips++)
            damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
        refused += !loads(damaged);
    }
    EXPECT_GT(refused, 300);
}

} // namespace
} // namespace pragmac::testing
