// What both readers and the reference must refuse, whatever the format.
#include "unpacking.hpp"

#include "base/messages/common.hpp"

using namespace govern;
using namespace govern::test;

namespace {

struct File {
    std::string name;
    std::string content = "x";
};

std::string make(archive::Format format, const std::vector<File>& files) {
    if (format == archive::Format::zip) {
        std::vector<ZipItem> items;
        for (const auto& file : files) {
            items.push_back({file.name, file.name.ends_with('/') ? "" : file.content});
        }
        return make_zip(items);
    }
    TarMaker tar;
    for (const auto& file : files) {
        if (file.name.size() > 100) {
            tar.long_name(file.name);
        }
        if (file.name.ends_with('/')) {
            tar.folder(file.name);
        } else {
            tar.file(file.name, file.content);
        }
    }
    return tar.tar_gz();
}

void check_refused(const std::vector<File>& files, const MessageSpec& spec = msg::archive_hostile,
                   const archive::Limits& limits = {}) {
    for (const auto format : {archive::Format::tar_gz, archive::Format::zip}) {
        INFO((format == archive::Format::zip ? "zip" : "tar.gz"));
        auto options = options_for(format);
        options.limits = limits;
        Unpacked fast, slow;
        unpack_into(fast, make(format, files), options);
        CHECK(fast.failed_with(spec));
        refer_into(slow, make(format, files), options);
        CHECK(slow.failed_with(spec));
    }
}

void check_accepted(const std::vector<File>& files) {
    for (const auto format : {archive::Format::tar_gz, archive::Format::zip}) {
        INFO((format == archive::Format::zip ? "zip" : "tar.gz"));
        Unpacked fast, slow;
        unpack_into(fast, make(format, files), options_for(format));
        refer_into(slow, make(format, files), options_for(format));
        check_same(fast, slow);
    }
}

} // namespace

TEST_CASE("names that leave the folder or mean something else are refused", "[hostile]") {
    const char* const names[] = {
        "go/../evil",     "go/a/../../evil", "go/..",       "../evil",     "/etc/passwd",
        "go//etc/passwd", "go/a//b",         "go/./a",      "go/a/.",      "go/a\\..\\b",
        "go/C:evil",      "go/C:/evil",      "C:/evil",     "go/a:stream", "go/nul",
        "go/NUL.txt",     "go/con/x",        "go/aux.go",   "go/com1",     "go/LPT9.c",
        "go/a.",          "go/a ",           "go/a./b",     "go/a /b",     "go/a\nb",
        "go/a\x7f",       "go/a\x1b[31m",    "go/a<b",      "go/a|b",      "go/a?",
        "go/a*",          "go/a\"b",         "go/\xff\xfe", "go/\xc0\xaf", "go/\xed\xa0\x80",
        "other/a",        "goevil/a",        "Go/a",        "go",          "./go/a",
    };
    for (const std::string name : names) {
        INFO(name);
        check_refused({{"go/first"}, {name}});
    }
}

TEST_CASE("a backslash is no separator", "[hostile]") {
    // libarchive takes it for one where a zip was made on DOS.
    Unpacked fast;
    unpack_into(fast, make_zip({ZipItem{"go\\a", "x"}}), options_for(archive::Format::zip));
    CHECK(fast.failed_with(msg::archive_hostile));
}

TEST_CASE("a NUL inside a name is refused where a format can carry one", "[hostile]") {
    Unpacked zip, tar;
    unpack_into(zip, make_zip({{std::string("go/a\0b", 6), "x"}}),
                options_for(archive::Format::zip));
    CHECK(zip.failed_with(msg::archive_hostile));
    unpack_into(tar,
                TarMaker().pax({{"path", std::string("go/a\0b", 6)}}).file("go/x", "x").tar_gz(),
                options_for(archive::Format::tar_gz));
    CHECK(tar.failed_with(msg::archive_hostile));
}

TEST_CASE("folder entries obey the same rules", "[hostile]") {
    for (const std::string name : {"go/../x/", "/x/", "other/", "go/aux/", "go/a//"}) {
        INFO(name);
        check_refused({{"go/first"}, {name}});
    }
    check_accepted({{"go/"}, {"go/a/"}, {"go/a/b"}, {"go/a/"}, {"go/c/d/"}});
}

