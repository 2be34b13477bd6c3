#include "cli/options.hpp"

#include "cli/context.hpp"
#include "shell/shell.hpp"

#include <algorithm>
#include <utility>

namespace govern::cli {

Option& Option::of(ValueKind value_kind) {
    kind = value_kind;
    return *this;
}

Option& Option::suggest(std::vector<std::string_view> some_values) {
    values = std::move(some_values);
    return *this;
}

Option& Option::only(std::vector<std::string_view> all_values) {
    only_these = true;
    return suggest(std::move(all_values));
}

Option& Option::also(std::string_view short_form) {
    short_name = short_form;
    return *this;
}

Option& Option::must_be_given() {
    required = true;
    return *this;
}

Option& Option::or_empty() {
    may_be_empty = true;
    return *this;
}

Option& Option::hide() {
    hidden = true;
    return *this;
}

Option& Option::tell_dashes(bool& stood) {
    dashes = &stood;
    return *this;
}

bool Option::is_spec() const {
    return kind == ValueKind::installed || kind == ValueKind::installed_or_system ||
           kind == ValueKind::installed_or_link || kind == ValueKind::published;
}

bool Option::repeats() const {
    return std::holds_alternative<std::vector<std::string>*>(target);
}

Option& Options::add(Option::Form form, std::string_view name, Option::Target target,
                     std::string_view help) {
    Option option;
    option.form = form;
    option.name = name;
    option.help = help;
    option.target = target;
    m_all.push_back(std::move(option));
    return m_all.back();
}

Option& Options::flag(std::string_view name, bool& target, std::string_view help) {
    return add(Option::Form::flag, name, &target, help);
}

Option& Options::valued(std::string_view name, std::string_view value_name, Option::Target target,
                        std::string_view help) {
    auto& option = add(Option::Form::valued, name, target, help);
    option.value_name = value_name;
    return option;
}

Option& Options::argument(std::string_view name, Option::Target target, std::string_view help) {
    return add(Option::Form::argument, name, target, help);
}

Option& Options::foreign(std::string_view name, std::vector<std::string>& target,
                         std::string_view help) {
    return add(Option::Form::foreign, name, &target, help);
}

void Options::platform(std::string& os, std::string& arch) {
    valued("--os", "GOOS", &os, "another GOOS").suggest({"darwin", "freebsd", "linux", "windows"});
    valued("--arch", "GOARCH", &arch, "another GOARCH")
        .suggest({"386", "amd64", "arm", "arm64", "loong64", "ppc64le", "riscv64", "s390x"});
}

void Options::source(std::string& target, std::string_view help) {
    valued("--source", "SOURCE", &target, help).only({"official", "proxy"});
}

void Options::strict(bool& target, std::string_view help) {
    flag("--strict", target, help);
}

void Options::dry_run(bool& target, std::string_view help) {
    flag("--dry-run", target, help);
}

void Options::shell(std::string& target, std::string_view help) {
    const auto& names = shell::shell_names();
    valued("--shell", "SHELL", &target, help).suggest({names.begin(), names.end()});
}

const Option* Options::find(std::string_view name) const {
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](const Option& option) {
        return option.is_option() &&
               (option.name == name || (!name.empty() && option.short_name == name));
    });
    return found == m_all.end() ? nullptr : &*found;
}

const Option* Options::foreign_command() const {
    const auto found = std::find_if(m_all.begin(), m_all.end(), [](const Option& option) {
        return option.form == Option::Form::foreign;
    });
    return found == m_all.end() ? nullptr : &*found;
}

void declare_globals(Options& options, Globals& globals, bool& help) {
    options.flag("--json", globals.json, "machine-readable output on stdout (docs/json.md)");
    options.flag("--quiet", globals.quiet, "errors and warnings only").also("-q");
    options.flag("--verbose", globals.verbose, "say more about each step").also("-v");
    options.flag("--offline", globals.offline, "never touch the network");
    options.valued("--color", "WHEN", &globals.color, "auto, always or never")
        .only({"auto", "always", "never"});
    options.flag("--yes", globals.yes, "answer yes where a question would be asked").also("-y");
    options
        .valued("--home", "FOLDER", &globals.home,
                "another home than GOVERN_HOME or the user's own")
        .of(ValueKind::file);
    options.valued("--log", "FILE", &globals.log, "append a line for each change to this file")
        .of(ValueKind::file);
    options.flag("--help", help, "show this help").also("-h");
    options
        .valued("--eval", "SHELL", &globals.eval, "the shell whose function evaluates the output")
        .hide();
}

} // namespace govern::cli
