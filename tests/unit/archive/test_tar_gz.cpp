#include "unpacking.hpp"

using namespace govern;
using namespace govern::test;

namespace {

const auto k_options = sdk_options();

// Files of all sizes round what the reader treats differently.
TarMaker sdk() {
    TarMaker tar;
    tar.folder("go/").folder("go/bin/").file("go/bin/go", noise(3'000'000, 1),
                                             {0755, 1'700'000'000, '0', {}});
    tar.file("go/VERSION", "go1.99.1\n").folder("go/empty/").file("go/src/none.go", "");
    const std::size_t sizes[] = {1, 511, 512, 513, 4096, 262'144, 262'145, 1'048'576, 1'048'577};
    for (const std::size_t size : sizes) {
        tar.file("go/src/f" + std::to_string(size), noise(size, 2));
    }
    for (unsigned i = 0; i < 400; ++i) {
        tar.file("go/src/many/" + std::to_string(i) + ".go", noise(1000 + i * 37, i));
    }
    return tar;
}

} // namespace

TEST_CASE("a tar.gz is unpacked as libarchive does it", "[tar]") {
    const std::string bytes = sdk().tar_gz();
    auto options = k_options;
    options.want_archive_sha256 = true;
    Unpacked slow;
    options.threads = 1;
    unpack_into(slow, bytes, options);
    check_as_libarchive(slow, bytes);
    for (const unsigned threads : {0U, 2U, 5U}) {
        options.threads = threads;
        Unpacked fast;
        unpack_into(fast, bytes, options);
        check_same(fast, slow);
        CHECK(fast.result->archive_sha256 == crypto::sha256(bytes));
        CHECK(fast.reporter.last_progress.done == fast.result->files.size());
    }
    CHECK(slow.tree.files.at("bin/go").executable);
    CHECK(slow.tree.files.at("bin/go").mtime == 1'700'000'000);
    CHECK_FALSE(slow.tree.files.at("VERSION").executable);
    CHECK(slow.tree.folders.contains("empty"));
    CHECK(slow.result->files[1].name == "VERSION");
    CHECK(slow.result->files[1].sha256 == crypto::sha256(std::string_view("go1.99.1\n")));
}

TEST_CASE("long names and pax records are followed", "[tar]") {
    const std::string long_name = "go/" + std::string(60, 'a') + "/" + std::string(90, 'b');
    TarMaker tar;
    tar.long_name(long_name).file("go/short", "gnu");
    tar.pax({{"path", "go/apfel.go"}, {"mtime", "1650000000.25"}, {"comment", "x"}})
        .file("go/x", "pax");
    tar.pax({{"comment", "of all"}}, 'g').file("go/after", "plain");
    Unpacked fast;
    unpack_into(fast, tar.tar_gz(), k_options);
    check_as_libarchive(fast, tar.tar_gz());
    CHECK(fast.tree.files.at(long_name.substr(3)).content == "gnu");
    CHECK(fast.tree.files.at("apfel.go").mtime == 1'650'000'000);
    CHECK(fast.tree.files.contains("after"));
}

TEST_CASE("a pax path is UTF-8", "[tar]") {
    // libarchive turns it into the locale's encoding, if that has the letters.
    Unpacked fast;
    unpack_into(fast, TarMaker().pax({{"path", "go/\xc3\x84.go"}}).file("go/x", "pax").tar_gz(),
                k_options);
    REQUIRE(fast.result.has_value());
    CHECK(fast.tree.files.at("\xc3\x84.go").content == "pax");
}

TEST_CASE("a pax size beats the header's", "[tar]") {
    // The header's own size field says 0, as it must where the size does not fit.
    TarMaker tar;
    tar.pax({{"size", "5"}})
        .file("go/x", "")
        .raw("hello" + std::string(507, '\0'))
        .file("go/y", "y");
    Unpacked fast;
    unpack_into(fast, tar.tar_gz(), k_options);
    REQUIRE(fast.result.has_value());
    CHECK(fast.tree.files.at("x").content == "hello");
    CHECK(fast.tree.files.at("y").content == "y");
}

TEST_CASE("links and special files in a tar are refused", "[tar][hostile]") {
    for (const char type : {'1', '2', '3', '4', '6', '7', 'Z'}) {
        INFO(type);
        Unpacked fast;
        unpack_into(fast, TarMaker().file("go/a", "a").link(type, "go/b", "a").tar_gz(), k_options);
        CHECK(fast.failed_with(msg::archive_hostile));
        CHECK(fast.result.error().fact("entry") == "go/b");
    }
    Unpacked sparse;
    unpack_into(sparse, TarMaker().pax({{"GNU.sparse.major", "1"}}).link('2', "go/b", "a").tar_gz(),
                k_options);
    CHECK(sparse.failed_with(msg::archive_hostile));
    Unpacked global;
    unpack_into(global, TarMaker().pax({{"path", "go/b"}}, 'g').file("go/a", "a").tar_gz(),
                k_options);
    CHECK(global.failed_with(msg::archive_hostile));
}

TEST_CASE("a damaged tar.gz is refused", "[tar][damaged]") {
    const std::string good =
        TarMaker().file("go/a", noise(5000, 1)).file("go/b", noise(300'000, 2)).tar_gz();
    const auto fails = [](const std::string& bytes) {
        Unpacked fast;
        unpack_into(fast, bytes, k_options);
        return fast.failed_with(msg::archive_damaged);
    };
    Unpacked fine;
    unpack_into(fine, good, k_options);
    REQUIRE(fine.result.has_value());

    SECTION("cut off anywhere") {
        for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{18},
                                       good.size() / 3, good.size() - 9, good.size() - 1}) {
            INFO(size);
            CHECK(fails(good.substr(0, size)));
        }
    }
    SECTION("one bit of the content") {
        std::string bad = good;
        bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
        CHECK(fails(bad));
    }
    SECTION("its CRC or length") {
        for (const std::size_t from_end : {8U, 4U}) {
            std::string bad = good;
            bad[bad.size() - from_end] = static_cast<char>(bad[bad.size() - from_end] ^ 1);
            CHECK(fails(bad));
        }
    }
    SECTION("something after it") {
        CHECK(fails(good + "x"));
        CHECK(fails(good + good));
    }
    SECTION("a tar that is not ended, or goes on after its end") {
        CHECK(fails(gzip(TarMaker().file("go/a", "a").unended())));
        CHECK(fails(gzip(TarMaker().file("go/a", "a").tar() + TarMaker().file("go/b", "b").tar())));
        CHECK(fails(gzip(TarMaker().file("go/a", "a").unended().substr(0, 700))));
    }
    SECTION("a header whose checksum is wrong") {
        std::string tar = TarMaker().file("go/a", "a").tar();
        tar[3] = 'x';
        CHECK(fails(gzip(tar)));
    }
    SECTION("no gzip at all") {
        CHECK(fails("<!DOCTYPE html><html>not found</html>"));
    }
    SECTION("broken pax records") {
        for (const char* const records : {"99 path=x\n", "x", "3 a\n", "12 path=go/b "}) {
            CHECK(fails(
                TarMaker().file("x", records, {0644, 0, 'x', {}}).file("go/a", "a").tar_gz()));
        }
    }
}

TEST_CASE("a tar.gz may be made of several members", "[tar]") {
    const std::string tar = sdk().tar();
    Unpacked whole;
    unpack_into(whole, gzip(tar), k_options);
    for (const std::size_t at :
         {std::size_t{1}, std::size_t{512}, tar.size() / 2, tar.size() - 1}) {
        INFO(at);
        const auto parts = gzip(tar.substr(0, at)) + gzip("") + gzip(tar.substr(at));
        Unpacked split;
        unpack_into(split, parts, k_options);
        check_same(split, whole);
        for (const std::string& bad :
             {parts + "x", parts + "\x1f\x8b", parts.substr(0, parts.size() - 1)}) {
            Unpacked refused;
            unpack_into(refused, bad, k_options);
            CHECK(refused.failed_with(msg::archive_damaged));
        }
    }
    std::string pieces;
    for (std::size_t at = 0; at < tar.size(); at += 100'000) {
        pieces += gzip(tar.substr(at, 100'000));
    }
    Unpacked many;
    unpack_into(many, pieces, k_options);
    check_same(many, whole);
}

TEST_CASE("padding of zeros after the end is fine", "[tar]") {
    Unpacked fast;
    unpack_into(fast, gzip(TarMaker().file("go/a", "a").tar() + std::string(8704, '\0')),
                k_options);
    CHECK(fast.result.has_value());
}
