#include "shell/messages.hpp"
#include "shell/render.hpp"
#include "shell/shell.hpp"

#include "support/catch.hpp"

using govern::shell::can_hold;
using govern::shell::Change;
using govern::shell::quote;
using govern::shell::render;
using govern::shell::Shell;

TEST_CASE("Shells are known by their own and their other names") {
    using govern::shell::parse_shell;
    CHECK(parse_shell("bash") == Shell::bash);
    CHECK(parse_shell("/usr/bin/zsh") == Shell::zsh);
    CHECK(parse_shell("-bash") == Shell::bash);
    CHECK(parse_shell("PowerShell.exe") == Shell::pwsh);
    CHECK(parse_shell("C:\\Program Files\\Git\\bin\\bash.exe") == Shell::bash);
    CHECK(parse_shell("dash") == Shell::sh);
    CHECK_FALSE(parse_shell("tcsh"));
    CHECK_FALSE(parse_shell(""));
}

TEST_CASE("The calling shell is the nearest starter that is one, else what the environment says") {
    using govern::shell::calling_shell;
    CHECK(calling_shell({"fish"}, "/bin/bash", false, false) == Shell::fish);
    CHECK(calling_shell({"make"}, "/bin/zsh", false, false) == Shell::zsh);
    CHECK(calling_shell({"make"}, "", false, false) == Shell::sh);
    CHECK(calling_shell({"explorer"}, "", true, true) == Shell::pwsh);
    CHECK(calling_shell({"explorer"}, "", false, true) == Shell::cmd);
    CHECK(calling_shell({"cmd"}, "", true, true) == Shell::cmd);
    CHECK(calling_shell({"govern", "cmd", "powershell"}, "", true, true) ==
          Shell::cmd); // Scoop's shim
    CHECK(calling_shell({"make", "pwsh"}, "/usr/bin/bash", true, true) == Shell::pwsh);
    CHECK(calling_shell({}, "/usr/bin/bash", true, true) == Shell::bash);
}

