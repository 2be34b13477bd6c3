#include "shell/shell.hpp"

#include "support/catch.hpp"

using govern::shell::runs_govern_use_alone;

TEST_CASE("A cmd that runs govern-use alone ends with the switch") {
    for (const char* const line :
         {"C:\\Windows\\system32\\cmd.exe /c \"\"C:\\my home\\shims\\govern-use.cmd\" 1.22.5\"",
          "\"C:\\Windows\\system32\\cmd.exe\" /d /s /c \"govern-use 1.22.5\"",
          "cmd /c govern-use --unset", "cmd.exe /C \"C:\\a&b\\govern-use.cmd\" 1.22.5 ",
          "cmd /s/c \"\"C:\\a & b\\GOVERN-USE.CMD\" 1.22.5\"",
          "cmd /c C:\\h\\shims\\govern-use.cmd 1.22.5"}) {
        CAPTURE(line);
        CHECK(runs_govern_use_alone(line));
    }
}

TEST_CASE("Where the switch is used it is no mistake") {
    for (const char* const line :
         {"cmd /c \"govern-use 1.22.5 && go build\"", "cmd", "\"C:\\Windows\\system32\\cmd.exe\" ",
          "cmd /k govern-use 1.22.5", "cmd /d /c t.cmd",
          "cmd /c \"\"C:\\a b\\build.cmd\" govern-use\"", "cmd /c govern-use 1.22.5 & go build", "",
          "cmd /v:on /k \"x\""}) {
        CAPTURE(line);
        CHECK_FALSE(runs_govern_use_alone(line));
    }
}
