#include "unpacking.hpp"

using namespace govern;
using namespace govern::test;

namespace {

const auto k_options = sdk_options();

std::vector<ZipItem> sdk() {
    std::vector<ZipItem> items{
        {"go/bin/go", noise(2'500'000, 1)},
        {"go/VERSION", "go1.99.1\n"},
        {"go/empty/", "", true, false},
        {"go/src/none.go", ""},
        {"go/src/none.stored", "", true},
        {"go/src/stored", noise(5000, 3), true},
        {"go/src/stored.large", noise(1'500'000, 3), true, false},
        {"go/src/packed.large", std::string(9'000'000, 'x') + noise(1000, 9)},
        {"go/src/script.sh", "#!/bin/sh\n", false, false},
    };
    items.back().unix_mode = 0100755;
    for (const std::size_t size : {1U, 511U, 1'048'575U, 1'048'576U, 1'048'577U}) {
        items.push_back({"go/src/f" + std::to_string(size), noise(size, 2)});
    }
    for (unsigned i = 0; i < 300; ++i) {
        items.push_back(
            {"go/src/many/" + std::to_string(i) + ".go", std::string(100 + i, 'a') + noise(50, i)});
    }
    return items;
}

void check_refused(const std::vector<ZipItem>& items, const MessageSpec& spec) {
    Unpacked fast, slow;
    unpack_into(fast, make_zip(items), k_options);
    CHECK(fast.failed_with(spec));
    refer_into(slow, make_zip(items), k_options);
    CHECK(slow.failed_with(spec));
}

} // namespace

TEST_CASE("a zip is unpacked as libarchive does it", "[zip]") {
    const std::string bytes = make_zip(sdk());
    auto options = k_options;
    options.want_archive_sha256 = true;
    Unpacked slow;
    refer_into(slow, bytes, options);
    for (const unsigned threads : {0U, 1U, 3U}) {
        options.threads = threads;
        Unpacked fast;
        unpack_into(fast, bytes, options);
        check_same(fast, slow);
        CHECK(fast.result->archive_sha256 == crypto::sha256(bytes));
        CHECK(fast.reporter.last_progress.done == fast.result->files.size());
        CHECK(fast.reporter.last_progress.total == fast.result->files.size());
    }
    check_as_libarchive(slow, bytes);
    CHECK(slow.tree.files.at("src/script.sh").executable);
    CHECK(slow.tree.files.at("bin/go").executable); // whatever the archive's mode is
    CHECK_FALSE(slow.tree.files.at("VERSION").executable);
    CHECK(slow.tree.folders.contains("empty"));
}

TEST_CASE("zip64 is read as any zip", "[zip]") {
    auto items = sdk();
    Unpacked common;
    unpack_into(common, make_zip(items), k_options);
    for (auto& item : items) {
        item.zip64 = true;
    }
    Unpacked fast, slow;
    unpack_into(fast, make_zip(items), k_options);
    check_same(fast, common);
    refer_into(slow, make_zip(items), k_options);
    check_same(slow, common);
}

TEST_CASE("a zip64's numbers must be true", "[zip][hostile]") {
    ZipItem item{"go/good", "content", true, false};
    item.zip64 = true;
    const std::string good = make_zip({item});
    const auto refused = [](const std::string& bytes) {
        Unpacked fast, slow;
        unpack_into(fast, bytes, k_options);
        refer_into(slow, bytes, k_options);
        return !fast.result && !slow.result && fast.result.error().exit() == Exit::verification &&
               slow.result.error().exit() == Exit::verification;
    };
    CHECK_FALSE(refused(good));
    const std::size_t end64 = good.size() - 22 - 20 - 56;
    // Sizes in the local header; entries, size and place of the directory; place of that end.
    for (const std::size_t at : {std::size_t{41}, std::size_t{49}, end64 + 4, end64 + 24,
                                 end64 + 32, end64 + 40, end64 + 48, end64 + 56 + 8}) {
        INFO(at);
        for (const char wrong : {'\x7f', '\xff'}) {
            std::string bad = good;
            bad[at] = wrong;
            CHECK(refused(bad));
            bad[at + 7] = wrong; // near 2^64: sums must not wrap
            CHECK(refused(bad));
        }
    }
}

