#include "tool_versions.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "ops/messages.hpp"
#include "ops/tool/messages.hpp"
#include "sources/source.hpp"

#include <algorithm>

namespace govern::ops {

using advisories::KnownTool;
using advisories::ToolRelease;

namespace {

constexpr std::size_t k_max_list = std::size_t{4} << 20U;
constexpr std::size_t k_max_mod = std::size_t{1} << 20U;
constexpr std::size_t k_at_once = 8; ///< .mod files that are asked for together

/// The first line that starts with `go`, as gover.GoModLookup of cmd/go takes it.
std::string go_line_of(std::string_view mod) {
    for (const auto line : lines_of(mod)) {
        const auto text = trim(line);
        if (text.starts_with("go ") || text.starts_with("go\t")) {
            const auto rest = text.substr(3);
            return std::string(trim(rest.substr(0, rest.find("//"))));
        }
    }
    return {};
}

/// A release of which its go line alone is known; nothing for a line that is not a version.
ToolRelease release_of(std::string_view version, const std::string& go_line) {
    ToolRelease out{version, {}, {}, {}};
    (void)Version::parse(go_line, out.go);
    return out;
}

/// Chooses among the releases of one tool.
class Choice {
public:
    Choice(Context& context, const KnownTool& tool, const Version& go)
        : m_answers(context), m_offline(context.offline), m_tool(tool), m_go(go),
          m_table(advisories::tool_releases(tool.name)) {}

    Result<std::string> newest_fitting() {
        bool asked = false;
        for (const auto module : m_tool.modules) {
            const auto listed = m_answers.releases(module);
            asked = asked || listed.has_value();
            if (auto version = first_fitting(module, listed.value_or(std::vector<std::string>()))) {
                return std::move(*version);
            }
        }
        if (const auto* row = fitting_row()) {
            return std::string(row->version);
        }
        if (!m_table.empty() || asked) {
            return none_fits();
        }
        if (m_offline) {
            return fail(msg::tool_offline, {{"name", std::string(m_tool.name)},
                                            {"reason", "which release fits is not known offline"}});
        }
        return "latest";
    }

    Result<std::string> exact(const std::string& wanted) {
        auto version = wanted;
        if (wanted == "latest") {
            const auto listed = m_answers.releases(m_tool.modules.front());
            if (!listed || listed->empty()) {
                return wanted;
            }
            version = listed->front();
        }
        const auto module = m_tool.module_of(version);
        if (row_of(version) == nullptr) {
            (void)m_answers.releases(module); // which proxy has it
        }
        auto why = judge(module, {version})[0].value_or("");
        if (why.empty()) {
            return version;
        }
        const auto fitting = newest_fitting();
        const bool known = fitting && *fitting != "latest";
        Message error(msg::tool_does_not_fit);
        error.with("tool", std::string(m_tool.name) + ' ' + version)
            .with("go", std::string(m_go.text()))
            .with("why", std::move(why));
        if (known) {
            error.with("fitting", std::string(m_tool.name) + '@' + *fitting);
        }
        return Failure(std::move(error));
    }

private:
    [[nodiscard]] const ToolRelease* row_of(const std::string& version) const {
        const auto found = std::find_if(m_table.begin(), m_table.end(),
                                        [&](const auto& row) { return row.version == version; });
        return found == m_table.end() ? nullptr : &*found;
    }

    /// Why each of these does not fit, in order; nothing where that is not known.
    std::vector<std::optional<std::string>> judge(std::string_view module,
                                                  const std::vector<std::string>& versions) {
        std::vector<std::string> unknown;
        for (const auto& version : versions) {
            if (row_of(version) == nullptr) {
                unknown.push_back(version);
            }
        }
        const auto lines = m_answers.go_lines(module, unknown);
        std::size_t next = 0;
        std::vector<std::optional<std::string>> out;
        for (const auto& version : versions) {
            if (const auto* row = row_of(version)) {
                out.emplace_back(row->why_unfit(m_go));
            } else if (const auto& line = lines[next++]) {
                out.emplace_back(release_of(version, *line).why_unfit(m_go));
            } else {
                out.emplace_back(std::nullopt);
            }
        }
        return out;
    }

