#pragma once

#include "ops/run.hpp"
#include "ops/upgrade.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// What a check printed: a file with the first 64 MiB, how much more there was, and the last lines.
/// A file that cannot be written is a warning.
class TrialLog {
public:
    TrialLog(Context& context, const std::string& path);
    void take(std::string_view piece);
    /// Before a run: a line that tells whose output follows.
    void begin(const std::string& title);
    void finish();
    [[nodiscard]] std::vector<std::string> last_lines() const;
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    void write(std::string_view text);

    Context& m_context;
    std::string m_path; ///< empty where it could not be made
    std::unique_ptr<os::OutFile> m_file;
    std::uint64_t m_room;
    std::uint64_t m_dropped = 0;
    std::string m_tail;
};

/// Runs the check with an empty stdin as one tree of processes, its output into the log and to
/// `output`.
[[nodiscard]] Result<Ran> run_check(Context& context, const Toolchain& toolchain,
                                    const UpgradeRequest& request, TrialLog& log,
                                    const OutputListener& output);

} // namespace govern::ops
