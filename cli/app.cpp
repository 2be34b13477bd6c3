#include "cli/app.hpp"

#include "base/messages/cli.hpp"
#include "base/messages/common.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/help.hpp"
#include "cli/home.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"

#include <exception>

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

/// ASCII only, so that no code page between us and the reader can spoil it.
std::string dump(const nlohmann::json& json) {
    return json.dump(2, ' ', true, nlohmann::json::error_handler_t::replace) + '\n';
}

/// One run's moving parts, in the order they are made.
class Run {
public:
    explicit Run(CommandLine line)
        : m_line(std::move(line)), m_out(os::standard_output()), m_err(os::standard_error()),
          m_files(os::real_files()), m_processes(os::real_processes()), m_clock(os::real_clock()),
          m_environment(os::process_environment()),
          m_console(*m_err, *m_clock, m_line.globals, m_environment) {}

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
        if (m_line.error) {
            return Failure(*m_line.error);
        }
        if (m_line.help || m_line.command.empty()) {
            return help_outcome(m_line);
        }
        if (m_line.version) {
            return version_outcome();
        }
        GOVERN_TRY_ASSIGN(const auto* entry, find_command(m_line.command));
        const auto command = entry->make();
        GOVERN_TRY(parse_options(*entry, *command, m_line));

        const auto program = os::own_program();
        if (!program && m_line.globals.home.empty()) {
            return Failure(program.error());
        }
        auto home = find_home(m_line.globals.home, m_environment, *m_files, program.value_or(""));
        if (!home && command->needs() != Needs::nothing) {
            return Failure(std::move(home).error());
        }
        if (home && !m_line.globals.home.empty()) {
            const auto typed = os::find_in_path("govern", m_environment).value_or("");
            const auto usual = find_home("", m_environment, *m_files, typed);
            if (!usual || !os::same_path(*usual, *home)) {
                m_console.name_home(*home);
            }
        }
        os::catch_interrupts();
        os::Host host{*m_files,      *m_processes, *m_clock,
                      m_environment, m_console,    os::current_folder().value_or("")};
        Layout layout(std::move(home).value_or(""));
        auto config = config::load(host, layout.config_file());
        if (!config && command->needs() == Needs::config) {
            return Failure(std::move(config).error());
        }
        if (!config && command->needs() == Needs::home) {
            m_console.warn(config.error());
        }
        Context context(host, m_line.globals, std::move(layout),
                        std::move(config).value_or(config::Config()), *m_out, *m_err);
        auto outcome = command->run(context);
        if (!outcome && os::interrupted()) {
            return Failure(Message(msg::interrupted));
        }
        return outcome;
    }

    int finish(const Outcome& outcome) {
        const auto& error = outcome.error;
        const int exit = error ? static_cast<int>(error->exit()) : outcome.exit;
        if (m_line.globals.json) {
            auto json = envelope(m_line.command, exit, m_console);
            json["result"] = outcome.data;
            if (error) {
                json["error"] = to_json(m_console.rendered(*error));
            }
            m_out->write(dump(json));
        } else {
            m_out->write(outcome.text);
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
        m_console.error(error);
        if (m_line.globals.json) {
            auto json = envelope(m_line.command, exit, m_console);
            json["error"] = to_json(m_console.rendered(error));
            m_out->write(dump(json));
            m_out->flush();
        }
        return exit;
    }

    CommandLine m_line;
    std::unique_ptr<os::Stream> m_out;
    std::unique_ptr<os::Stream> m_err;
    std::unique_ptr<os::Files> m_files;
    std::unique_ptr<os::Processes> m_processes;
    std::unique_ptr<os::Clock> m_clock;
    os::Environment m_environment;
    Console m_console;
};

} // namespace

int run(std::vector<std::string> arguments) {
    return Run(split_command_line(std::move(arguments)))();
}

} // namespace govern::cli
