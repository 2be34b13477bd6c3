#pragma once

// For govern, not for the shim: what a Go refuses before it compiles anything. One answer for
// `why`, `current` and doctor (truth.hpp), and for whoever is about to choose a version (fit.hpp).

#include "base/message.hpp"
#include "project/go_setting.hpp"
#include "project/gover.hpp"
#include "project/messages.hpp"
#include "project/mod_file.hpp"

#include <functional>
#include <string>
#include <vector>

namespace govern::project {

/// What a person types to remove a variable in the shell that runs: `unset GOFLAGS`.
using RemoveVariable = std::function<std::string(std::string_view name)>;

/// The line to type (or what to do) so that Go no longer sees this value.
[[nodiscard]] std::string way_out_of(const GoSetting& setting, const RemoveVariable& remove);

/// A reason why Go stops.
struct Refusal {
    enum class Kind {
        newer,      ///< the go line, or a godebug line, asks for more than runs
        member,     ///< that of a workspace's module asks for more than go.work says
        unreadable, ///< a line that only a newer Go can read
        other,      ///< `message` says all
    };
    Kind kind = Kind::other;
    std::string where; ///< `go.mod line 3`
    std::string quote;
    std::string needs; ///< of newer and member: the version that the line asks for
    /// Of newer and member: the go.mod whose go line it is, for a user in the folder; empty for
    /// another line.
    std::string go_mod;
    std::string since; ///< of unreadable: the first Go that can read it
    std::string edit;  ///< of unreadable: the command that mends the line, if any
    std::string work;  ///< of member: the line of go.work
    std::string least; ///< of member: what that line says
    Message message{msg::would_fail_file};
};

/// The file by which a Go from 1.21 on chooses its toolchain; without a path if there is none.
struct Chosen {
    bool modules = false; ///< false: Go looks at neither GOTOOLCHAIN nor a file
    ModFile file;
};
[[nodiscard]] Chosen file_to_choose_by(const GoSettings& settings, const std::string& folder,
                                       const resolve::Variables& variables, resolve::Arena& arena);

struct Ground {
    const resolve::Variables& variables;
    resolve::Arena& arena;
    const GoSettings& settings; ///< as the Go that is judged sees them
    std::string folder;
    Gover version; ///< of that Go
    const RemoveVariable& remove;
};
/// In Go's order; the first is the one that Go names. After a refused setting no file was looked
/// at.
[[nodiscard]] std::vector<Refusal> refusals(const Ground& ground);

/// `go.mod line 3`
[[nodiscard]] std::string place_of(const ModFile& file, const ModLine& line,
                                   const std::string& folder);
/// A go or toolchain line whose value Go cannot read.
[[nodiscard]] Message bad_line(const ModFile& file, const ModLine& line, const std::string& folder,
                               std::string what, std::string example);

} // namespace govern::project