TEST_CASE("two entries may not mean one file", "[hostile]") {
    check_refused({{"go/a"}, {"go/b"}, {"go/a"}});
    check_refused({{"go/readme"}, {"go/README"}});
    check_refused({{"go/src/a"}, {"go/SRC/b"}});
    check_refused({{"go/Src/"}, {"go/src/b"}});
    check_refused({{"go/\xc3\xa4"}, {"go/\xc3\x84"}}); // a and A with diaeresis
    check_refused({{"go/\xce\xa3"}, {"go/\xcf\x82"}}); // sigma, final sigma
    check_refused({{"go/\xd0\x96"}, {"go/\xd0\xb6"}}); // Cyrillic zhe
    check_refused({{"go/k"}, {"go/\xe2\x84\xaa"}});    // Kelvin sign
    check_refused({{"go/s"}, {"go/\xc5\xbf"}});        // long s
    check_accepted({{"go/\xc3\xa4"}, {"go/a"}, {"go/\xc3\xb6/x"}, {"go/\xf0\x9f\x90\xb9"}});
}

TEST_CASE("a file may not be where a folder must be", "[hostile]") {
    check_refused({{"go/a"}, {"go/a/b"}});
    check_refused({{"go/a/b"}, {"go/a"}});
    check_refused({{"go/A"}, {"go/a/b"}});
    check_refused({{"go/a/"}, {"go/a"}});
    check_refused({{"go/a"}, {"go/a/"}});
}

TEST_CASE("limits hold", "[hostile]") {
    archive::Limits limits;
    SECTION("entries") {
        limits.entries = 3;
        check_refused({{"go/a"}, {"go/b"}, {"go/c/"}, {"go/d"}}, msg::archive_hostile, limits);
    }
    SECTION("70,000 entries") {
        std::vector<File> files;
        for (int i = 0; i < 70'000; ++i) {
            files.push_back({"go/" + std::to_string(i), ""});
        }
        check_refused({files.begin(), files.begin() + 65'000}); // what a zip can say without zip64
        Unpacked tar;
        unpack_into(tar, make(archive::Format::tar_gz, files),
                    options_for(archive::Format::tar_gz));
        CHECK(tar.failed_with(msg::archive_hostile));
    }
    SECTION("one file") {
        limits.file_bytes = 99;
        check_refused({{"go/a", std::string(100, 'a')}}, msg::archive_hostile, limits);
    }
    SECTION("all files") {
        limits.total_bytes = 199;
        check_refused({{"go/a", std::string(100, 'a')}, {"go/b", std::string(100, 'b')}},
                      msg::archive_hostile, limits);
    }
    SECTION("long paths") {
        check_refused({{"go/" + std::string(120, 'a') + '/' + std::string(120, 'b')}});
        check_accepted({{"go/" + std::string(119, 'a') + '/' + std::string(120, 'b')}});
    }
    SECTION("a bomb") {
        limits.ratio = 100;
        check_refused({{"go/a", std::string(50'000'000, '\0')}}, msg::archive_hostile, limits);
    }
}

TEST_CASE("a bomb that claims 10 GB is refused before it is unpacked", "[hostile]") {
    ZipItem item{"go/a", std::string(1'000'000, '\0')};
    item.size = 3'000'000'000;
    Unpacked zip;
    unpack_into(zip, make_zip({item}), options_for(archive::Format::zip));
    CHECK(zip.failed_with(msg::archive_hostile));
    CHECK(zip.tree.files.empty());
    Unpacked tar;
    unpack_into(tar,
                TarMaker()
                    .pax({{"size", "10000000000"}})
                    .file("go/a", "")
                    .raw(std::string(100'000, '\0'))
                    .tar_gz(),
                options_for(archive::Format::tar_gz));
    CHECK(tar.failed_with(msg::archive_hostile));
    CHECK(tar.tree.files.empty());
}

TEST_CASE("a refused archive's message is printable and names the entry", "[hostile]") {
    Unpacked fast;
    unpack_into(fast, make_zip({ZipItem{"go/\x1b[31m\xff", "x"}}),
                options_for(archive::Format::zip));
    REQUIRE_FALSE(fast.result.has_value());
    CHECK(fast.result.error().fact("entry") == "go/\\x1b[31m\\xff");
    CHECK(fast.result.error().fact("what") == "go1.99.1");
    CHECK(fast.result.error().exit() == Exit::verification);
}
