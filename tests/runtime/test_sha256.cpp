// The examples of FIPS 180-4, and lengths around a block's end.
#include "sha256.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pragmac {
namespace {

std::string hex(const std::vector<std::string_view> &parts) {
    std::string text;
    for (uint8_t byte : sha256(parts))
        for (int digit : {byte >> 4, byte & 15})
            text += "0123456789abcdef"[digit];
    return text;
}

TEST(Sha256, GivesThePublishedDigests) {
    EXPECT_EQ(hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex({"abc"}), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hex({std::string(1000000, 'a')}),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PartsAreOneText) {
    std::string text(200, 'x');
    for (size_t cut : {0, 1, 55, 56, 63, 64, 65, 128, 199})
        EXPECT_EQ(hex({std::string_view(text).substr(0, cut), std::string_view(text).substr(cut)}),
                  hex({text}))
            << cut;
}

} // namespace
} // namespace pragmac
