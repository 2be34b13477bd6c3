#include "cli/app.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/help.hpp"
#include "cli/home.hpp"
#include "cli/messages.hpp"
#include "cli/stdout_file.hpp"
#include "ops/upgrade.hpp"
#include "os/machine.hpp"
#include "os/unchanged_files.hpp"
#include "store/messages.hpp"
#include "trust/roots.hpp"

#include <exception>
#include <utility>

namespace govern::cli {

namespace {

constexpr int k_json_schema = 1;

nlohmann::json envelope(const std::string& command, int exit, const Console& console) {
    auto warnings = nlohmann::json::array();
    for (const auto& warning : console.warnings()) {
        warnings.push_back(to_json(warning));
    }
    return {{"schema", k_json_schema},
            {"command", command},
            {"ok", exit == 0},
            {"exit", exit},
            {"warnings", std::move(warnings)}};
}

/// ASCII only, so that no code page between us and the reader can spoil it; `##` and `::`, with
/// which commands of CI hosts begin, in another spelling of the same text.
std::string dump(const nlohmann::json& json) {
    auto text = json.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + '\n';
    for (const auto& [raw, spelling] : {std::pair("##", "\\u0023"), std::pair("::", "\\u003a")}) {
        for (auto at = text.find(raw); at != text.npos; at = text.find(raw, at)) {
            text.replace(at + 1, 1, spelling);
        }
    }
    return text;
}

/// --dry-run and --check, the flags: nothing is changed, caches included.
bool only_looks(const Options& options) {
    for (const auto* name : {"--dry-run", "--check"}) {
        const auto* const option = options.find(name);
        const auto* const flag = option ? std::get_if<bool*>(&option->target) : nullptr;
        if (flag != nullptr && **flag) {
            return true;
        }
    }
    return false;
}

/// One run's moving parts, in the order they are made.
class Run {
public:
    Run(const CommandLine& line, std::string typed)
        : m_line(line), m_typed(std::move(typed)), m_out(os::standard_output()),
          m_err(os::standard_error()), m_files(os::real_files()), m_processes(os::real_processes()),
          m_clock(os::real_clock()), m_machine(os::real_machine()),
          m_account(os::real_user_environment()), m_environment(os::process_environment()),
          m_console(*m_err, *m_clock, m_line.globals(), m_environment) {}

    int operator()() {
        try {
            auto outcome = execute();
            return outcome ? finish(*outcome) : finish(outcome.error());
        } catch (const std::exception& error) {
            return finish(Message(msg::internal_error).with("what", error.what()));
        }
    }

private:
    Result<Outcome> execute() {
        if (const auto& error = m_line.global_error()) {
            return Failure(*error);
        }
        if (m_line.version() && !m_line.help()) {
            return version_outcome();
        }
        const bool unknown = !m_line.name().empty() && m_line.entry() == nullptr;
        if (const auto& error = m_line.own_error(); error && (unknown || !m_line.help())) {
            return Failure(*error);
        }
        if (m_line.help() || m_line.entry() == nullptr) {
            return help_outcome(m_line);
        }
        auto* const command = m_line.command();
        const auto& globals = m_line.globals();
        const auto program = m_machine->program();
        const bool home_is_given =
            !globals.home.empty() || !m_environment.get("GOVERN_HOME").value_or("").empty();
        if (!program && !home_is_given && command->needs() != Needs::nothing) {
            return Failure(program.error());
        }
        auto home = find_home(globals.home, m_environment, *m_files, program.value_or(""));
        if (!home && command->needs() != Needs::nothing) {
            return Failure(std::move(home).error());
        }
        if (home && !globals.home.empty()) {
            const auto typed = m_processes->find("govern", m_environment).value_or("");
            const auto usual = find_home("", m_environment, *m_files, typed);
            if (!usual || !path::same_path(*usual, *home)) {
                m_console.name_home(*home);
            }
        }
        os::catch_interrupts();
        if (only_looks(m_line.own_options())) {
            m_looking = os::unchanged_files(*m_files);
        }
        os::Files& files = m_looking ? *m_looking : *m_files;
        os::Host host{files,      *m_processes,  *m_clock,  *m_machine,
                      *m_account, m_environment, m_console, os::current_folder().value_or("")};
        Layout layout(std::move(home).value_or(""));
        GOVERN_TRY_ASSIGN(auto config, settings(host, layout, *command));
        m_system_events = config.system_events.value;
        Context context(host, globals, std::move(layout), std::move(config), *m_out, *m_err);
        context.command = m_typed;
        if (command->needs() != Needs::nothing) {
            context.put_back = ops::recover_pending(context, way_of(*command));
        }
        auto outcome = command->run(context);
        if (!outcome && m_console.interrupted()) {
            return Failure(Message(msg::interrupted));
        }
        return outcome;
    }

