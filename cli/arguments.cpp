#include "cli/arguments.hpp"

#include "base/text.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "core/spec.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

void store(const Option::Target& target, const std::string& value) {
    if (auto* const* text = std::get_if<std::string*>(&target)) {
        **text = value;
    } else if (auto* const* optional = std::get_if<std::optional<std::string>*>(&target)) {
        **optional = value;
    } else if (auto* const* list = std::get_if<std::vector<std::string>*>(&target)) {
        (*list)->push_back(value);
    } else {
        *std::get<bool*>(target) = true;
    }
}

const CommandEntry* find_in(std::span<const CommandEntry> commands, std::string_view name) {
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const CommandEntry& entry) { return entry.name == name; });
    return found == commands.end() ? nullptr : &*found;
}

/// A SPEC, or what other tools take for one: the command then says what to write instead.
bool looks_like_spec(const std::string& word, bool first) {
    const auto flaw = parse_spec(word).error;
    const bool foreign = flaw == SpecError::semver_range || flaw == SpecError::setup_go_alias;
    return flaw == SpecError::none || (foreign && first);
}

std::string nearest_options(const std::string& word, const Options& own, const Options& global) {
    std::vector<std::string> names;
    for (const auto* options : {&global, &own}) {
        for (const auto& option : options->all()) {
            if (option.is_option() && !option.hidden) {
                names.push_back(option.name);
            }
        }
    }
    return join(nearest(word, names), ", ");
}

} // namespace

Declared::Declared(const CommandEntry& entry) : command(entry.make()) {
    command->declare(options);
}

namespace {

/// What other version managers call it, and what it is here.
constexpr std::pair<std::string_view, std::string_view> k_words_of_others[] = {
    {"add", "install"},
    {"download", "install"},
    {"get", "install"},
    {"global", "default"},
    {"info", "why"},
    {"local", "pin"},
    {"ls", "list"},
    {"ls-remote", "list --remote"},
    {"list-remote", "list --remote"},
    {"list-all", "list --remote"},
    {"remove", "uninstall"},
    {"rm", "uninstall"},
    {"run", "exec"},
    {"set", "default"},
    {"shell", "use"},
    {"switch", "use"},
    {"unset", "use --unset"},
    {"up", "upgrade"},
    {"update", "upgrade"},
    {"versions", "list"},
};

} // namespace

Error unknown_command(const std::string& name, std::span<const CommandEntry> commands,
                      const std::string& group) {
    std::vector<std::string> names;
    for (const auto& entry : commands) {
        if (!entry.summary.empty()) {
            names.emplace_back(entry.name);
        }
    }
    const auto* const meant =
        std::find_if(std::begin(k_words_of_others), std::end(k_words_of_others),
                     [&](const auto& pair) { return pair.first == name; });
    const auto first = [&names](std::string_view word) {
        return std::find(names.begin(), names.end(), word.substr(0, word.find(' '))) != names.end();
    };
    auto near = nearest(name, names);
    if (meant != std::end(k_words_of_others) && first(meant->second)) {
        near = {std::string(meant->second)};
    }
    const auto before = group.empty() ? std::string() : group + ' ';
    for (auto& one : near) {
        one.insert(0, before);
    }
    return Message(msg::unknown_command)
        .with("command", before + name)
        .with("nearest", join(near, ", "))
        .with("group", group)
        .with("all", group.empty() ? "govern --help" : "");
}

CommandLine::CommandLine(std::span<const CommandEntry> commands) : m_commands(commands) {
    declare_globals(m_global, m_globals, m_help);
}

void CommandLine::take(const std::string& word) {
    if (m_awaiting != nullptr) {
        const auto* const option = std::exchange(m_awaiting, nullptr);
        if (!is_known_option(word)) {
            assign(*option, word);
            return;
        }
        note_usage(is_global(*option), option->name + " needs a value");
    }
    if (m_foreign != nullptr) {
        m_foreign->push_back(word);
    } else if (word == "--" && !m_options_ended && !m_name.empty()) {
        m_options_ended = true;
        if (const auto* const foreign = m_own.foreign_command()) {
            m_foreign = std::get<std::vector<std::string>*>(foreign->target);
            if (foreign->dashes != nullptr) {
                *foreign->dashes = true;
            }
        }
    } else if (!m_options_ended && word.starts_with('-') && word.size() > 1) {
        take_option(word);
    } else if (m_name.empty() || (m_entry != nullptr && m_arguments_taken == 0 &&
                                  find_in(m_entry->subcommands, word) != nullptr)) {
        take_command(word);
    } else if (m_entry != nullptr) {
        take_argument(word);
    }
}

void CommandLine::take_command(const std::string& word) {
    if (m_entry != nullptr) {
        m_name += ' ' + word;
        enter(*find_in(m_entry->subcommands, word));
        return;
    }
    if (word == "help" && !m_help_word) {
        m_help_word = true;
        m_help = true;
        return;
    }
    m_name = word;
    if (const auto* const entry = find_in(m_commands, word)) {
        enter(*entry);
    } else if (word == "version") {
        m_version = true;
    } else {
        note(false, unknown_command(word, m_commands));
    }
}

void CommandLine::enter(const CommandEntry& entry) {
    m_entry = &entry;
    m_command = entry.make();
    m_own = Options();
    m_given.clear();
    m_command->declare(m_own);
}