TEST_CASE("methods that only libarchive decodes", "[zip]") {
    auto items = sdk();
    Unpacked common;
    unpack_into(common, make_zip(items), k_options);
    const std::pair<int, const char*> methods[] = {{12, "bzip2"}, {93, "zstd"}, {95, "xz"}};
    for (std::size_t i = 0; i < items.size(); i += 2) {
        const auto& [method, filter] = methods[i / 2 % 3];
        if (!items[i].content.empty()) {
            items[i].method = method;
            items[i].data = pack(items[i].content, filter);
            items[i].stored = false;
        }
    }
    Unpacked mixed;
    unpack_into(mixed, make_zip(items), k_options);
    check_same(mixed, common);

    SECTION("wrong content, CRC or size") {
        ZipItem item{"go/x", "content"};
        item.method = 12;
        item.data = pack(noise(3000, 1), "bzip2");
        check_refused({item}, msg::archive_damaged);
        item.content = noise(3000, 1);
        item.crc = 1;
        check_refused({item}, msg::archive_damaged);
        item.crc = -1;
        item.size = 2999;
        check_refused({item}, msg::archive_damaged);
        item.size = 3001;
        check_refused({item}, msg::archive_damaged);
        item.size = -1;
        item.data.resize(item.data.size() / 2);
        check_refused({item}, msg::archive_damaged);
    }
}