TEST_CASE("Each shell's quoting keeps hostile text") {
    struct Row {
        const char* text;
        const char* posix;
        const char* fish;
        const char* pwsh;
        const char* cmd;
    };
    const Row rows[] = {
        {"plain", "'plain'", "'plain'", "('plain')", "plain"},
        {"", "''", "''", "('')", ""},
        {"O'Brien", "'O'\\''Brien'", "'O\\'Brien'", "('O''Brien')", "O'Brien"},
        {"a\\b\\", "'a\\b\\'", "'a\\\\b\\\\'", "('a\\b\\')", "a\\b\\"},
        {"$HOME `x` $(y) %PATH%", "'$HOME `x` $(y) %PATH%'", "'$HOME `x` $(y) %PATH%'",
         "('$HOME `x` $(y) %PATH%')", "$HOME `x` $(y) %%PATH%%"},
        {"& | < > ^ ; * ? ~ # {a,b}", "'& | < > ^ ; * ? ~ # {a,b}'", "'& | < > ^ ; * ? ~ # {a,b}'",
         "('& | < > ^ ; * ? ~ # {a,b}')", "& | < > ^ ; * ? ~ # {a,b}"},
        {"\xC3\xA9", "'\xC3\xA9'", "'\xC3\xA9'", "(''+[char]0x00e9+'')", "\xC3\xA9"},
        {"\xE2\x80\x99", "'\xE2\x80\x99'", "'\xE2\x80\x99'", "(''+[char]0x2019+'')",
         "\xE2\x80\x99"},
        {"\xF0\x9F\x90\xB9", "'\xF0\x9F\x90\xB9'", "'\xF0\x9F\x90\xB9'",
         "(''+[char]0xd83d+''+[char]0xdc39+'')", "\xF0\x9F\x90\xB9"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(quote(row.text, Shell::bash) == row.posix);
        CHECK(quote(row.text, Shell::zsh) == row.posix);
        CHECK(quote(row.text, Shell::sh) == row.posix);
        CHECK(quote(row.text, Shell::fish) == row.fish);
        CHECK(quote(row.text, Shell::pwsh) == row.pwsh);
        CHECK(quote(row.text, Shell::cmd) == row.cmd);
    }
    CHECK(quote("a\tb\nc", Shell::bash) == "'a\tb\nc'");
    CHECK(quote("a\nb", Shell::pwsh) == "('a'+[char]0x000a+'b')");
}

TEST_CASE("PowerShell's code is pure ASCII") {
    std::string hostile;
    for (int c = 1; c < 256; ++c) {
        hostile += static_cast<char>(c);
    }
    for (const char c : quote(hostile, Shell::pwsh)) {
        REQUIRE((c >= 0x20 && c < 0x7F));
    }
}

TEST_CASE("What a shell cannot carry is refused, not mangled") {
    const std::string nul("a\0b", 3);
    for (const auto shell :
         {Shell::bash, Shell::zsh, Shell::sh, Shell::fish, Shell::pwsh, Shell::cmd}) {
        CHECK_FALSE(can_hold(nul, shell));
    }
    CHECK(can_hold("a\nb!", Shell::bash));
    CHECK_FALSE(can_hold("a\nb", Shell::cmd));
    CHECK_FALSE(can_hold("wow!", Shell::cmd));
    CHECK_FALSE(can_hold("a\"b&c", Shell::cmd));
    CHECK(can_hold("\"C:\\a;b\";C:\\c", Shell::cmd));
    CHECK(can_hold("a&b^c", Shell::cmd));
    CHECK(can_hold(std::string(7000, 'x'), Shell::cmd));
    CHECK_FALSE(can_hold(std::string(8000, 'x'), Shell::cmd));
    CHECK_FALSE(can_hold(std::string(5000, '%'), Shell::cmd));

    const auto result = render({{"GOROOT", "C:\\wow!"}}, Shell::cmd);
    REQUIRE_FALSE(result);
    CHECK(result.error().is(govern::msg::shell_cannot_hold));
    CHECK(result.error().fact("name") == "GOROOT");
}

TEST_CASE("Changes become lines of each shell's own language") {
    const std::vector<Change> changes = {
        {"GOROOT", "/a b"}, {"PATH", "/x:/y z"}, {"GOVERN_VERSION", std::nullopt}};
    CHECK(*render(changes, Shell::bash) ==
          "# govern session\nexport GOROOT='/a b'\nexport PATH='/x:/y z'\nunset GOVERN_VERSION\n");
    CHECK(*render(changes, Shell::fish) == "# govern session\nset -gx GOROOT '/a b'\nset -gx PATH "
                                           "'/x' '/y z'\nset -e GOVERN_VERSION\n");
    CHECK(*render(changes, Shell::pwsh) == "# govern session\n$env:GOROOT = ('/a b')\n$env:PATH = "
                                           "('/x:/y z')\n$env:GOVERN_VERSION = $null\n");
    CHECK(*render(changes, Shell::cmd) == "@rem govern session\r\n@set \"GOROOT=/a b\"\r\n@set "
                                          "\"PATH=/x:/y z\"\r\n@set \"GOVERN_VERSION=\"\r\n");
    CHECK(*render({}, Shell::zsh) == "# govern session\n");
    CHECK(*render({{"GOROOT", ""}}, Shell::sh) == "# govern session\nexport GOROOT=''\n");
}

TEST_CASE("A line to type is short where it can be") {
    using govern::shell::assignment_to_type;
    CHECK(assignment_to_type("GOVERN_VERSION", "1.22.5", Shell::cmd) ==
          "set GOVERN_VERSION=1.22.5");
    CHECK(assignment_to_type("GOVERN_VERSION", "1.22.5", Shell::pwsh) ==
          "$env:GOVERN_VERSION='1.22.5'");
    CHECK(assignment_to_type("GOVERN_VERSION", "1.22.5", Shell::bash) ==
          "export GOVERN_VERSION=1.22.5");
    CHECK(assignment_to_type("GOVERN_VERSION", "1.22.5", Shell::fish) ==
          "set -gx GOVERN_VERSION 1.22.5");
    CHECK(assignment_to_type("PATH", "/a b", Shell::bash) == "export PATH='/a b'");
    CHECK(assignment_to_type("PATH", "C:\\a&b", Shell::cmd) == "set \"PATH=C:\\a&b\"");
}

TEST_CASE("The line for an administrator survives the quoting of each shell") {
    using govern::shell::elevated_to_type;
    const std::vector<std::string> words = {"C:\\a b\\govern.exe", "--home", "C:\\O'Brien's & co",
                                            "setup", "--machine"};
    const std::string script =
        "Start-Process -Verb RunAs powershell ('-NoProfile -NoExit -Command ' + [char]34 + "
        "('& (''C:\\a b\\govern.exe'') --home (''C:\\O''''Brien''''s & co'') setup --machine') + "
        "[char]34)";
    CHECK(elevated_to_type(words, Shell::pwsh) == script);
    CHECK(elevated_to_type(words, Shell::cmd) == "powershell -Command \"" + script + '"');
    CHECK(elevated_to_type(words, Shell::bash) ==
          "powershell -Command " + quote(script, Shell::bash));
}
