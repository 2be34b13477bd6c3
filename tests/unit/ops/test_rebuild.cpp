#include "ops/rebuild.hpp"

#include "os/messages.hpp"
#include "support/catch.hpp"
#include "support/test_host.hpp"

using namespace govern;
using namespace std::string_literals;

namespace {

std::string number(std::uint64_t value, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
        out += static_cast<char>(value >> (8 * i) & 0xff);
    }
    return out;
}

/// A 64-bit ELF file whose sections all have one name and one byte each.
std::string elf(std::uint16_t sections, char content) {
    const std::string names = "\0.text\0"s;
    const auto at = 64 + names.size();
    const auto header = [](std::uint64_t name, std::uint64_t offset, std::uint64_t size) {
        return number(name, 4) + number(1, 4) + number(0, 16) + number(offset, 8) +
               number(size, 8) + number(0, 24);
    };
    const auto table = at + sections;
    auto out = "\x7f"
               "ELF\x02\x01\x01"s +
               std::string(9, '\0') + number(2, 2) + number(62, 2) + number(1, 4) + number(0, 16) +
               number(table, 8) + number(0, 4) + number(64, 2) + number(56, 2) + number(0, 2) +
               number(64, 2) + number(sections + 1U, 2) + number(0, 2);
    out += names + std::string(sections, content) + header(0, 64, names.size());
    for (std::uint64_t i = 0; i < sections; ++i) {
        out += header(1, at + i, 1);
    }
    return out;
}

struct Fixture {
    test::TestHost host;
    Layout layout{host.path("home")};
    ops::Context context{host.host, layout, {}, true};

    std::string read(const std::string& name) {
        return host.files->read(host.path(name), 100).value_or("absent");
    }
};

} // namespace

TEST_CASE("of thousands of sections with one name not all are compared") {
    Fixture f;
    const auto difference = ops::compare_files(f.host.write("first", elf(100, 'a')),
                                               f.host.write("second", elf(100, 'b')));
    REQUIRE(difference);
    CHECK(difference->sections == std::vector<std::string>(100, ".text"));
    const auto many = ops::compare_files(f.host.write("first", elf(60'000, 'a')),
                                         f.host.write("second", elf(60'000, 'b')));
    REQUIRE(many);
    CHECK(many->sections.size() == 4096);
}

TEST_CASE("the old file comes back where the new one cannot be compared") {
    Fixture f;
    f.host.write("out", "old");
    auto rebuild = ops::Rebuild::prepare(f.context, "gone", "out");
    REQUIRE(rebuild);
    REQUIRE(rebuild->set_aside());
    CHECK(f.read("out.before") == "old");
    f.host.write("out", "new");
    CHECK_FALSE(rebuild->finish());
    CHECK(f.read("out") == "old");
    CHECK(f.read("out.before") == "absent");
}
