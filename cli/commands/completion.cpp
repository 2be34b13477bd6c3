#include "base/text.hpp"
#include "ci/ci.hpp"
#include "cli/arguments.hpp"
#include "cli/catalogue.hpp"
#include "cli/command.hpp"
#include "cli/home.hpp"
#include "cli/shells.hpp"
#include "ops/account/setup.hpp"
#include "shell/init.hpp"
#include "shell/messages.hpp"
#include "trust/roots.hpp"

#include <cctype>
#include <set>

namespace govern::cli {

namespace {

/// The shells that can ask a program for completions.
const std::vector<std::string>& completing_shells() {
    static const auto names = [] {
        auto out = shell::shell_names();
        std::erase_if(out, [](const std::string& name) {
            const auto shell = shell::parse_shell(name);
            return !shell || shell::completion_code({}, *shell).empty();
        });
        return out;
    }();
    return names;
}

class Completion : public Command {
public:
    void declare(Options& options) override {
        const auto& names = completing_shells();
        options.argument("SHELL", &m_shell, "bash, zsh, fish or pwsh; without it the calling shell")
            .suggest({names.begin(), names.end()});
        options.flag("--packaged", m_packaged, "for packages: asks the govern on PATH").hide();
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, m_shell, completing_shells()));
        auto paths = ops::init_paths(context.host, context.layout);
        if (m_packaged) {
            paths.program = "govern";
        }
        Outcome outcome;
        outcome.for_programs = true;
        outcome.text = shell::completion_code(paths, shell);
        outcome.data = {{"shell", std::string(name_of(shell))}, {"code", outcome.text}};
        if (outcome.text.empty()) {
            return fail(msg::no_completion, {{"shell", std::string(name_of(shell))},
                                             {"known", join(completing_shells(), ", ")}});
        }
        return outcome;
    }

private:
    std::string m_shell;
    bool m_packaged = false;
};

