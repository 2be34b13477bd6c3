// What libarchive decodes: tars in other streams than gzip, and sparse entries.
#include "unpacking.hpp"

#include "os/files.hpp"

#include <filesystem>
#include <fstream>

using namespace govern;
using namespace govern::test;

namespace {

const auto k_options = sdk_options();
constexpr const char* k_filters[] = {"xz", "zstd", "bzip2"};

TarMaker sdk() {
    TarMaker tar;
    tar.folder("go/").file("go/bin/go", noise(3'000'000, 1), {0755, 1'700'000'000, '0', {}});
    tar.file("go/VERSION", "go1.99.1\n").folder("go/empty/").file("go/src/none.go", "");
    for (unsigned i = 0; i < 200; ++i) {
        tar.file("go/src/many/" + std::to_string(i) + ".go", noise(1000 + i * 137, i));
    }
    return tar;
}

// GNU's sparse format 1.0: 512 bytes of content, a hole, 3 bytes more at the end of `size`.
TarMaker& sparse_pax(TarMaker& tar, const std::string& name, std::uint64_t size) {
    std::string data = "2\n0\n512\n" + std::to_string(size - 3) + "\n3\n";
    data.resize(512, '\0');
    data += std::string(512, 'a') + "end";
    return tar
        .pax({{"GNU.sparse.major", "1"},
              {"GNU.sparse.minor", "0"},
              {"GNU.sparse.name", name},
              {"GNU.sparse.realsize", std::to_string(size)}})
        .file("go/GNUSparseFile.1/x", data);
}

std::string holed(std::uint64_t size) {
    return std::string(512, 'a') + std::string(size - 515, '\0') + "end";
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("a tar is the same in every stream, told by its content", "[streams]") {
    const std::string tar = sdk().tar();
    auto options = k_options;
    options.want_archive_sha256 = true;
    Unpacked common;
    unpack_into(common, gzip(tar), k_options);
    for (const std::string& bytes : {tar, pack(tar, "xz"), pack(tar, "zstd"), pack(tar, "bzip2")}) {
        Unpacked one;
        unpack_into(one, bytes, options);
        REQUIRE(one.result.has_value());
        CHECK(one.result->archive_sha256 == crypto::sha256(bytes));
        one.result->archive_sha256.reset();
        check_same(one, common);
        check_as_libarchive(one, bytes);
    }
}

TEST_CASE("a tar of ./go has the same files, in every stream", "[streams]") {
    const auto make = [](const std::string& before) {
        TarMaker tar;
        if (!before.empty()) {
            tar.folder(before);
        }
        tar.folder(before + "go/").file(before + "go/VERSION", "go1.99.1\n");
        return tar.file(before + "go/bin/go", noise(300'000, 1)).tar();
    };
    Unpacked common;
    unpack_into(common, gzip(make("")), k_options);
    const std::string tar = make("./");
    for (const std::string& bytes :
         {tar, gzip(tar), pack(tar, "xz"), pack(tar, "zstd"), pack(tar, "bzip2")}) {
        Unpacked one;
        unpack_into(one, bytes, k_options);
        check_same(one, common);
    }
    Unpacked twice;
    unpack_into(twice, TarMaker().file("go/a", "a").file("./go/a", "a").tar_gz(), k_options);
    CHECK(twice.failed_with(msg::archive_hostile));
}

TEST_CASE("what follows a stream is named", "[streams]") {
    const std::string tar = TarMaker().file("go/a", "a").tar();
    for (const char* const filter : {"gzip", "xz", "zstd", "bzip2"}) {
        INFO(filter);
        Unpacked one;
        unpack_into(one, pack(tar, filter) + "something else", k_options);
        CHECK(one.failed_with(msg::archive_damaged));
        CHECK(one.why().find("followed by something else") != std::string::npos);
    }
}

TEST_CASE("the format is told by content alone", "[streams]") {
    const auto told = [](const std::string& bytes) {
        MemoryFile file(bytes);
        return archive::format_of(file, "it");
    };
    const std::string tar = TarMaker().file("go/a", "a").tar();
    CHECK(told(tar) == archive::Format::tar);
    CHECK(told(gzip(tar)) == archive::Format::tar_gz);
    CHECK(told(pack(tar, "xz")) == archive::Format::tar_xz);
    CHECK(told(pack(tar, "zstd")) == archive::Format::tar_zst);
    CHECK(told(pack(tar, "bzip2")) == archive::Format::tar_bz2);
    CHECK(told(make_zip({ZipItem{"go/a", "a"}})) == archive::Format::zip);
    CHECK(told(make_zip({})) == archive::Format::zip);
    for (const std::string& bytes : {std::string(), std::string("<html>"), std::string(1024, '\0'),
                                     std::string("\x7f"
                                                 "ELF"),
                                     "x" + tar}) {
        const auto format = told(bytes);
        REQUIRE_FALSE(format.has_value());
        CHECK(format.error().is(msg::archive_damaged));
    }
}

TEST_CASE("a damaged stream is refused", "[streams][damaged]") {
    const std::string tar =
        TarMaker().file("go/a", noise(50'000, 1)).file("go/b", noise(300'000, 2)).tar();
    const auto fails = [](const std::string& bytes) {
        Unpacked one;
        unpack_into(one, bytes, k_options);
        return one.failed_with(msg::archive_damaged);
    };
    for (const char* const filter : k_filters) {
        INFO(filter);
        const std::string good = pack(tar, filter);
        Unpacked fine;
        unpack_into(fine, good, k_options);
        REQUIRE(fine.result.has_value());
        for (const std::size_t size : {std::size_t{7}, good.size() / 3, good.size() - 1}) {
            INFO(size);
            CHECK(fails(good.substr(0, size)));
        }
        std::string bad = good;
        bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
        // This zstd stream has no checksum. The h1 or the archive's SHA-256 finds the difference.
        CHECK((fails(bad) || filter == std::string_view("zstd")));
        CHECK(fails(good + "xxxxxxxxxxxxxxxxxxxx"));
        CHECK(fails(pack(TarMaker().file("go/a", "a").unended(), filter)));
        CHECK(fails(pack(tar + "something", filter)));
        CHECK(fails(pack(pack(tar, filter), filter))); // one stream, not one in another
    }
    CHECK(fails(TarMaker().file("go/a", "a").unended()));
    CHECK(fails(tar + "something"));
    CHECK(fails(tar.substr(0, 30'000)));
}

TEST_CASE("sparse entries have their holes filled", "[sparse]") {
    TarMaker tar;
    tar.file("go/before", "b");
    sparse_pax(tar, "go/big", 3'000'000);
    sparse_pax(tar, "go/small", 1000);
    tar.file("go/after", "a");
    for (const std::string& bytes : {tar.tar_gz(), tar.tar(), pack(tar.tar(), "xz")}) {
        for (const unsigned threads : {0U, 1U}) {
            auto options = k_options;
            options.threads = threads;
            Unpacked one;
            unpack_into(one, bytes, options);
            check_as_libarchive(one, bytes);
            CHECK(one.tree.files.at("big").content == holed(3'000'000));
            CHECK(one.tree.files.at("small").content == holed(1000));
            CHECK(one.tree.files.at("after").content == "a");
            CHECK(one.result->files[1].sha256 == crypto::sha256(holed(3'000'000)));
            CHECK(one.result->total_bytes == 3'001'002);
        }
    }
}

TEST_CASE("sparse entries obey the rules of all entries", "[sparse][hostile]") {
    const auto refused = [](const TarMaker& tar, const archive::Limits& limits = {}) {
        auto options = sdk_options();
        options.limits = limits;
        Unpacked one;
        unpack_into(one, tar.tar_gz(), options);
        return one.failed_with(msg::archive_hostile);
    };
    for (const char* const name : {"go/../evil", "/etc/passwd", "evil", "go/nul", "go/a\\b"}) {
        INFO(name);
        TarMaker tar;
        CHECK(refused(sparse_pax(tar, name, 1000)));
    }
    TarMaker twice;
    twice.file("go/a", "a");
    CHECK(refused(sparse_pax(twice, "go/A", 1000)));
    TarMaker large;
    CHECK(refused(sparse_pax(large, "go/a", (1ULL << 30) + 1)));
    TarMaker bomb; // all of it one hole
    CHECK(refused(sparse_pax(bomb, "go/a", 600U << 20)));
}

TEST_CASE("broken sparse entries are refused", "[sparse][damaged]") {
    const auto read = [](const std::string& tar) {
        Unpacked one;
        unpack_into(one, gzip(tar), sdk_options());
        return one.failed_with(msg::archive_damaged);
    };
    TarMaker good;
    sparse_pax(good, "go/a", 3'000'000);
    const std::string tar = good.tar();
    const std::size_t map = tar.find("2\n0\n512\n");
    REQUIRE(map != std::string::npos);
    for (const std::string_view broken : {"x\n", "9\n", "-1\n0\n"}) {
        std::string bad = tar;
        bad.replace(map, broken.size(), broken);
        CHECK(read(bad));
    }
    CHECK(read(tar.substr(0, map + 700)));
    CHECK(read(good.unended()));
}

TEST_CASE("archives of other programs are read as libarchive reads them", "[corpus]") {
    // What GNU tar and others made, written by tests/fuzz/make_archive_corpus.py.
    const std::filesystem::path corpus = std::string(GOVERN_TEST_DATA) + "/../fuzz/corpus";
    int read = 0;
    for (const char* const folder : {"tar", "stream", "zip"}) {
        for (const auto& file : std::filesystem::directory_iterator(corpus / folder)) {
            const std::string name = file.path().filename().string();
            INFO(name);
            const std::string bytes = read_file(file.path());
            auto options = k_options;
            if (name.starts_with("no-prefix")) {
                continue;
            }
            Unpacked fast, slow;
            unpack_into(fast, bytes, options);
            if (name == "lzma.zip") { // libarchive fails at the empty file in it
                Unpacked same;
                unpack_into(same, read_file(corpus / folder / "bzip2.zip"), options);
                check_same(fast, same);
            } else {
                check_as_libarchive(fast, bytes);
            }
            refer_into(slow, bytes, options);
            check_same(fast, slow);
            ++read;
        }
    }
    CHECK(read >= 20);
}