void CommandLine::take_option(const std::string& word) {
    if (m_name.empty() && (word == "--version" || word == "-V")) {
        m_version = true;
        m_name = "version";
        return;
    }
    const auto equals = word.starts_with("--") ? word.find('=') : word.npos;
    const auto name = word.substr(0, equals);
    const auto* const own = m_own.find(name);
    const auto* const option = own != nullptr ? own : m_global.find(name);
    const bool is_flag = option != nullptr && option->form == Option::Form::flag;
    if (option == nullptr || (is_flag && equals != word.npos)) {
        if (m_entry != nullptr || m_name.empty()) {
            note(m_name.empty(),
                 Message(msg::unknown_option)
                     .with("option", word)
                     .with("program", m_name.empty() ? "govern" : "govern " + m_name)
                     .with("nearest", nearest_options(word, m_own, m_global)));
        }
    } else if (is_flag) {
        assign(*option, "");
    } else if (equals != word.npos) {
        assign(*option, word.substr(equals + 1));
    } else {
        m_awaiting = option;
    }
}

void CommandLine::assign(const Option& option, const std::string& value) {
    const bool global = is_global(option);
    if (value.empty() && option.form != Option::Form::flag && !option.may_be_empty) {
        note(global, empty_value(option));
        return;
    }
    if (option.only_these &&
        std::find(option.values.begin(), option.values.end(), value) == option.values.end()) {
        std::vector<std::string> values(option.values.begin(), option.values.end());
        const auto last = std::move(values.back());
        values.pop_back();
        note_usage(global, option.name + " takes " + join(values, ", ") + " or " + last +
                               ", not '" + value + "'");
        return;
    }
    const bool again = std::find(m_given.begin(), m_given.end(), &option) != m_given.end();
    if (again && !global && option.form == Option::Form::valued && !option.repeats()) {
        note_usage(false, option.name + " is given twice");
        return;
    }
    if (option.form == Option::Form::valued && option.kind == ValueKind::file && value == "-") {
        note_usage(global, option.name +
                               " takes a path. '-' is not the standard input or output, and a "
                               "file of that name is ./-");
        return;
    }
    m_given.push_back(&option);
    store(option.target, value);
}

bool CommandLine::accepts(const Option& argument, const std::string& word) const {
    const bool is_spec =
        argument.kind == ValueKind::installed || argument.kind == ValueKind::installed_or_system;
    if (!argument.repeats() || !is_spec || m_own.foreign_command() == nullptr) {
        return true;
    }
    return looks_like_spec(word, m_arguments_taken == 0);
}

const Option* CommandLine::next_argument() const {
    for (std::size_t i = m_argument; i < m_own.all().size(); ++i) {
        if (m_own.all()[i].form == Option::Form::argument) {
            return &m_own.all()[i];
        }
    }
    return nullptr;
}

void CommandLine::take_argument(const std::string& word) {
    const auto* const argument = next_argument();
    if (argument != nullptr && accepts(*argument, word)) {
        assign(*argument, word);
        ++m_arguments_taken;
        if (!argument->repeats()) {
            m_argument = static_cast<std::size_t>(argument - m_own.all().data()) + 1;
        }
        return;
    }
    if (const auto* const foreign = m_own.foreign_command()) {
        m_foreign = std::get<std::vector<std::string>*>(foreign->target);
        m_foreign->push_back(word);
        return;
    }
    const bool takes_none = std::none_of(m_own.all().begin(), m_own.all().end(),
                                         [](const auto& one) { return !one.is_option(); });
    note_usage(false, "'" + word + "' is one argument too many" +
                          (takes_none ? ": `govern " + m_name + "` takes none" : ""));
}

void CommandLine::finish() {
    if (m_awaiting != nullptr) {
        note_usage(is_global(*m_awaiting), m_awaiting->name + " needs a value");
    }
    for (const auto& option : m_own.all()) {
        if (option.required &&
            std::find(m_given.begin(), m_given.end(), &option) == m_given.end()) {
            note_usage(false, option.name + " is missing");
        }
    }
}

std::optional<std::size_t> CommandLine::foreign_words() const {
    return m_foreign == nullptr ? std::nullopt : std::optional(m_foreign->size());
}

std::span<const CommandEntry> CommandLine::commands() const {
    if (m_name.empty()) {
        return m_commands;
    }
    return m_entry == nullptr || m_arguments_taken != 0 ? std::span<const CommandEntry>()
                                                        : m_entry->subcommands;
}

void CommandLine::note(bool of_global, Error error) {
    auto& place = of_global ? m_global_error : m_own_error;
    if (!place) { // the first one counts
        place = std::move(error);
    }
}

Error CommandLine::empty_value(const Option& option) const {
    if (!option.is_option() && option.is_spec()) {
        return read_spec("").error();
    }
    const auto* const what = option.is_option() ? " needs a value" : " is empty";
    return Message(msg::usage).with("what", option.name + what).with("command", m_name);
}

void CommandLine::note_usage(bool of_global, std::string what) {
    note(of_global, Message(msg::usage).with("what", std::move(what)).with("command", m_name));
}

bool CommandLine::is_global(const Option& option) const {
    const auto& all = m_global.all();
    return std::any_of(all.begin(), all.end(), [&](const Option& one) { return &one == &option; });
}

bool CommandLine::is_known_option(const std::string& word) const {
    return m_own.find(word) != nullptr || m_global.find(word) != nullptr;
}

} // namespace govern::cli
