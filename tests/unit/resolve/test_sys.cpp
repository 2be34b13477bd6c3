#include "resolve/sys.hpp"
#include "support/catch.hpp"
#include "support/skipped.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <set>

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif
#ifdef GOVERN_RAW_SYS
#include <sys/syscall.h>
#endif

// One contract for the three system layers; test_resolve_raw asks the one of the x86-64 Linux shim.
namespace sys = govern::resolve::sys;
using govern::test::TempDir;

namespace {

std::string contents(sys::Handle file) {
    std::string out;
    char buffer[100];
    std::ptrdiff_t got = 0;
    while ((got = sys::read_file(file, buffer, sizeof buffer)) > 0) {
        out.append(buffer, static_cast<std::size_t>(got));
    }
    CHECK(got == 0);
    return out;
}

sys::Opened opened(const std::string& path) {
    sys::Handle file = -1;
    const auto out = sys::open_file(path.c_str(), file);
    if (out == sys::Opened::yes) {
        sys::close_file(file);
    }
    return out;
}

} // namespace

TEST_CASE("a file is read from its beginning to its end") {
    TempDir dir;
    const std::string text(1000, 'x');
    const auto path = dir.write("a", text + "end");
    sys::Handle file = -1;
    REQUIRE(sys::open_file(path.c_str(), file) == sys::Opened::yes);
    CHECK(contents(file) == text + "end");
    sys::close_file(file);
}

TEST_CASE("a file that is absent is told from one that may not be read") {
    TempDir dir;
    const auto file = dir.write("a", "x");
    CHECK(opened(file) == sys::Opened::yes);
    CHECK(opened(dir.path("b")) == sys::Opened::absent);
    CHECK(opened(dir.path("b/c")) == sys::Opened::absent);
    CHECK(opened(dir.path("a/c")) == sys::Opened::absent);
}

TEST_CASE("a folder is told from a file, and neither is there for a path that leads nowhere") {
    TempDir dir;
    const auto file = dir.write("folder/a", "12345");
    CHECK(sys::info(file.c_str()).kind == sys::Info::Kind::file);
    CHECK(sys::info(file.c_str()).size == 5);
    CHECK(sys::is_file(file.c_str()));
    CHECK(sys::info(dir.path("folder").c_str()).kind == sys::Info::Kind::folder);
    CHECK_FALSE(sys::is_file(dir.path("folder").c_str()));
    CHECK(sys::info(dir.path("b").c_str()).kind == sys::Info::Kind::absent);
    CHECK(sys::info(dir.path("folder/a/b").c_str()).kind == sys::Info::Kind::absent);
}

TEST_CASE("two paths are one file only if both are there and lead to the same") {
    TempDir dir;
    const auto file = dir.write("folder/a", "x");
    const auto other = dir.write("b", "x");
    CHECK(sys::same_file(file.c_str(), dir.path("folder/../folder/a").c_str()));
    CHECK(sys::same_file(dir.folder().c_str(), dir.path("folder/..").c_str()));
    CHECK_FALSE(sys::same_file(file.c_str(), other.c_str()));
    CHECK_FALSE(sys::same_file(dir.path("c").c_str(), dir.path("c").c_str()));
}

TEST_CASE("a folder gives each of its names once, also where they fill its buffer many times") {
    TempDir dir;
    std::set<std::string> expected;
    for (int i = 0; i < 200; i++) {
        const auto name = std::string(40, 'n') + std::to_string(i);
        dir.write("folder/" + name, "");
        expected.insert(name);
    }
    std::multiset<std::string> names;
    sys::Folder folder(dir.path("folder").c_str());
    for (std::string_view name; folder.next(name);) {
        if (name != "." && name != "..") {
            names.emplace(name);
        }
    }
    CHECK(std::equal(names.begin(), names.end(), expected.begin(), expected.end()));
    std::string_view name;
    sys::Folder absent(dir.path("absent").c_str());
    CHECK_FALSE(absent.next(name));
    sys::Folder file(dir.write("file", "").c_str());
    CHECK_FALSE(file.next(name));
}