/// bash makes three words of `--source=x`: the equals sign goes, the value stays a word.
std::vector<std::string> without_equals_signs(std::vector<std::string> words) {
    for (std::size_t i = words.size(); i-- > 1;) {
        if (words[i] != "=" || !words[i - 1].starts_with("--")) {
            continue;
        }
        if (i + 1 == words.size()) {
            words[i].clear();
        } else {
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    return words;
}

struct Candidate {
    std::string text;
    std::string description; ///< one line; may be empty
};

/// Everything comes from the disk and the program itself: a Tab must not wait for a network.
class Candidates {
public:
    /// `line` has taken all words but the current one. `kept` stays in front of each candidate.
    Candidates(Context& context, const CommandLine& line, std::string current, std::string kept)
        : m_context(context), m_line(line), m_current(std::move(current)), m_kept(std::move(kept)) {
    }

    std::vector<Candidate> find() {
        if (const auto begun = m_line.foreign_words()) {
            *begun == 0 ? programs() : files();
        } else if (const auto* const option = option_at_cursor()) {
            values_of(*option);
        } else if (m_current.starts_with('-') && !m_line.options_ended()) {
            options_of(m_line.own_options());
            options_of(m_line.global_options());
        } else {
            commands();
            arguments();
        }
        return std::move(m_found);
    }

private:
    void add(std::string_view text, std::string_view description = {}) {
        if (text.starts_with(m_current)) {
            m_found.push_back({m_kept + std::string(text), std::string(description)});
        }
    }
    /// The shell itself knows the files and commands that are asked for by these words.
    void files() { m_found.push_back({":files", ""}); }
    void programs() {
        m_found.push_back({m_current.find('/') == std::string::npos ? ":commands" : ":files", ""});
    }

    /// The option whose value is at the cursor, behind it or behind its equals sign.
    [[nodiscard]] const Option* option_at_cursor() const {
        if (m_kept.empty()) {
            return m_line.awaiting_value();
        }
        const auto name = m_kept.substr(0, m_kept.size() - 1);
        const auto* const own = m_line.own_options().find(name);
        return own != nullptr ? own : m_line.global_options().find(name);
    }

    void commands() {
        for (const auto& entry : m_line.commands()) {
            if (!entry.summary.empty()) {
                add(entry.name, entry.summary);
            }
        }
    }

    void options_of(const Options& options) {
        for (const auto& option : options.all()) {
            if (option.is_option() && !option.hidden) {
                add(option.name, option.help);
            }
        }
    }

    void arguments() {
        const bool may_begin = m_line.own_options().foreign_command() != nullptr &&
                               (m_line.has_arguments() || m_line.next_argument() == nullptr);
        if (may_begin && !m_current.empty()) {
            programs();
        }
        if (const auto* const argument = m_line.next_argument()) {
            values_of(*argument);
        }
    }

    void values_of(const Option& option) {
        switch (option.kind) {
        case ValueKind::text:
            for (const auto value : option.values) {
                add(value);
            }
            break;
        case ValueKind::installed:
            installed();
            break;
        case ValueKind::installed_or_system:
            installed();
            links();
            add("system", "the go that is on PATH without govern");
            break;
        case ValueKind::installed_or_link:
            installed();
            links();
            break;
        case ValueKind::link:
            links();
            break;
        case ValueKind::published:
            published();
            break;
        case ValueKind::installed_or_file:
            if (m_current.empty() || std::isdigit(static_cast<unsigned char>(m_current[0])) != 0) {
                installed();
            } else {
                files();
            }
            break;
        case ValueKind::installed_tool:
            tools();
            break;
        case ValueKind::file:
            files();
            break;
        case ValueKind::error_code:
            for (const auto* spec : all_coded_messages()) {
                add(spec->code);
            }
            break;
        }
    }

    void installed() {
        const auto sdks = m_context.store.installed();
        std::string last;
        for (const auto& id : sdks ? *sdks : std::vector<SdkId>()) {
            auto name = spec_name(id.version);
            if (name != last) {
                add(name);
            }
            last = std::move(name);
        }
    }

    void links() {
        for (const auto& link : m_context.store.links()) {
            add(link.name, "unverified: " + printable(link.goroot));
        }
    }

    void tools() {
        std::set<std::string> names;
        const auto all = m_context.store.tools();
        for (const auto& tool : all ? *all : std::vector<store::ToolFile>()) {
            names.insert(tool.name);
        }
        for (const auto& name : names) {
            add(name);
        }
    }

    /// With nothing typed the lines; with a digit every version. Newest first.
    void published() {
        add("latest", "the newest release");
        add("oldstable", "the newest patch of the line before it");
        std::string last;
        for (const auto& text : trust::embedded_versions("", "")) {
            Version version;
            if (!Version::parse(text, version)) {
                continue;
            }
            auto name = spec_name(version);
            if (m_current.empty()) {
                name = std::to_string(version.major()) + '.' + std::to_string(version.minor());
            }
            if (name != last) {
                add(name);
            }
            last = std::move(name);
        }
    }

    Context& m_context;
    const CommandLine& m_line;
    std::string m_current;
    std::string m_kept;
    std::vector<Candidate> m_found;
};

/// `govern __complete -- WORD…`: candidates for the last word, one a line; --described: a tab and
/// what it means behind each that has a meaning to tell.
class Complete : public Command {
public:
    void declare(Options& options) override {
        options
            .valued("--current", "WORD", &m_current,
                    "the word at the cursor after a colon, where the shell cannot pass an empty "
                    "one")
            .or_empty();
        options.flag("--described", m_described, "a tab and the description behind each word");
        options.argument("WORD", &m_words, "the words after `govern`").or_empty();
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        auto words = without_equals_signs(m_words);
        std::string current;
        if (m_current && !m_current->empty()) {
            current = m_current->substr(1); // its colon keeps an empty word a word
        } else if (!words.empty()) {
            current = words.back();
            words.pop_back();
        }
        CommandLine line(all_commands());
        for (const auto& word : words) {
            line.take(word);
        }
        std::string kept;
        const auto equals =
            current.starts_with("--") && !line.foreign_words() ? current.find('=') : current.npos;
        if (equals != current.npos) {
            kept = current.substr(0, equals + 1);
            current.erase(0, equals + 1);
        }
        const auto& typed_home = line.globals().home;
        const auto home = typed_home.empty() ? Result<std::string>(context.layout.home())
                                             : find_home(typed_home, context.host.environment,
                                                         context.host.files, "");
        Context other(context.host, context.globals, Layout(home.value_or(context.layout.home())),
                      context.config, context.out, context.err);
        const auto found = Candidates(other, line, std::move(current), std::move(kept)).find();
        Outcome outcome;
        outcome.data["candidates"] = nlohmann::json::array();
        for (const auto& candidate : found) {
            outcome.data["candidates"].push_back(candidate.text);
            outcome.text += candidate.text;
            if (m_described && !candidate.description.empty()) {
                outcome.text += '\t' + candidate.description;
            }
            outcome.text += '\n';
        }
        return outcome;
    }

private:
    std::optional<std::string> m_current;
    bool m_described = false;
    std::vector<std::string> m_words;
};

} // namespace

std::unique_ptr<Command> make_completion() {
    return std::make_unique<Completion>();
}
std::unique_ptr<Command> make_complete() {
    return std::make_unique<Complete>();
}

} // namespace govern::cli
