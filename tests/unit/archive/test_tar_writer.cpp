#include "archive/messages.hpp"
#include "archive/tar_writer.hpp"
#include "base/messages.hpp"
#include "os/files.hpp"
#include "os/process.hpp"
#include "support/libarchive_tools.hpp"
#include "support/make_archive.hpp"
#include "support/skipped.hpp"
#include "support/temp_dir.hpp"
#include "support/test_host.hpp"
#include "unpacking.hpp"

using namespace govern;
using namespace govern::test;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

struct Written {
    std::string bytes;
    archive::TarWriter writer{[this](std::span<const std::byte> piece) {
        bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        return Result<void>();
    }};

    void file(const std::string& name, std::string_view content, bool executable = false) {
        REQUIRE(writer.file(name, content.size(), executable));
        while (!content.empty()) {
            const auto piece = content.substr(0, 70'000);
            REQUIRE(writer.write(bytes_of(piece)));
            content.remove_prefix(piece.size());
        }
    }
};

const std::string k_long = "go/" + std::string(90, 'a') + "/" + std::string(110, 'b');

void write_all(Written& out) {
    REQUIRE(out.writer.folder("go"));
    out.file("go/VERSION", "go1.99.1\n");
    out.file("go/bin/go", noise(300'001, 1), true);
    out.file("go/empty", "");
    out.file(k_long, "deep");
    REQUIRE(out.writer.finish());
}

} // namespace

TEST_CASE("a tar that was written is read again, by us and by libarchive", "[tar-writer]") {
    Written out, again;
    write_all(out);
    write_all(again);
    CHECK(out.bytes == again.bytes);
    CHECK(out.bytes.size() % 10'240 == 0);
    Unpacked ours;
    unpack_into(ours, out.bytes, sdk_options());
    check_as_libarchive(ours, out.bytes);
    CHECK(ours.tree.files.at("bin/go").content == noise(300'001, 1));
    CHECK(ours.tree.files.at("bin/go").executable);
    CHECK_FALSE(ours.tree.files.at("VERSION").executable);
    CHECK(ours.tree.files.at("VERSION").mtime == 1'257'894'000);
    CHECK(ours.tree.files.contains(k_long.substr(3)));
}

TEST_CASE("the system's own tar reads what was written", "[tar-writer]") {
    const auto environment = os::process_environment();
    const auto processes = os::real_processes();
    const auto tar = processes->find("tar", environment);
    if (!tar) {
        skipped("unit.archive: the system's tar", "there is no tar on PATH");
        return;
    }
    Written out;
    write_all(out);
    const TempDir temp;
    os::Command command;
    command.program = *tar;
    command.environment = environment;
    command.folder = temp.folder();
    temp.write("it.tar", out.bytes);
    const auto run = [&](std::vector<std::string> arguments) {
        command.arguments = std::move(arguments);
        auto done = processes->capture(command, 1U << 20);
        REQUIRE(done.has_value());
        INFO(done->err);
        REQUIRE(done->exit.code == 0);
        CHECK(done->err.empty()); // it finds nothing strange in it
        return done->out;
    };
    CHECK(run({"-tf", "it.tar"}) == "go/\ngo/VERSION\ngo/bin/go\ngo/empty\n" + k_long + '\n');
    run({"-xf", "it.tar"});
    const auto files = os::real_files();
    const auto content = [&](const std::string& name) {
        return files->read(temp.path(name), 1U << 20).value();
    };
    CHECK(content("go/VERSION") == "go1.99.1\n");
    CHECK(content("go/bin/go") == noise(300'001, 1));
    CHECK(content("go/empty").empty());
    CHECK(content(k_long) == "deep");
    if (not_on_windows("unit.archive: modes and times by the system's tar")) {
        const auto program = files->info(temp.path("go/bin/go"));
        const auto text = files->info(temp.path("go/VERSION"));
        CHECK((*program)->executable);
        CHECK_FALSE((*text)->executable);
        CHECK_FALSE((*text)->unsafe_mode);
        CHECK((*text)->mtime_ns == 1'257'894'000 * std::int64_t{1'000'000'000});
    }
}

TEST_CASE("the bytes of a tar that is written never change", "[tar-writer]") {
    Written out;
    out.file("a/b", "content");
    REQUIRE(out.writer.finish());
    CHECK(crypto::hex(crypto::sha256(out.bytes)) ==
          "4174207051e30acdf03bcb9ddffb050be0632f84d6e66a24dae26f615fa2d452");
}

TEST_CASE("a tar that would not be true is not written", "[tar-writer]") {
    Written out;
    SECTION("names that mean different files to different programs") {
        for (const char* const name : {"", "/a", "a b", "\xc3\xa4", "a\nb"}) {
            const auto done = out.writer.file(name, 0);
            REQUIRE_FALSE(done.has_value());
            CHECK(done.error().is(msg::archive_name_unfit));
        }
    }
    SECTION("more content than was said") {
        REQUIRE(out.writer.file("a", 3));
        const auto done = out.writer.write(bytes_of("four"));
        REQUIRE_FALSE(done.has_value());
        CHECK(done.error().is(msg::archive_not_written));
    }
    SECTION("less") {
        REQUIRE(out.writer.file("a", 3));
        REQUIRE(out.writer.write(bytes_of("ab")));
        CHECK_FALSE(out.writer.file("b", 0).has_value());
        CHECK_FALSE(out.writer.finish().has_value());
    }
}

TEST_CASE("the error of where a tar goes comes back as it is", "[tar-writer]") {
    archive::TarWriter writer(
        [](std::span<const std::byte>) -> Result<void> { return fail(msg::interrupted, {}); });
    REQUIRE(writer.file("a", 100'000));
    const auto done = writer.write(bytes_of(noise(100'000, 1)));
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().is(msg::interrupted));
}
