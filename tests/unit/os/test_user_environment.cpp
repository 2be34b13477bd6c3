#include "os/messages.hpp"
#include "os/user_environment.hpp"

#include "base/path.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#ifdef _WIN32
#include <windows.h>
#endif

using namespace govern;
using Scope = os::UserEnvironment::Scope;
using Value = os::UserEnvironment::Value;

#ifdef _WIN32

namespace {

const std::string k_user = "Software\\govern-test\\user";
const std::string k_machine = "Software\\govern-test\\machine";

std::unique_ptr<os::UserEnvironment> test_keys() {
    RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\govern-test");
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, L"Software\\govern-test");
    return os::real_user_environment({k_user, k_machine});
}

} // namespace

TEST_CASE("Stored variables come back as they were written, unexpanded") {
    const auto stored = test_keys();
    CHECK(stored->has_store());
    CHECK_FALSE(*stored->get(Scope::user, "Path"));
    const Value value{"%SystemRoot%\\x;C:\\J\u00f6rg \u65e5\u672c;\"C:\\a;b\"", true};
    REQUIRE(stored->set(Scope::user, "Path", value));
    CHECK(**stored->get(Scope::user, "PATH") == value);
    const Value plain{std::string(30000, 'x'), false};
    REQUIRE(stored->set(Scope::user, "Path", plain));
    CHECK(**stored->get(Scope::user, "Path") == plain);
    REQUIRE(stored->remove(Scope::user, "Path"));
    CHECK_FALSE(*stored->get(Scope::user, "Path"));
    CHECK(stored->remove(Scope::user, "Path"));
}

TEST_CASE("A stored value without a final NUL is read whole") {
    const auto stored = test_keys();
    REQUIRE(stored->set(Scope::user, "Path", {"x", true}));
    HKEY key = nullptr;
    REQUIRE(RegOpenKeyExW(HKEY_CURRENT_USER, L"Software\\govern-test\\user", 0, KEY_SET_VALUE,
                          &key) == ERROR_SUCCESS);
    const std::wstring text = L"C:\\abc";
    RegSetValueExW(key, L"Path", 0, REG_EXPAND_SZ, reinterpret_cast<const BYTE*>(text.data()),
                   static_cast<DWORD>(text.size() * sizeof(wchar_t)));
    RegCloseKey(key);
    CHECK((**stored->get(Scope::user, "Path")).text == "C:\\abc");
}

TEST_CASE("A stored value that is no text is not read as one") {
    const auto stored = test_keys();
    REQUIRE(stored->set(Scope::user, "Path", {"x", true}));
    HKEY key = nullptr;
    REQUIRE(RegOpenKeyExW(HKEY_CURRENT_USER, L"Software\\govern-test\\user", 0, KEY_SET_VALUE,
                          &key) == ERROR_SUCCESS);
    const std::wstring text(L"C:\\a\0C:\\b\0", 12);
    RegSetValueExW(key, L"Path", 0, REG_MULTI_SZ, reinterpret_cast<const BYTE*>(text.data()),
                   static_cast<DWORD>(text.size() * sizeof(wchar_t)));
    RegCloseKey(key);
    const auto value = stored->get(Scope::user, "Path");
    REQUIRE_FALSE(value);
    CHECK(value.error().is(msg::environment_not_readable));
}

TEST_CASE("Known folders and the starters are found") {
    const auto stored = test_keys();
    CHECK(path::is_absolute(*stored->folder(os::UserEnvironment::Folder::documents)));
    CHECK(path::is_absolute(*stored->folder(os::UserEnvironment::Folder::program_data)));
    CHECK(stored->execution_policy(false));
    CHECK(stored->starters().size() <= 4);
    for (const auto& name : stored->starters()) {
        CHECK_FALSE(name.ends_with(".exe"));
    }
}

TEST_CASE("Batch text keeps its characters") {
    const auto stored = test_keys();
    CHECK(stored->for_batch_file("@set \"A=b\"\r\n") == "@set \"A=b\"\r\n");
    const auto text = stored->for_batch_file("@set \"A=\u65e5\u672c\"\r\n");
    const bool wrapped = text.rfind("@chcp 65001 >nul\r\n", 0) == 0;
    CHECK((wrapped || text.rfind("@set \"A=", 0) == 0));
}

#else

TEST_CASE("There are no stored variables here") {
    const auto stored = os::real_user_environment();
    CHECK_FALSE(stored->has_store());
    CHECK_FALSE(*stored->get(Scope::user, "Path"));
    const auto written = stored->set(Scope::machine, "Path", {"x", true});
    REQUIRE_FALSE(written);
    CHECK(written.error().is(msg::environment_not_writable));
    CHECK_FALSE(stored->folder(os::UserEnvironment::Folder::documents));
    CHECK_FALSE(stored->execution_policy(true));
    CHECK(stored->for_batch_file("x") == "x");
}

#endif

TEST_CASE("Rights of a folder can be set") {
    const test::TempDir temp;
    const auto stored = os::real_user_environment();
    CHECK(stored->hide_folder(temp.folder()));
    CHECK(stored->protect_folder(temp.folder()));
    const auto missing = stored->protect_folder(temp.path("missing"));
    REQUIRE_FALSE(missing);
    CHECK(missing.error().is(msg::folder_not_protected));
}
