#include "godebug_lines.hpp"

#include "base/path.hpp"
#include "project/go_setting.hpp"

#include <algorithm>

namespace govern::project {

namespace {

/// The table of the settings in the sources of a Go; empty where it is not there.
std::string known_settings(const std::string& goroot) {
    if (goroot.empty()) {
        return {};
    }
    const auto text = read_whole(path::join(goroot, "src/internal/godebugs/table.go")).text;
    const auto begin = std::min(text.find("\nvar All = []Info{\n"), text.size());
    return text.substr(begin, text.find("\n}\n", begin) - begin);
}

/// CheckGodebug of cmd/go/internal/modload, and before it the parser of modfile.
BadGodebug examine(const ModLine& line, const Gover& version, const std::string& known) {
    const std::string_view text = line.value;
    const auto equals = text.find('=');
    if (equals == text.npos || text.find_first_of("\"`', \t") != text.npos) {
        return {line, "", "this is not key=value"};
    }
    const auto key = std::string(text.substr(0, equals));
    const auto value = text.substr(equals + 1);
    if (key == "default") {
        const Gover asked(value.starts_with("go") ? value.substr(2) : "");
        return !asked.valid()    ? BadGodebug{line, "", "default= takes a name such as go1.22"}
               : asked > version ? BadGodebug{line, asked.text(), ""}
                                 : BadGodebug{};
    }
    const bool is_known =
        known.empty() || known.find("\n\t{Name: \"" + key + '"') != std::string::npos;
    return is_known ? BadGodebug{}
                    : BadGodebug{line, "", "Go " + version.text() + " has no setting " + key};
}

} // namespace

std::optional<BadGodebug> bad_godebug(const ModFile& file, const Gover& version,
                                      const std::string& goroot) {
    if (version < Gover("1.23")) { // the line itself is unknown then
        return std::nullopt;
    }
    std::optional<std::string> known;
    for (const auto& line : file.directives) {
        if (line.word == "godebug") {
            known = known ? known : known_settings(goroot);
            if (auto bad = examine(line, version, *known); bad.line.is_there()) {
                return bad;
            }
        }
    }
    return std::nullopt;
}

} // namespace govern::project
