#include "archive/peek.hpp"
#include "base/messages.hpp"
#include "unpacking.hpp"

using namespace govern;
using namespace govern::test;

namespace {

Result<archive::Peeked> peeked(const std::string& bytes,
                               archive::PeekFor wanted = archive::PeekFor::version) {
    MemoryFile file(bytes);
    RecordingReporter reporter;
    return archive::peek(file, wanted, "it", reporter);
}

} // namespace

TEST_CASE("an archive says which version it holds", "[peek]") {
    TarMaker tar;
    tar.folder("go/").file("go/LICENSE", "free").file("go/VERSION", "go1.99.1\ntime x\n");
    tar.file("go/large", noise(5'000'000, 1));
    for (const std::string& bytes : {tar.tar(), tar.tar_gz(), pack(tar.tar(), "zstd")}) {
        const auto one = peeked(bytes);
        REQUIRE(one.has_value());
        CHECK(one->version_file == "go1.99.1\ntime x\n");
        CHECK(one->prefix == "go/");
        CHECK_FALSE(one->module_zip);
    }
    const auto zip = peeked(make_zip({ZipItem{"go/a", "a"}, ZipItem{"go/VERSION", "go1.99.1"}}));
    REQUIRE(zip.has_value());
    CHECK(zip->version_file == "go1.99.1");
    CHECK(zip->format == archive::Format::zip);
    const std::string prefix = "golang.org/toolchain@v0.0.1-go1.99.1.linux-amd64/";
    const auto module = peeked(make_zip(
        {ZipItem{prefix + "src/_go.mod", "module std"}, ZipItem{prefix + "VERSION", "go1.99.1"}}));
    REQUIRE(module.has_value());
    CHECK(module->prefix == prefix);
    CHECK(module->module_zip);
    CHECK(module->version_file == "go1.99.1");
}

TEST_CASE("an archive's tools say for which platform it is", "[peek]") {
    const auto both = archive::PeekFor::version_and_platform;
    TarMaker tar;
    tar.file("go/pkg/tool/README", "no").file("go/VERSION", "go1.99.1\n");
    CHECK_FALSE(peeked(tar.tar_gz(), both)->platform.has_value());
    tar.folder("go/pkg/tool/plan9_arm/").file("go/pkg/tool/plan9_arm/compile", "go");
    tar.file("go/large", noise(5'000'000, 1));
    for (const std::string& bytes : {tar.tar(), tar.tar_gz(), pack(tar.tar(), "zstd")}) {
        CHECK(peeked(bytes, both)->platform == Platform{"plan9", "arm"});
        CHECK(peeked(bytes, both)->version_file == "go1.99.1\n");
        CHECK_FALSE(peeked(bytes)->platform.has_value());
    }
    const auto zip = peeked(make_zip({ZipItem{"go/VERSION", "go1.99.1"},
                                      ZipItem{"go/pkg/tool/linux_386/vet.exe", "a"}}),
                            both);
    CHECK(zip->platform == Platform{"linux", "386"});
}

TEST_CASE("what holds no version, or too long a one, does no harm", "[peek]") {
    const auto none = peeked(TarMaker().file("go/a", "a").tar_gz());
    REQUIRE(none.has_value());
    CHECK(none->version_file.empty());
    const auto large = peeked(TarMaker().file("go/VERSION", std::string(3'000'000, 'g')).tar_gz());
    REQUIRE(large.has_value());
    CHECK(large->version_file.size() == 4096);
    for (const std::string& bytes :
         {TarMaker().file("../VERSION", "go1.99.1").tar_gz(),
          make_zip({ZipItem{"golang.org/toolchain@", "x"}}), std::string("<html>")}) {
        const auto bad = peeked(bytes);
        REQUIRE_FALSE(bad.has_value());
        CHECK(bad.error().exit() == Exit::verification);
    }
}
