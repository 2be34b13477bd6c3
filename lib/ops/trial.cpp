#include "trial.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "ops/choice/decision.hpp"
#include "os/messages.hpp"
#include "os/user_environment.hpp"

#include <algorithm>

namespace govern::ops {

namespace {
constexpr std::uint64_t k_kept = std::uint64_t{64} << 20U; ///< bytes of output
constexpr std::size_t k_tail = std::size_t{64} << 10U;     ///< bytes that hold the last lines
constexpr std::size_t k_last_lines = 40;
} // namespace

TrialLog::TrialLog(Context& context, const std::string& path)
    : m_context(context), m_path(path), m_room(k_kept) {
    auto& host = context.host;
    const std::string folder(path::parent(path));
    const auto made = [&]() -> Result<void> {
        GOVERN_TRY(host.files.make_folders(folder));
        GOVERN_TRY(host.account.hide_folder(folder)); // what a check prints may be secret
        GOVERN_TRY_ASSIGN(m_file, host.files.create(path));
        return {};
    }();
    if (!made) {
        host.reporter.warn(made.error());
        m_path.clear();
    }
}

void TrialLog::write(std::string_view text) {
    const auto kept =
        text.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(m_room, text.size())));
    m_room -= kept.size();
    m_dropped += text.size() - kept.size();
    if (m_file && !kept.empty()) {
        const auto written =
            m_file->write({reinterpret_cast<const std::byte*>(kept.data()), kept.size()});
        if (!written) {
            m_context.host.reporter.warn(written.error());
            m_file.reset();
        }
    }
}

void TrialLog::take(std::string_view piece) {
    write(piece);
    m_tail += piece.substr(piece.size() - std::min(piece.size(), k_tail));
    if (m_tail.size() > 2 * k_tail) {
        m_tail.erase(0, m_tail.size() - k_tail);
    }
}

void TrialLog::begin(const std::string& title) {
    m_tail.clear();
    write("--- " + title + '\n');
}

void TrialLog::finish() {
    if (m_file && m_dropped > 0) {
        const auto line = "\n--- " + std::to_string(m_dropped) + " more bytes were not kept\n";
        (void)m_file->write({reinterpret_cast<const std::byte*>(line.data()), line.size()});
    }
    if (m_file) {
        (void)m_file->finish();
        m_file.reset();
    }
}

std::vector<std::string> TrialLog::last_lines() const {
    const auto lines = lines_of(m_tail);
    const auto first = lines.size() - std::min(lines.size(), k_last_lines);
    std::vector<std::string> out;
    for (auto i = first; i < lines.size(); ++i) {
        out.push_back(printable(lines[i]));
    }
    return out;
}

Result<Ran> run_check(Context& context, const Toolchain& toolchain, const UpgradeRequest& request,
                      TrialLog& log, const OutputListener& output) {
    RunOptions options;
    options.capture = true;
    options.max_captured = 0;
    options.time_limit = request.time_limit;
    options.whole_tree = true;
    options.tee = [&](os::Output which, std::string_view piece) {
        log.take(piece);
        output(which, piece);
    };
    if (toolchain.decision) { // the candidate is forced: no switch to another Go on the way
        for (const auto* name : k_no_switch) {
            options.variables[name] = "local";
        }
    }
    return run(context, toolchain, request.words, options);
}

} // namespace govern::ops
