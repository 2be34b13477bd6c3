#include "ops/account/user_path.hpp"
#include "shell/messages.hpp"

#include "support/catch.hpp"
#include "support/fake_user_environment.hpp"
#include "support/test_host.hpp"

using namespace govern;
using Scope = os::UserEnvironment::Scope;
using Value = os::UserEnvironment::Value;

namespace {

struct Fixture {
    test::TestHost host;
    test::FakeUserEnvironment stored;
    const std::string shims = "C:\\Users\\x\\AppData\\Local\\govern\\shims";

    Fixture() {
        stored.store = true;
        host.host.environment.set("USERPROFILE", "C:\\Users\\x");
        host.host.environment.set("SystemRoot", "C:\\Windows");
        host.host.environment.set("LOCALAPPDATA", "C:\\Users\\x\\AppData\\Local");
    }
    void store(Scope scope, std::string text, bool expandable = true) {
        stored.values[{scope, "Path"}] = Value{std::move(text), expandable};
    }
    ops::PathPlan plan(Scope scope = Scope::user, const std::string& go_bin = "") {
        auto plan = ops::plan_path(host.host, stored, scope, shims, go_bin);
        REQUIRE(plan);
        return *plan;
    }
};

} // namespace

TEST_CASE("The shims come first in the stored PATH and everything else stays as it was") {
    Fixture f;
    f.store(Scope::user, "%SystemRoot%\\x;\"C:\\a;b\";;C:\\Tools;C:\\Tools\\");
    CHECK(f.plan().after.text == f.shims + ";%SystemRoot%\\x;\"C:\\a;b\";;C:\\Tools;C:\\Tools\\");
    CHECK(f.plan().after.expandable);
    CHECK(f.plan().changes());
}

TEST_CASE("They are never there twice, in whatever spelling") {
    Fixture f;
    f.store(
        Scope::user,
        "C:\\a;c:\\users\\x\\appdata\\local\\GOVERN\\shims\\;%LOCALAPPDATA%\\govern\\shims;C:\\b");
    CHECK(f.plan().after.text == f.shims + ";C:\\a;C:\\b");
    f.store(Scope::user, f.shims + ";C:\\a");
    CHECK_FALSE(f.plan().changes());
}

TEST_CASE("The kind of value is kept, and a missing one is made") {
    Fixture f;
    f.store(Scope::user, "C:\\a", false);
    CHECK_FALSE(f.plan().after.expandable);
    f.stored.values.clear();
    const auto plan = f.plan();
    CHECK_FALSE(plan.before);
    CHECK(plan.after == Value{f.shims, true});
}

TEST_CASE("The folder of go install goes last, unless it is somewhere already") {
    Fixture f;
    const std::string bin = "C:\\Users\\x\\go\\bin";
    f.store(Scope::user, "C:\\a;");
    CHECK(f.plan(Scope::user, bin).after.text == f.shims + ";C:\\a;%USERPROFILE%\\go\\bin");
    CHECK(f.plan(Scope::machine, bin).after.text == f.shims);
    f.store(Scope::user, "C:\\a", false);
    CHECK(f.plan(Scope::user, bin).after.text == f.shims + ";C:\\a;C:\\Users\\x\\go\\bin");
    f.store(Scope::user, "%USERPROFILE%\\go\\BIN;C:\\a");
    CHECK(f.plan(Scope::user, bin).after.text == f.shims + ";%USERPROFILE%\\go\\BIN;C:\\a");
    // A quote that nothing closes swallows what was added last time.
    f.store(Scope::user, "C:\\a;\"C:\\b");
    f.store(Scope::user, f.plan(Scope::user, bin).after.text);
    CHECK_FALSE(f.plan(Scope::user, bin).changes());
    f.store(Scope::user, "C:\\a");
    f.store(Scope::machine, bin);
    CHECK(f.plan(Scope::user, bin).after.text == f.shims + ";C:\\a");
}

TEST_CASE("Lengths that would break something are said or refused") {
    Fixture f;
    f.store(Scope::user, "C:\\" + std::string(2100, 'a'));
    CHECK(f.plan().warnings.size() == 1);
    CHECK(f.plan().warnings.front().is(msg::path_long_for_old_tools));
    f.store(Scope::machine, "C:\\" + std::string(8000, 'b'));
    REQUIRE(f.plan().warnings.size() == 1);
    CHECK(f.plan().warnings.front().is(msg::path_long_for_cmd));
    f.store(Scope::machine, "C:\\" + std::string(31000, 'b'));
    const auto refused = ops::plan_path(f.host.host, f.stored, Scope::user, f.shims, "");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::path_too_long));
    CHECK(f.stored.writes == 0);
}

TEST_CASE("Lengths are counted in characters as Windows counts them") {
    Fixture f;
    std::string letters;
    for (int i = 0; i < 2000; ++i) {
        letters += "\xD0\xB6"; // one UTF-16 unit
    }
    f.store(Scope::user, "C:\\" + letters);
    CHECK(f.plan().warnings.empty());
    for (int i = 0; i < 7; ++i) {
        letters += letters.substr(0, 4000);
    }
    f.store(Scope::user, "C:\\" + letters);
    REQUIRE(f.plan().warnings.size() == 1);
    const auto length = 3 + 16000 + 1 + f.shims.size() + 1;
    CHECK(f.plan().warnings.front().fact("length") == std::to_string(length));
}

TEST_CASE("A home that PATH cannot name is refused") {
    Fixture f;
    for (const auto* const bad : {"C:\\a;b\\shims", "C:\\a\"b\\shims", "C:\\100%\\shims"}) {
        const auto refused = ops::plan_path(f.host.host, f.stored, Scope::user, bad, "");
        REQUIRE_FALSE(refused);
        CHECK(refused.error().is(msg::shims_not_representable));
    }
}

TEST_CASE("A new process gets the machine's PATH before the user's") {
    Fixture f;
    f.store(Scope::user, "C:\\u;\"C:\\q\";");
    f.store(Scope::machine, "%SystemRoot%\\System32;C:\\m");
    CHECK(ops::future_path(f.host.host, f.stored) ==
          std::vector<std::string>{"C:\\Windows\\System32", "C:\\m", "C:\\u", "C:\\q"});
}

TEST_CASE("go install's folder is found as Go finds it") {
    Fixture f;
    auto& environment = f.host.host.environment;
    environment.set("HOME", path::join(f.host.folder, "me"));
    environment.set("USERPROFILE", path::join(f.host.folder, "me"));
    CHECK(ops::go_install_folder(f.host.host) ==
          path::join(path::join(path::join(f.host.folder, "me"), "go"), "bin"));
    environment.set("GOENV", f.host.write("goenv", "GOPATH=" + f.host.path("file") + "\n"));
    CHECK(ops::go_install_folder(f.host.host) == path::join(f.host.path("file"), "bin"));
    f.host.write("goenv", "GOPATH=/x\nGOBIN=" + f.host.path("filebin") + "\n");
    CHECK(ops::go_install_folder(f.host.host) == f.host.path("filebin"));
    f.host.write("goenv", "");
    environment.set("GOPATH", f.host.path("p") + path::k_list_separator + f.host.path("q"));
    CHECK(ops::go_install_folder(f.host.host) == path::join(f.host.path("p"), "bin"));
    if (path::k_windows) {
        environment.set("GOPATH", "\"C:\\a;b\";C:\\c");
        CHECK(ops::go_install_folder(f.host.host) == "C:\\a;b\\bin");
    }
    environment.set("GOBIN", f.host.path("b"));
    CHECK(ops::go_install_folder(f.host.host) == f.host.path("b"));
}
