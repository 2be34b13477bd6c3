#include "base/path.hpp"
#include "os/files.hpp"
#include "os/messages.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>

#ifdef _WIN32
#include "os/utf16.hpp"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace govern;
using govern::test::TempDir;
using os::Whose;

TEST_CASE("A file that is not there is made, and a plain one of ours is appended to", "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    for (const auto whose : {Whose::home, Whose::user}) {
        const auto path = temp.path(whose == Whose::home ? "a" : "b");
        REQUIRE(files->append(path, "1", whose));
        REQUIRE(files->append(path, "2", whose));
        CHECK(*files->read(path, 10) == "12");
    }
}

TEST_CASE("A file with a second name is not written to as the home's own", "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto victim = temp.write("victim", "content");
    const auto path = temp.path("history");
    REQUIRE(files->link_or_copy(victim, path));
    const auto refused = files->append(path, "x", Whose::home);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::file_foreign));
    CHECK(*files->read(victim, 100) == "content");
    REQUIRE(files->append(path, "x", Whose::user));
    CHECK(*files->read(victim, 100) == "contentx");
}

TEST_CASE("Where nothing is yet the folder above says whose place it is", "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    CHECK(os::may_keep_in(*files, temp.path("not/yet/there")));
    CHECK_FALSE(os::foreign_place(*files, temp.folder()));
}

#ifndef _WIN32

namespace {
mode_t mode_of(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0U;
}
} // namespace

TEST_CASE("A link is not written to as the home's own", "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto victim = temp.write("victim", "content");
    const auto path = temp.path("link");
    REQUIRE(::symlink(victim.c_str(), path.c_str()) == 0);
    CHECK(files->append(path, "x", Whose::home).error().is(msg::file_foreign));
    const auto lock = files->lock(path, false, "we");
    REQUIRE_FALSE(lock);
    CHECK(lock.error().is(msg::file_foreign));
    CHECK(*files->read(victim, 100) == "content");
}

TEST_CASE("A lock's file is its owner's alone, also one of an older govern", "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto old = temp.write("old", "");
    for (const auto& path : {old, temp.path("new")}) {
        REQUIRE(*files->lock(path, false, "we"));
        CHECK(mode_of(path) == 0600);
    }
}

TEST_CASE("A lock whose file was deleted meanwhile is another lock", "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto path = temp.path("lock");
    const auto first = files->lock(path, false, "we");
    REQUIRE(*first);
    REQUIRE(files->remove(path));
    const auto second = files->lock(path, false, "they");
    REQUIRE(*second);
    CHECK_FALSE(*files->lock(path, false, "third"));
}

TEST_CASE("What lies below a home is closed to others, links and what they lead to left alone",
          "[access]") {
    const TempDir temp;
    const auto files = os::real_files();
    const auto outside = temp.write("outside", "");
    const auto open = temp.write("home/sdks/a/open", "");
    const auto closed = temp.write("home/sdks/a/closed", "");
    REQUIRE(::symlink(outside.c_str(), temp.path("home/sdks/link").c_str()) == 0);
    REQUIRE(::chmod(outside.c_str(), 0666) == 0);
    REQUIRE(::chmod(open.c_str(), 0666) == 0);
    REQUIRE(::chmod(temp.path("home/sdks").c_str(), 02777) == 0);
    const auto changed = files->close_below(temp.path("home"));
    REQUIRE(changed);
    CHECK(changed->size() == 2);
    CHECK(std::find(changed->begin(), changed->end(), "0666 " + open) != changed->end());
    CHECK(mode_of(open) == 0644);
    CHECK(mode_of(closed) == 0644);
    CHECK(mode_of(temp.path("home/sdks")) == 02755);
    CHECK(mode_of(outside) == 0666);
}

#else // ^^^ POSIX, Windows vvv

namespace {

/// Puts an entry that lets everybody do anything on top of what is there.
void open_to_everybody(const std::string& path) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(L"D:(A;;FA;;;WD)", SDDL_REVISION_1,
                                                                 &descriptor, nullptr) != 0);
    PACL list = nullptr;
    BOOL present = FALSE;
    BOOL defaulted = FALSE;
    REQUIRE(GetSecurityDescriptorDacl(descriptor, &present, &list, &defaulted) != 0);
    auto wide = os::long_path(path);
    REQUIRE(SetNamedSecurityInfoW(wide.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                                  nullptr, list, nullptr) == ERROR_SUCCESS);
    LocalFree(descriptor);
}

} // namespace

TEST_CASE("An entry that others may write by an ACE of its own gets the home's rights back",
          "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files();
    REQUIRE(files->make_home(temp.path("home")));
    const auto file = temp.write("home/sdks/a/file", "");
    const auto closed = temp.write("home/sdks/a/closed", "");
    for (const auto& path : {temp.path("home/sdks"), file}) {
        open_to_everybody(path);
        CHECK(files->folder_access(path)->others_may_write);
    }
    const auto changed = files->close_below(temp.path("home"));
    REQUIRE(changed);
    CHECK(changed->size() == 2);
    for (const auto& path : {temp.path("home/sdks"), file, closed}) {
        CHECK_FALSE(files->folder_access(path)->others_may_write);
    }
}

TEST_CASE("A new file and a lock's file are their owner's alone in a folder for everybody",
          "[realwindows]") {
    const TempDir temp;
    const auto files = os::real_files();
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(
                L"D:P(A;OICI;FA;;;WD)", SDDL_REVISION_1, &descriptor, nullptr) != 0);
    SECURITY_ATTRIBUTES attributes{sizeof(attributes), descriptor, FALSE};
    REQUIRE(CreateDirectoryW(os::long_path(temp.path("shared")).c_str(), &attributes) != 0);
    LocalFree(descriptor);
    REQUIRE(files->create(temp.path("shared/new")));
    const auto lock = files->lock(temp.path("shared/lock"), false, "we");
    REQUIRE(*lock);
    for (const auto* const name : {"shared/new", "shared/lock"}) {
        CHECK_FALSE(files->folder_access(temp.path(name))->others_may_write);
    }
}

#endif
