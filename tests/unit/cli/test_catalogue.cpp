#include "cli/catalogue.hpp"
#include "support/catch.hpp"

#include <set>
#include <string>

using namespace govern;
using namespace govern::cli;

TEST_CASE("Every message has a code of its own in lower-case words, and an explanation",
          "[message]") {
    std::set<std::string_view> codes;
    for (const auto* spec : all_coded_messages()) {
        const std::string code(spec->code);
        CAPTURE(code);
        CHECK(codes.insert(spec->code).second);
        CHECK(code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == code.npos);
        CHECK_FALSE(spec->text.empty());
        CHECK_FALSE(spec->explain.empty());
    }
    CHECK(codes.count("interrupted") == 1);
    CHECK(codes.count("no-space") == 1);
}

TEST_CASE("No fact of any message steers a terminal or commands a CI host", "[message]") {
    const std::string hostile[] = {"\x1b[2J\r\x7f",
                                   "\xc2\x9b"
                                   "2J\xe2\x80\xae",
                                   "##vso[task.setvariable variable=PATH]x",
                                   "a ##[error]x",
                                   "x\n::set-env name=PATH::x",
                                   "##teamcity[x]"};
    for (const auto* spec : all_coded_messages()) {
        for (const auto& text : hostile) {
            Message message(*spec);
            for (const auto part : {spec->text, spec->hint}) {
                for (auto at = part.find('{'); at != part.npos; at = part.find('{', at + 1)) {
                    message.with(part.substr(at + 1, part.find('}', at) - at - 1), text);
                }
            }
            CAPTURE(std::string(spec->code), text);
            const auto shown = render_text(message, "error");
            for (const auto* const raw : {"\x1b", "\r", "\x7f", "\xc2\x9b", "\xe2\x80\xae",
                                          "##vso[", "##[", "##teamcity[", "::set-env"}) {
                CHECK(shown.find(raw) == shown.npos);
            }
        }
    }
}