TEST_CASE("a zip's times are its DOS times", "[zip]") {
    ZipItem item{"go/a", "a"};
    item.date = 0x58DD; // 2024-06-29
    item.time = 0x645B; // 12:34:54
    ZipItem none{"go/b", "b"};
    none.date = 0;
    Unpacked fast;
    unpack_into(fast, make_zip({item, none}), k_options);
    REQUIRE(fast.result.has_value());
    CHECK(fast.tree.files.at("a").mtime == 1'719'664'494);
    CHECK(fast.tree.files.at("b").mtime == 1'257'894'000);
}

TEST_CASE("a module zip follows the go command's rules", "[zip]") {
    auto options = k_options;
    options.prefix = "golang.org/toolchain@v0.0.1-go1.99.1.linux-amd64/";
    options.module_zip = true;
    const auto items = [&](const std::vector<std::string>& names) {
        std::vector<ZipItem> all;
        for (const auto& name : names) {
            all.push_back({options.prefix + name, name});
        }
        return all;
    };
    SECTION("go.mod, modes and times") {
        auto all = items({"bin/go", "pkg/tool/linux_amd64/compile", "pkg/include/x.h",
                          "src/_go.mod", "src/cmd/_go.mod", "src/a.bash"});
        all.back().unix_mode = 0100755;
        Unpacked fast, slow;
        unpack_into(fast, make_zip(all), options);
        refer_into(slow, make_zip(all), options);
        check_same(fast, slow);
        CHECK(fast.tree.files.at("bin/go").executable);
        CHECK(fast.tree.files.at("pkg/tool/linux_amd64/compile").executable);
        CHECK_FALSE(fast.tree.files.at("pkg/include/x.h").executable);
        CHECK(fast.tree.files.at("src/a.bash").executable);
        CHECK(fast.tree.files.at("src/go.mod").content == "src/_go.mod");
        CHECK_FALSE(fast.tree.files.contains("src/_go.mod"));
        CHECK(fast.result->files[3].name == "src/_go.mod");
        for (const auto& [name, file] : fast.tree.files) {
            CHECK(file.mtime == fast.tree.files.begin()->second.mtime);
        }
    }
    SECTION("both go.mod and _go.mod in one folder") {
        for (const auto& names : {std::vector<std::string>{"src/_go.mod", "src/go.mod"},
                                  {"src/go.mod", "src/_go.mod"},
                                  {"src/_go.mod", "src/Go.mod"}}) {
            Unpacked fast;
            unpack_into(fast, make_zip(items(names)), options);
            CHECK(fast.failed_with(msg::archive_hostile));
        }
    }
    SECTION("_go.mod is refused elsewhere: the h1 could not tell it from a go.mod") {
        options.module_zip = false;
        Unpacked fast, slow;
        unpack_into(fast, make_zip(items({"src/a.go", "src/_go.mod"})), options);
        CHECK(fast.failed_with(msg::archive_hostile));
        refer_into(slow, make_zip(items({"src/a.go", "src/_go.mod"})), options);
        CHECK(slow.failed_with(msg::archive_hostile));
    }
}

TEST_CASE("a zip's two headers must agree", "[zip][hostile]") {
    ZipItem item{"go/good", "content"};
    SECTION("in name") {
        item.local_name = "go/evil";
        check_refused({item}, msg::archive_hostile);
        item.local_name = "go/longer-name";
        check_refused({item, {"go/more", "more"}}, msg::archive_hostile);
    }
    SECTION("in place: two entries that share their bytes") {
        ZipItem twin{"go/good", "content"};
        twin.name = "go/twin";
        twin.offset = 0;
        check_refused({item, twin}, msg::archive_hostile);
        item.packed = 100'000;
        check_refused({item, {"go/next", "next"}}, msg::archive_hostile);
    }
    SECTION("in sizes, where both have them") {
        std::string zip = make_zip({{"go/good", "content", true, false}});
        zip[18] = 1;
        Unpacked fast;
        unpack_into(fast, zip, k_options);
        CHECK(fast.failed_with(msg::archive_hostile));
    }
}

TEST_CASE("what no Go zip has is refused", "[zip][hostile]") {
    ZipItem item{"go/x", "content"};
    SECTION("symbolic link") {
        item.unix_mode = 0120777;
    }
    SECTION("device") {
        item.unix_mode = 0060644;
    }
    SECTION("folder as a file") {
        item.unix_mode = 0040755;
    }
    SECTION("encryption") {
        item.flags = 1;
    }
    SECTION("strong encryption") {
        item.flags = 1 << 6;
    }
    SECTION("a method that nobody decodes") {
        item.method = 9;
    }
    SECTION("a folder with content") {
        item.name = "go/x/";
    }
    check_refused({item}, msg::archive_hostile);
}

TEST_CASE("a damaged zip is refused", "[zip][damaged]") {
    ZipItem item{"go/x", noise(2000, 4)};
    SECTION("CRC") {
        item.crc = 1;
    }
    SECTION("size: too large") {
        item.size = 2001;
    }
    SECTION("size: too small") {
        item.size = 1999;
    }
    SECTION("size: of a large file, too small") {
        item.content = noise(3'000'000, 5);
        item.size = 2'999'999;
    }
    SECTION("size: of a large file, too large") {
        item.content = noise(3'000'000, 5);
        item.size = 3'000'001;
    }
    SECTION("CRC of a large file") {
        item.content = noise(3'000'000, 5);
        item.crc = 1;
    }
    SECTION("no zip64 number where one must be") {
        item.size = 0xffffffff;
    }
    SECTION("packed size: too small") {
        item.packed = 1000;
    }
    SECTION("packed size: too large") {
        item.packed = static_cast<std::int64_t>(deflate(item.content).size()) + 8;
    }
    SECTION("no deflate data") {
        item.stored = true;
        item.method = 8;
        item.content = std::string(2000, '\x7f');
    }
    SECTION("stored, with two sizes") {
        item.stored = true;
        item.size = 1000;
    }
    check_refused({item, {"go/y", "y"}}, msg::archive_damaged);
}

TEST_CASE("a zip whose end is wrong is refused", "[zip][damaged]") {
    const std::string good = make_zip({{"go/a", "a"}, {"go/b", "b"}});
    const auto fails = [](const std::string& bytes) {
        Unpacked fast;
        unpack_into(fast, bytes, k_options);
        return fast.failed_with(msg::archive_damaged);
    };
    CHECK(fails(""));
    CHECK(fails("<html>"));
    CHECK(fails(good.substr(0, good.size() - 1)));
    CHECK(fails(good + "x"));
    CHECK(fails("x" + good));
    for (const int entries : {0, 1, 3}) {
        std::string bad = good;
        bad[good.size() - 14] = bad[good.size() - 12] = static_cast<char>(entries);
        CHECK(fails(bad));
    }
    std::string bad = good;
    bad[good.size() - 10] = static_cast<char>(bad[good.size() - 10] - 1); // the directory's size
    CHECK(fails(bad));
    Unpacked parts;
    bad = good;
    bad[good.size() - 18] = 1; // the number of this disk
    unpack_into(parts, bad, k_options);
    CHECK(parts.failed_with(msg::archive_hostile));
}

TEST_CASE("a zip's comment may look like its end", "[zip]") {
    for (const std::string& comment :
         {std::string("a comment"), "PK\x05\x06" + std::string(18, '\0'),
          std::string(65'534, 'P')}) {
        Unpacked fast;
        unpack_into(fast, make_zip({ZipItem{"go/a", "a"}}, comment + "x"), k_options);
        CHECK(fast.result.has_value());
    }
}

TEST_CASE("an empty zip has no files", "[zip]") {
    Unpacked fast;
    unpack_into(fast, make_zip({}), k_options);
    REQUIRE(fast.result.has_value());
    CHECK(fast.result->files.empty());
}