    /// What cannot be read is an error for commands that need it, else a warning.
    Result<config::Config> settings(os::Host& host, const Layout& layout, const Command& command) {
        const auto [machine_file, may_be_ours] =
            trust::machine_config(m_account->folder(os::UserEnvironment::Folder::program_data));
        auto config = config::load(host, layout.config_file(), {machine_file, may_be_ours});
        if (!config && command.needs() == Needs::config) {
            return config;
        }
        if (!config && command.needs() == Needs::home) {
            m_console.warn(config.error());
        }
        if (!config) {
            return config::Config();
        }
        if (config->passed_over && command.needs() != Needs::nothing) {
            m_console.warn(*config->passed_over);
        }
        if (const auto& log = m_line.globals().log; !log.empty()) {
            config->log = {path::join(host.current_folder, log), config::Origin::option};
        }
        GOVERN_TRY(keep_off_stdout(config->log, command));
        return config;
    }

    [[nodiscard]] ops::Recovery way_of(const Command& command) const {
        return !command.changes_home() ? ops::Recovery::none
               : m_looking             ? ops::Recovery::pretend
                                       : ops::Recovery::carry_out;
    }

    /// A log that leads to standard output cannot be written under --json: as an option it is
    /// refused, else the change is made without it, as with any log that cannot be written.
    Result<void> keep_off_stdout(config::Setting<std::string>& log, const Command& command) {
        if (log.value.empty()) {
            return {};
        }
        auto free = require_other_than_stdout(m_line.globals(), "--log", log.value);
        if (free) {
            return {};
        }
        if (log.origin == config::Origin::option) {
            return free;
        }
        if (way_of(command) == ops::Recovery::carry_out) {
            m_console.warn(Message(msg::log_not_written)
                               .with("path", log.value)
                               .because(Message(msg::log_is_stdout)));
        }
        log.value.clear();
        return {};
    }

    int finish(const Outcome& outcome) {
        m_console.end_progress();
        const auto& error = outcome.error;
        const int exit = error ? static_cast<int>(error->exit()) : outcome.exit;
        if (error) {
            tell_system(*error);
        }
        if (m_line.globals().json) {
            auto json = envelope(m_line.name(), exit, m_console);
            json["result"] = outcome.data;
            if (error) {
                json["error"] = to_json(m_console.rendered(*error));
            }
            m_out->write(dump(json));
        } else {
            m_out->write(outcome.for_programs ? outcome.text : printable(outcome.text, true));
        }
        m_out->flush();
        if (error) {
            m_console.error(*error);
        }
        if (m_out->failed() && exit == 0) {
            m_console.error(Message(msg::output_lost));
            return static_cast<int>(msg::output_lost.exit);
        }
        return exit;
    }

    int finish(const Message& error) {
        const int exit = static_cast<int>(error.exit());
        tell_system(error);
        m_console.error(error);
        if (m_line.globals().json) {
            auto json = envelope(m_line.name(), exit, m_console);
            json["error"] = to_json(m_console.rendered(error));
            m_out->write(dump(json));
            m_out->flush();
        }
        return exit;
    }

    /// `events = system`: a failed proof is also told to those who watch the machine.
    void tell_system(const Error& error) {
        if (m_system_events && error.exit() == Exit::verification) {
            m_machine->add_event(os::EventKind::error,
                                 "govern " + redact_command(m_typed) + ": " +
                                     printable(m_console.rendered(error).text));
        }
    }

    const CommandLine& m_line;
    bool m_system_events = false;
    std::string m_typed; ///< the command line without `govern`
    std::unique_ptr<os::Stream> m_out;
    std::unique_ptr<os::Stream> m_err;
    std::unique_ptr<os::Files> m_files;
    std::unique_ptr<os::Files> m_looking; ///< of a run that changes nothing
    std::unique_ptr<os::Processes> m_processes;
    std::unique_ptr<os::Clock> m_clock;
    std::unique_ptr<os::Machine> m_machine;
    std::unique_ptr<os::UserEnvironment> m_account;
    os::Environment m_environment;
    Console m_console;
};

/// The words as somebody could type them again, more or less: for the history's readers.
std::string typed(const std::vector<std::string>& arguments) {
    std::string out;
    for (const auto& word : arguments) {
        const bool plain = !word.empty() && word.find_first_of(" \t\r\n\"'") == word.npos;
        const char quote = word.find('\'') == word.npos ? '\'' : '"';
        out += (out.empty() ? "" : " ") + (plain ? word : quote + word + quote);
    }
    return out;
}

} // namespace

int run(const std::vector<std::string>& arguments) {
    CommandLine line(all_commands());
    for (const auto& word : arguments) {
        line.take(word);
    }
    line.finish();
    return Run(line, typed(arguments))();
}

} // namespace govern::cli
