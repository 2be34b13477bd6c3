// One table of hostile cases through every reader: whatever packs an archive, the same is refused.
#include "unpacking.hpp"

#include "base/messages.hpp"

using namespace govern;
using namespace govern::test;

namespace {

struct File {
    std::string name;
    std::string content = "x";
};

// How an archive is packed, and by whose decoder it is read.
struct Form {
    const char* name;
    bool zip = false;
    const char* filter = nullptr; // none: a plain tar
    bool by_libarchive = false;
    [[nodiscard]] bool packs() const { return zip || filter != nullptr; }
};
constexpr Form k_forms[] = {
    {"tar.gz", false, "gzip"},
    {"tar"},
    {"tar.xz by libarchive", false, "xz"},
    {"tar.zst by libarchive", false, "zstd"},
    {"tar.bz2 by libarchive", false, "bzip2"},
    {"zip", true},
    {"zip by libarchive", true, nullptr, true},
};

std::string make_tar(const std::vector<File>& files) {
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
    return tar.tar();
}

std::string make(const Form& form, const std::vector<File>& files) {
    if (form.zip) {
        std::vector<ZipItem> items;
        for (const auto& file : files) {
            items.push_back({file.name, file.name.ends_with('/') ? "" : file.content});
        }
        return make_zip(items);
    }
    const std::string tar = make_tar(files);
    return form.filter != nullptr ? pack(tar, form.filter) : tar;
}

void read(Unpacked& unpacked, const Form& form, const std::string& bytes,
          const archive::UnpackOptions& options = sdk_options()) {
    if (form.by_libarchive) {
        refer_into(unpacked, bytes, options);
    } else {
        unpack_into(unpacked, bytes, options);
    }
}

void check_refused_in(const Form& form, const std::vector<File>& files,
                      const archive::Limits& limits = {}) {
    INFO(form.name);
    auto options = sdk_options();
    options.limits = limits;
    Unpacked unpacked;
    read(unpacked, form, make(form, files), options);
    CHECK(unpacked.failed_with(msg::archive_hostile));
}

void check_refused(const std::vector<File>& files, const archive::Limits& limits = {}) {
    for (const auto& form : k_forms) {
        check_refused_in(form, files, limits);
    }
}

void check_accepted(const std::vector<File>& files) {
    Unpacked tar, zip;
    read(tar, k_forms[0], make(k_forms[0], files));
    read(zip, k_forms[5], make(k_forms[5], files));
    for (const auto& form : k_forms) {
        INFO(form.name);
        Unpacked unpacked;
        read(unpacked, form, make(form, files));
        check_same(unpacked, form.zip ? zip : tar);
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
        "other/a",        "goevil/a",        "Go/a",        "go",          "././go/a",
        "./other/a",      ".//go/a",         "./../go/a",
    };
    for (const std::string name : names) {
        INFO(name);
        check_refused({{"go/first"}, {name}});
    }
}

TEST_CASE("a backslash is no separator", "[hostile]") {
    check_refused({{"go\\a"}});
    check_refused({{"go/first"}, {"go/a\\b"}});
}

TEST_CASE("a NUL inside a name is refused where a format can carry one", "[hostile]") {
    const std::string name("go/a\0b", 6);
    const std::string zip = make_zip({{name, "x"}});
    const std::string tar = TarMaker().pax({{"path", name}}).file("go/x", "x").tar();
    for (const auto& form : k_forms) {
        INFO(form.name);
        Unpacked unpacked;
        read(unpacked, form,
             form.zip ? zip : (form.filter != nullptr ? pack(tar, form.filter) : tar));
        CHECK(unpacked.failed_with(msg::archive_hostile));
    }
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
    check_accepted({{"go/\xc3\xa4"}, {"go/a"}, {"go/\xc3\xb6/x"}, {"go/\xf0\x9f\x90\xb9"}});
}

TEST_CASE("a file may not be where a folder must be", "[hostile]") {
    check_refused({{"go/a"}, {"go/a/b"}});
    check_refused({{"go/a/b"}, {"go/a"}});
    check_refused({{"go/A"}, {"go/a/b"}});
    check_refused({{"go/a/"}, {"go/a"}});
    check_refused({{"go/a"}, {"go/a/"}});
}

TEST_CASE("links and special files are refused", "[hostile]") {
    const auto refused = [](const Form& form, const std::string& bytes) {
        INFO(form.name);
        Unpacked unpacked;
        read(unpacked, form, bytes);
        CHECK(unpacked.failed_with(msg::archive_hostile));
        CHECK_FALSE(unpacked.tree.files.contains("b"));
    };
    for (const auto& form : k_forms) {
        // Hard and symbolic links, devices, a pipe, a contiguous file, a kind that nobody knows.
        for (const char type : {'1', '2', '3', '4', '6', '7', 'Z'}) {
            INFO(type);
            const std::string tar = TarMaker().file("go/a", "a").link(type, "go/b", "a").tar();
            if (!form.zip) {
                refused(form, form.filter != nullptr ? pack(tar, form.filter) : tar);
            }
        }
        // A symbolic link, devices, a pipe, a socket.
        for (const unsigned mode : {0120777U, 0020644U, 0060644U, 0010644U, 0140755U}) {
            INFO(mode);
            ZipItem item{"go/b", "a"};
            item.unix_mode = mode;
            if (form.zip) {
                refused(form, make_zip({{"go/a", "a"}, item}));
            }
        }
    }
}

TEST_CASE("limits hold", "[hostile]") {
    archive::Limits limits;
    SECTION("entries") {
        limits.entries = 3;
        check_refused({{"go/a"}, {"go/b"}, {"go/c/"}, {"go/d"}}, limits);
    }
    SECTION("70,000 entries") {
        std::vector<File> files;
        for (int i = 0; i < 70'000; ++i) {
            files.push_back({"go/" + std::to_string(i), ""});
        }
        for (const auto& form : {k_forms[0], k_forms[3]}) {
            check_refused_in(form, files);
        }
        files.resize(65'000); // what a zip can say without zip64
        check_refused_in(k_forms[5], files);
        check_refused_in(k_forms[6], files);
    }
    SECTION("one file") {
        limits.file_bytes = 99;
        check_refused({{"go/a", std::string(100, 'a')}}, limits);
    }
    SECTION("all files") {
        limits.total_bytes = 199;
        check_refused({{"go/a", std::string(100, 'a')}, {"go/b", std::string(100, 'b')}}, limits);
    }
    SECTION("long paths") {
        check_refused({{"go/" + std::string(120, 'a') + '/' + std::string(120, 'b')}});
        check_accepted({{"go/" + std::string(119, 'a') + '/' + std::string(120, 'b')}});
    }
    SECTION("a bomb") {
        limits.ratio = 100;
        for (const auto& form : k_forms) {
            if (form.packs()) {
                check_refused_in(form, {{"go/a", std::string(50'000'000, '\0')}}, limits);
            }
        }
    }
}

TEST_CASE("a bomb that claims 10 GB is refused before it is unpacked", "[hostile]") {
    ZipItem item{"go/a", std::string(1'000'000, '\0')};
    item.size = 3'000'000'000;
    Unpacked zip;
    unpack_into(zip, make_zip({item}), sdk_options());
    CHECK(zip.failed_with(msg::archive_hostile));
    CHECK(zip.tree.files.empty());
    Unpacked tar;
    unpack_into(tar,
                TarMaker()
                    .pax({{"size", "10000000000"}})
                    .file("go/a", "")
                    .raw(std::string(100'000, '\0'))
                    .tar_gz(),
                sdk_options());
    CHECK(tar.failed_with(msg::archive_hostile));
    CHECK(tar.tree.files.empty());
}

TEST_CASE("a refused archive's message is printable and names the entry", "[hostile]") {
    Unpacked fast;
    unpack_into(fast, make_zip({ZipItem{"go/\x1b[31m\xff", "x"}}), sdk_options());
    REQUIRE_FALSE(fast.result.has_value());
    CHECK(fast.result.error().fact("entry") == "go/\\x1b[31m\\xff");
    CHECK(fast.result.error().fact("what") == "go1.99.1");
    CHECK(fast.result.error().exit() == Exit::verification);
}