    std::optional<std::string> first_fitting(std::string_view module,
                                             const std::vector<std::string>& versions) {
        for (std::size_t from = 0; from < versions.size(); from += k_at_once) {
            const auto count = std::min(k_at_once, versions.size() - from);
            const auto begin = versions.begin() + static_cast<std::ptrdiff_t>(from);
            const std::vector<std::string> some(begin, begin + static_cast<std::ptrdiff_t>(count));
            const auto why = judge(module, some);
            for (std::size_t i = 0; i < some.size(); ++i) {
                if (why[i] && why[i]->empty()) {
                    return some[i];
                }
                if (why[i]) {
                    note_newest(some[i], *why[i]);
                }
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] const ToolRelease* fitting_row() {
        const auto found = std::find_if(m_table.begin(), m_table.end(),
                                        [&](const ToolRelease& one) { return one.fits(m_go); });
        return found == m_table.end() ? nullptr : &*found;
    }

    void note_newest(const std::string& version, const std::string& why) {
        if (m_newest.empty()) {
            m_newest = version + ": " + why;
        }
    }

    Failure none_fits() {
        if (!m_table.empty()) {
            note_newest(std::string(m_table.front().version), m_table.front().why_unfit(m_go));
        }
        return fail(msg::tool_none_fits, {{"tool", std::string(m_tool.name)},
                                          {"go", std::string(m_go.text())},
                                          {"newest", m_newest}});
    }

    ModuleAnswers m_answers;
    bool m_offline;
    const KnownTool& m_tool;
    const Version& m_go;
    std::vector<ToolRelease> m_table;
    std::string m_newest; ///< the newest release that is known, and why it does not fit
};

} // namespace

std::optional<std::string> ModuleAnswers::ask(const std::string& file) {
    for (const auto& entry : sources::parse_goproxy(m_context.go().goproxy).entries) {
        net::Request request;
        request.url = join_url(entry.url, file);
        request.use_netrc = true;
        request.stopped = [this] { return m_context.host.reporter.interrupted(); };
        auto answer = m_context.client().fetch(request, k_max_list);
        if (!answer) {
            m_context.host.reporter.detail(answer.error());
        } else if (answer->head.status == 200) {
            m_base = entry.url;
            return std::move(answer->body);
        }
        const bool lacks = answer && (answer->head.status == 404 || answer->head.status == 410);
        if (!lacks && !entry.fall_through_on_any_error) {
            break;
        }
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> ModuleAnswers::releases(std::string_view module) {
    if (m_context.offline) {
        return std::nullopt;
    }
    const auto list = ask(std::string(module) + "/@v/list");
    return list ? std::optional(advisories::releases_in(*list)) : std::nullopt;
}

std::vector<std::optional<std::string>>
ModuleAnswers::go_lines(std::string_view module, const std::vector<std::string>& versions) {
    std::vector<std::optional<std::string>> out(versions.size());
    if (m_base.empty()) {
        return out;
    }
    std::vector<net::Request> requests;
    for (const auto& version : versions) {
        net::Request request;
        request.url = join_url(m_base, std::string(module) + "/@v/" + version + ".mod");
        request.use_netrc = true;
        request.stopped = [this] { return m_context.host.reporter.interrupted(); };
        requests.push_back(std::move(request));
    }
    const auto answers = m_context.client().fetch_all(requests, k_max_mod);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i] && answers[i]->head.status == 200) {
            out[i] = go_line_of(answers[i]->body);
        }
    }
    return out;
}

Result<std::string> fitting_version(Context& context, const KnownTool& tool, const Version& go,
                                    const std::string& wanted) {
    Choice choice(context, tool, go);
    return wanted.empty() ? choice.newest_fitting() : choice.exact(wanted);
}

} // namespace govern::ops
