// What holds for both formats: growing archives, errors of others, options, real folders.
#include "unpacking.hpp"

#include "base/messages.hpp"
#include "os/files.hpp"

#include <thread>

using namespace govern;
using namespace govern::test;

namespace {

constexpr archive::Format k_formats[] = {archive::Format::tar_gz, archive::Format::zip};

std::string sdk(archive::Format format) {
    TarMaker tar;
    std::vector<ZipItem> items;
    for (unsigned i = 0; i < 60; ++i) {
        const std::string name = "go/d" + std::to_string(i % 7) + "/f" + std::to_string(i);
        const std::string content = noise(20'000 + i * 1000, i);
        tar.file(name, content);
        items.push_back({name, content});
    }
    return format == archive::Format::zip ? make_zip(items) : tar.tar_gz();
}

} // namespace

TEST_CASE("an archive is unpacked while it grows", "[growing]") {
    for (const auto format : k_formats) {
        const std::string bytes = sdk(format);
        Unpacked whole, growing;
        unpack_into(whole, bytes, sdk_options());
        // The tail first, where a zip's directory is.
        MemoryFile file(bytes, 0, format == archive::Format::zip ? 64 << 10 : 0);
        std::thread download([&] {
            for (std::size_t front = 0; front < bytes.size(); front += 77'777) {
                file.grow(front);
                std::this_thread::yield();
            }
            file.grow(bytes.size());
        });
        auto options = sdk_options();
        options.want_archive_sha256 = true;
        growing.result = archive::unpack(file, growing.tree, options, growing.reporter);
        download.join();
        REQUIRE(growing.result.has_value());
        growing.result->archive_sha256.reset();
        check_same(growing, whole);
    }
}

TEST_CASE("files appear before the archive is complete", "[growing]") {
    // Only the front and the tail are there; what lies in them is written, then the download fails.
    const std::string bytes = sdk(archive::Format::zip);
    MemoryFile file(bytes, bytes.size() / 2, 64 << 10);
    Unpacked unpacked;
    std::thread download([&] {
        while (!file.was_asked_beyond(bytes.size() / 2)) {
            std::this_thread::yield();
        }
        file.fail(Error(msg::interrupted));
    });
    auto options = sdk_options();
    options.threads = 1;
    unpacked.result = archive::unpack(file, unpacked.tree, options, unpacked.reporter);
    download.join();
    CHECK(unpacked.failed_with(msg::interrupted));
    CHECK(unpacked.tree.files.size() < 60);
}

TEST_CASE("the download's own error comes through", "[growing]") {
    for (const auto format : k_formats) {
        const std::string bytes = sdk(format);
        MemoryFile file(bytes, bytes.size() / 2, 0);
        file.fail(Error(msg::download_restarted));
        auto options = sdk_options();
        options.want_archive_sha256 = true;
        Unpacked fast, slow;
        fast.result = archive::unpack(file, fast.tree, options, fast.reporter);
        CHECK(fast.failed_with(msg::download_restarted));
        slow.result = archive::unpack_with_libarchive(file, slow.tree, options, slow.reporter);
        CHECK(slow.failed_with(msg::download_restarted));
    }
}

TEST_CASE("an error of one thread stops all", "[errors]") {
    for (const auto format : k_formats) {
        Unpacked unpacked;
        unpacked.tree.full = {"d3/f24"};
        unpack_into(unpacked, sdk(format), sdk_options());
        CHECK(unpacked.failed_with(msg::no_space));
        CHECK(unpacked.result.error().fact("path") == "d3/f24");
    }
}

TEST_CASE("a user's wish to stop is heard", "[errors]") {
    for (const auto format : k_formats) {
        Unpacked unpacked;
        unpacked.reporter.is_interrupted = true;
        unpack_into(unpacked, sdk(format), sdk_options());
        CHECK(unpacked.failed_with(msg::interrupted));
    }
}

TEST_CASE("what is not included is hashed but not written", "[include]") {
    for (const auto format : k_formats) {
        auto options = sdk_options();
        options.include = [](std::string_view name) { return !name.starts_with("d3/"); };
        Unpacked all, some, slow;
        unpack_into(all, sdk(format), sdk_options());
        unpack_into(some, sdk(format), options);
        refer_into(slow, sdk(format), options);
        check_same(some, slow);
        REQUIRE(some.result->files.size() == all.result->files.size());
        CHECK(some.tree.files.size() < all.tree.files.size());
        for (std::size_t i = 0; i < 60; ++i) {
            const auto& file = some.result->files[i];
            CHECK(file.sha256 == all.result->files[i].sha256);
            CHECK(file.written == some.tree.files.contains(file.name));
        }
        CHECK_FALSE(some.tree.folders.contains("d3"));
    }
}

TEST_CASE("a real folder holds what the archive holds", "[disk]") {
    for (const auto format : k_formats) {
        TestHost test;
        const std::string root = test.path("out");
        REQUIRE(test.files->make_folders(root));
        test.write("archive", sdk(format));
        const auto file = os::open_complete_file(test.path("archive"));
        REQUIRE(file.has_value());
        const auto result = archive::unpack(**file, root, sdk_options(), test.reporter);
        REQUIRE(result.has_value());
        for (const auto& one : result->files) {
            const auto content = test.files->read(path::join(root, one.name), 1'000'000);
            REQUIRE(content.has_value());
            CHECK(crypto::sha256(*content) == one.sha256);
        }
        // The same again finds the files there.
        const auto again = archive::unpack(**file, root, sdk_options(), test.reporter);
        REQUIRE_FALSE(again.has_value());
        CHECK(again.error().is(msg::file_exists));
    }
}
