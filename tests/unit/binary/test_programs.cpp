// Real programs of tests/data/programs, against what Go itself says of them.
#include "binary/build_info.hpp"
#include "binary/messages.hpp"
#include "binary/sections.hpp"

#include "base/text.hpp"
#include "support/catch.hpp"
#include "support/program_text.hpp"
#include "support/sparse_file.hpp"

#include <fstream>
#include <sstream>

using namespace govern;

namespace {

struct Program {
    test::SparseFile file;
    std::uint64_t size = 0;
    std::string facts;
};

std::vector<std::string> names() {
    std::vector<std::string> out;
    std::ifstream in(GOVERN_TEST_DATA "/programs/LIST");
    for (std::string name; std::getline(in, name);) {
        out.push_back(name);
    }
    return out;
}

Program load(const std::string& name) {
    Program program;
    std::ifstream in(GOVERN_TEST_DATA "/programs/" + name, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string word;
        words >> word;
        if (word == "size") {
            words >> program.size;
        } else if (word == "at") {
            std::uint64_t offset = 0;
            std::string bytes;
            words >> offset >> bytes;
            program.file.put(offset, from_base64(bytes).value());
        } else if (word == "by") {
            break;
        }
    }
    std::ostringstream rest;
    rest << in.rdbuf();
    program.facts = rest.str();
    program.file.set_size(program.size);
    return program;
}

} // namespace

TEST_CASE("every recorded program gives the facts that Go gives") {
    const auto all = names();
    REQUIRE(all.size() >= 40);
    for (const auto& name : all) {
        INFO(name);
        auto program = load(name);
        const auto info = binary::read_build_info(program.file);
        REQUIRE(info.has_value());
        CHECK(test::text_of(*info) == program.facts);
        const bool pointers = name < "go1.18";
        CHECK(info->layout == (pointers ? binary::Layout::pointers : binary::Layout::inlined));
        CHECK(program.file.bytes_read < 100'000);
    }
}

TEST_CASE("a program that is cut off anywhere gives its facts or an error") {
    for (const auto& name : names()) {
        INFO(name);
        auto program = load(name);
        for (std::uint64_t size = 0; size < program.size;
             size += size < 8192 ? 61 : 1 + program.size / 64) {
            program.file.set_size(size);
            const auto info = binary::read_build_info(program.file);
            INFO(size);
            if (info) {
                CHECK(program.facts.starts_with(info->go_version + '\n'));
            } else if (info.error().is(msg::program_cut_short)) {
                const auto needed = std::stoull(std::string(info.error().fact("needed")));
                CHECK(info.error().fact("size") == std::to_string(size));
                CHECK(needed > size);
                CHECK(needed <= program.size);
            } else {
                CHECK(info.error().is(msg::not_a_go_program));
            }
        }
    }
}

TEST_CASE("the sections of every recorded program lie in it, in the file's order") {
    for (const auto& name : names()) {
        INFO(name);
        auto program = load(name);
        const auto sections = binary::read_sections(program.file);
        REQUIRE(sections.has_value());
        CHECK_FALSE(sections->empty());
        std::uint64_t before = 0;
        for (const auto& section : *sections) {
            CHECK(section.offset >= before);
            CHECK(section.size != 0);
            CHECK(section.offset + section.size <= program.size);
            before = section.offset;
        }
    }
    test::SparseFile text("#!/bin/sh\necho this is not a program\n");
    const auto none = binary::read_sections(text);
    REQUIRE(none.has_value());
    CHECK(none->empty());
}

TEST_CASE("a setting is found by its key") {
    auto program = load("go1.18.10-linux-amd64-vcs.txt");
    const auto info = binary::read_build_info(program.file);
    REQUIRE(info.has_value());
    REQUIRE(info->setting("GOOS") != nullptr);
    CHECK(*info->setting("GOOS") == "linux");
    REQUIRE(info->setting("vcs.modified") != nullptr);
    CHECK(*info->setting("vcs.modified") == "true");
    CHECK(info->setting("GOARM") == nullptr);
}
