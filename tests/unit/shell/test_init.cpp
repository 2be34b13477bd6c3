#include "shell/init.hpp"
#include "shell/messages.hpp"

#include "support/catch.hpp"

using namespace govern;
using shell::InitPaths;
using shell::Shell;

namespace {

const InitPaths k_posix{"/h x/shims/govern", "/h x/shims", "/h x/shell/govern.ps1", false};
const InitPaths k_windows{"C:\\h x\\shims\\govern.exe", "C:\\h x\\shims",
                          "C:\\h x\\shell\\govern.ps1", true};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("Integration code names the home it was made for") {
    for (const auto shell : {Shell::bash, Shell::zsh, Shell::sh, Shell::fish, Shell::pwsh}) {
        const auto code = shell::init_code(k_posix, shell);
        REQUIRE(code);
        CAPTURE(*code);
        CHECK(has(*code, "/h x/shims"));
        CHECK_FALSE(has(*code, "@EXE@"));
        CHECK_FALSE(has(*code, "@SHIMS@"));
        CHECK_FALSE(has(*code, "@CONTEXT@"));
        CHECK_FALSE(has(*code, "MSYS2"));
    }
}

TEST_CASE("A name in a path is not taken for a placeholder") {
    const InitPaths paths{"/@SHIMS@/govern", "/@EXE@", "/@SCRIPT@.ps1", false};
    CHECK(has(*shell::init_code(paths, Shell::bash), "command '/@SHIMS@/govern'"));
    CHECK(has(*shell::init_code(paths, Shell::bash), "__govern_front '/@EXE@'"));
    CHECK(has(*shell::init_code(paths, Shell::pwsh), "$alias:govern = ('/@SCRIPT@.ps1')"));
}

TEST_CASE("Git Bash gets its own way of writing folders and hands its PATH over") {
    for (const auto shell : {Shell::bash, Shell::zsh, Shell::sh, Shell::fish}) {
        const auto code = *shell::init_code(k_windows, shell);
        CAPTURE(code);
        CHECK(has(code, "'/c/h x/shims/govern.exe'"));
        CHECK(has(code, "'/c/h x/shims'"));
        CHECK(has(code, "MSYS2_ENV_CONV_EXCL=GOVERN_SHELL_PATH GOVERN_SHELL_PATH="));
        CHECK_FALSE(has(code, "C:\\"));
    }
}

TEST_CASE(
    "PowerShell's code is ASCII, loads no module at start and compares as the platform does") {
    const InitPaths hostile{"C:\\J\xC3\xB6rg O'B\\govern.exe", "C:\\J\xC3\xB6rg O'B", "C:\\x.ps1",
                            true};
    const auto code = *shell::init_code(hostile, Shell::pwsh) + shell::pwsh_script(hostile);
    for (const char c : code) {
        REQUIRE((c == '\n' || (c >= 0x20 && c < 0x7F)));
    }
    CHECK(has(code, "-ireplace"));
    CHECK(has(*shell::init_code(k_posix, Shell::pwsh), "-creplace"));
    const auto at_start = *shell::init_code(hostile, Shell::pwsh);
    for (const auto* const name : {"Invoke-Expression", "Set-Alias", "Test-Path", "Out-String",
                                   "Write-Host", "New-Object", "Select-Object", "??", "&&", "||"}) {
        CAPTURE(name);
        CHECK_FALSE(has(at_start, name));
    }
}

TEST_CASE("cmd's scripts have CRLF and never end their caller's session") {
    for (const auto& text : {shell::cmd_use_script(), *shell::init_code(k_windows, Shell::cmd)}) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\n') {
                REQUIRE((i > 0 && text[i - 1] == '\r'));
            }
        }
        CHECK(text.ends_with("\r\n"));
    }
    CHECK(has(shell::cmd_use_script(), "%~dp0govern.exe"));
    CHECK(has(shell::cmd_use_script(), "exit /b"));
    CHECK_FALSE(has(shell::cmd_use_script(), "setlocal"));
    CHECK_FALSE(has(shell::cmd_use_script(), "@TAKEN@"));
    const auto code = shell::cmd_use_script(); // a variable may hide the exit status
    CHECK(code.find("@set \"ERRORLEVEL=\"") < code.find("%ERRORLEVEL%"));
}

TEST_CASE("A folder that PATH cannot hold gets no code") {
    const auto refused = shell::init_code({"/a:b/govern", "/a:b", "", false}, Shell::bash);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().is(msg::shims_not_representable));
    CHECK_FALSE(shell::init_code({"C:\\wow!\\govern.exe", "C:\\wow!", "", true}, Shell::cmd));
    for (const auto* const folder :
         {"C:\\a=b", "C:\\100%"}) { // cmd would make nonsense of all of PATH
        const auto code = shell::init_code({"C:\\g.exe", folder, "", true}, Shell::cmd);
        REQUIRE_FALSE(code);
        CHECK(code.error().is(msg::shell_cannot_hold));
    }
}

TEST_CASE("sh and cmd have no completion") {
    CHECK(shell::completion_code(k_posix, Shell::sh).empty());
    CHECK(shell::completion_code(k_windows, Shell::cmd).empty());
    for (const auto shell : {Shell::bash, Shell::zsh, Shell::fish, Shell::pwsh}) {
        CHECK(has(shell::completion_code(k_posix, shell), "__complete"));
    }
}

TEST_CASE("The line in a profile is harmless where the file is gone") {
    CHECK(shell::source_line("/h/o'b", Shell::bash) == "[ ! -r '/h/o'\\''b' ] || . '/h/o'\\''b'");
    CHECK(shell::source_line("/h", Shell::fish) == "test ! -r '/h'; or source '/h'");
    CHECK(shell::source_line("/h", Shell::pwsh) == "try { . ('/h') } catch { }");
    CHECK(shell::init_file_name(Shell::pwsh) == "init.ps1");
    CHECK(shell::init_file_name(Shell::zsh) == "init.zsh");
}
