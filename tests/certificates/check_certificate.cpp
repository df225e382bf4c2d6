// check-certificate: reads certificates from standard input, and prints what it finds of each
// claim. Several texts may follow each other, with a line of dashes between; the findings have it
// too. Ends with 1 when a claim is refused, with 2 when a text cannot be read.
#include "presburger_check.h"

#include <exception>
#include <iostream>

namespace {

bool check_text(const std::string &text) {
    bool good = true;
    for (const checker::Certificate &c : checker::read_certificates(text))
        for (const checker::Finding &f : checker::check(c)) {
            std::cout << checker::text(f) << "\n";
            good = good && f.kind != checker::Finding::Kind::refused;
        }
    return good;
}

} // namespace

int main() {
    bool good = true;
    std::string text, line;
    try {
        while (std::getline(std::cin, line)) {
            if (line != "---") {
                text += line + "\n";
                continue;
            }
            good = check_text(text) && good;
            std::cout << "---\n";
            text.clear();
        }
        good = check_text(text) && good;
    } catch (const std::exception &error) {
        std::cerr << "check-certificate: " << error.what() << "\n";
        return 2;
    }
    return good ? 0 : 1;
}