TEST_CASE("the current folder is absolute and fits, or there is none") {
    char buffer[4096];
    const auto size = sys::current_folder(buffer, sizeof buffer);
    REQUIRE(size > 0);
    CHECK(sys::info(buffer).kind == sys::Info::Kind::folder);
    CHECK(sys::same_file(buffer, "."));
    CHECK(std::string(buffer).size() == size);
    CHECK(sys::current_folder(buffer, 1) == 0);
}

#ifndef _WIN32

TEST_CASE("what is no file of its own is failed or denied, and no pipe hangs the reader") {
    TempDir dir;
    const auto file = dir.write("secret", "x");
    const auto closed = dir.write("closed/a", "x");
    REQUIRE(::mkfifo(dir.path("pipe").c_str(), 0600) == 0);
    CHECK(opened(dir.path("pipe")) == sys::Opened::failed);
    REQUIRE(::symlink("pipe", dir.path("to pipe").c_str()) == 0);
    sys::Handle handle = -1;
    REQUIRE(sys::open_file(dir.path("to pipe").c_str(), handle) == sys::Opened::yes);
    char byte = 0;
    CHECK(sys::read_file(handle, &byte, 1) <= 0);
    sys::close_file(handle);
    REQUIRE(::symlink("nowhere", dir.path("dangling").c_str()) == 0);
    CHECK(opened(dir.path("dangling")) == sys::Opened::failed);
    REQUIRE(::symlink("loop", dir.path("loop").c_str()) == 0);
    CHECK(opened(dir.path("loop")) == sys::Opened::failed);
    CHECK(opened(dir.path(std::string(300, 'n'))) == sys::Opened::absent);
    if (::geteuid() == 0) {
        govern::test::skipped("resolve: a file without rights", "root may read everything");
        return;
    }
    REQUIRE(::chmod(file.c_str(), 0) == 0);
    REQUIRE(::chmod(dir.path("closed").c_str(), 0) == 0);
    CHECK(opened(file) == sys::Opened::denied);
    CHECK(opened(closed) == sys::Opened::absent);
    REQUIRE(::chmod(dir.path("closed").c_str(), 0700) == 0);
}

TEST_CASE("any x bit makes a file executable") {
    TempDir dir;
    const auto file = dir.write("a", "x");
    REQUIRE(::chmod(file.c_str(), 0644) == 0);
    CHECK_FALSE(sys::info(file.c_str()).executable);
    REQUIRE(::chmod(file.c_str(), 0610) == 0);
    CHECK(sys::info(file.c_str()).executable);
}

TEST_CASE("the folder after -C has no links in it, and asking does not leave this one") {
    TempDir dir;
    dir.write("real/below/a", "x");
    REQUIRE(::symlink("real/below", dir.path("link").c_str()) == 0);
    char before[4096];
    char buffer[4096];
    REQUIRE(sys::current_folder(before, sizeof before) > 0);
    const auto size = sys::folder_after(dir.path("link/..").c_str(), buffer, sizeof buffer);
    CHECK(std::string(buffer, size).find("link") == std::string::npos);
    CHECK(sys::same_file(buffer, dir.path("real").c_str()));
    CHECK(sys::folder_after(dir.path("real/below/a").c_str(), buffer, sizeof buffer) == 0);
    CHECK(sys::folder_after(dir.path("absent").c_str(), buffer, sizeof buffer) == 0);
    CHECK(sys::folder_after(dir.path("real").c_str(), buffer, 3) == 0);
    REQUIRE(sys::current_folder(buffer, sizeof buffer) > 0);
    CHECK(std::string(buffer) == before);
}

#endif

#ifdef GOVERN_RAW_SYS

TEST_CASE("this program asks the kernel itself, as the x86-64 Linux shim does") {
    // The kernel's own numbers come back, which libc would have turned into -1.
    char byte = 0;
    CHECK(sys::read_file(-1, &byte, 1) == -9);
}

#endif
