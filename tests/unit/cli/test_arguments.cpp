#include "cli/arguments.hpp"
#include "cli/help.hpp"
#include "cli/messages.hpp"
#include "shell/init.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>

using namespace govern;
using namespace govern::cli;

namespace {

using Words = std::vector<std::string>;

/// Takes one of everything.
class Everything : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &specs, "versions").of(ValueKind::installed_or_system);
        options.foreign("COMMAND", foreign, "the program");
        options.flag("--strict", strict, "strictly");
        options.valued("--like", "FILE", &like, "a program").of(ValueKind::file);
        options.source(source, "where from");
    }
    Result<Outcome> run(Context& /*context*/) override { return Outcome(); }

    Words specs;
    Words foreign;
    bool strict = false;
    std::optional<std::string> like;
    std::string source;
};

/// Arguments alone, one of them needed.
class Plain : public Command {
public:
    void declare(Options& options) override {
        options.argument("NAME", &name, "a name").must_be_given();
        options.argument("REST", &rest, "more");
        options.valued("--os", "GOOS", &os, "another GOOS");
    }
    Result<Outcome> run(Context& /*context*/) override { return Outcome(); }

    std::string name;
    std::string rest;
    std::string os;
};

template <typename Kind> std::unique_ptr<Command> make() {
    return std::make_unique<Kind>();
}

const std::array k_subcommands = {CommandEntry{"diff", "differences", "x", make<Plain>}};
const std::array k_table = {
    CommandEntry{"exec", "runs", "govern exec 1.22", make<Everything>},
    CommandEntry{"plain", "takes", "govern plain x", make<Plain>, k_subcommands},
};

struct Read {
    explicit Read(const Words& words) : line(k_table) {
        for (const auto& word : words) {
            line.take(word);
        }
        line.finish();
    }
    const Everything& everything() const { return dynamic_cast<Everything&>(*line.command()); }
    const Plain& plain() const { return dynamic_cast<Plain&>(*line.command()); }
    /// What is wrong; empty where nothing is.
    std::string flaw() const {
        const auto& error = line.global_error() ? line.global_error() : line.own_error();
        return error ? std::string(error->is(msg::usage) ? error->fact("what")
                                   : error->is(msg::unknown_option)
                                       ? "no option " + std::string(error->fact("option"))
                                       : "no command " + std::string(error->fact("command")))
                     : "";
    }

    CommandLine line;
};

} // namespace

TEST_CASE("Global options stand before or after the command", "[arguments]") {
    for (const auto& words :
         {Words{"--json", "--home", "/h", "-q", "--color=never", "plain", "x"},
          Words{"plain", "--json", "x", "--home=/h", "--quiet", "--color", "never"}}) {
        const Read read(words);
        CHECK(read.flaw().empty());
        CHECK(read.line.name() == "plain");
        CHECK(read.line.globals().json);
        CHECK(read.line.globals().quiet);
        CHECK(read.line.globals().home == "/h");
        CHECK(read.line.globals().color == "never");
        CHECK(read.plain().name == "x");
    }
}

TEST_CASE("Words of another program's command line are left alone", "[arguments]") {
    struct Case {
        Words words;
        Words specs;
        Words foreign;
    };
    const std::vector<Case> cases = {
        {{"exec", "1.22.5", "go", "test", "--json", "-v"},
         {"1.22.5"},
         {"go", "test", "--json", "-v"}},
        {{"exec", "1.22", "1.23.1", "--", "1.24", "--strict"},
         {"1.22", "1.23.1"},
         {"1.24", "--strict"}},
        {{"exec", "1.22", "system", "latest", "make"}, {"1.22", "system", "latest"}, {"make"}},
        {{"exec", "1.22", "go", "--", "x"}, {"1.22"}, {"go", "--", "x"}},
        {{"exec", "--", "go"}, {}, {"go"}},
        {{"exec", "go"}, {}, {"go"}},
        {{"exec", "^1.22", "go"}, {"^1.22"}, {"go"}}, // the command says what to write
        {{"exec", "1.22", "^1.22"}, {"1.22"}, {"^1.22"}},
        {{"exec", "1.22", "--"}, {"1.22"}, {}},
    };
    for (const auto& one : cases) {
        const Read read(one.words);
        CAPTURE(one.words);
        CHECK(read.flaw().empty());
        CHECK(read.everything().specs == one.specs);
        CHECK(read.everything().foreign == one.foreign);
        CHECK_FALSE(read.line.globals().json);
        CHECK_FALSE(read.everything().strict);
    }
}

TEST_CASE("A value before another program's command line is no word of it", "[arguments]") {
    const Read read({"exec", "--like", "bin/server", "--json", "--", "go", "version"});
    CHECK(read.flaw().empty());
    CHECK(read.everything().like == "bin/server");
    CHECK(read.everything().foreign == Words{"go", "version"});
    CHECK(read.line.globals().json);
    CHECK(Read({"exec", "1.22", "--like=x", "--strict", "go"}).everything().strict);
}

TEST_CASE("A sub-command is a command with a name of two words", "[arguments]") {
    const Read read({"plain", "--json", "diff", "x"});
    CHECK(read.flaw().empty());
    CHECK(read.line.name() == "plain diff");
    CHECK(read.plain().name == "x");
    CHECK(Read({"plain", "x", "diff"}).plain().rest == "diff"); // an argument by then
    CHECK(Read({"help", "plain", "diff"}).line.name() == "plain diff");
}

TEST_CASE("What is wrong with a command line is told", "[arguments]") {
    const std::vector<std::pair<Words, std::string>> cases = {
        {{"plain"}, "NAME is missing"},
        {{"plain", "a", "b", "c"}, "'c' is one argument too many"},
        {{"plain", "a", "--os"}, "--os needs a value"},
        {{"plain", "a", "--os", "--json"}, "--os needs a value"},
        {{"plain", "a", "--os", "x", "--os", "y"}, "--os is given twice"},
        {{"plain", "a", "--stric"}, "no option --stric"},
        {{"plain", "a", "--json=x"}, "no option --json=x"},
        {{"plain", "a", "--home"}, "--home needs a value"},
        {{"--color", "red", "plain", "a"}, "--color takes auto, always or never, not 'red'"},
        {{"exec", "--source", "mirror", "go"}, "--source takes official or proxy, not 'mirror'"},
        {{"plane", "a", "--anything"}, "no command plane"},
        {{"--strict", "plain"}, "no option --strict"},
        {{"--", "plain"}, "no option --"},
    };
    for (const auto& [words, flaw] : cases) {
        CAPTURE(words);
        CHECK(Read(words).flaw() == flaw);
    }
    CHECK(Read({"plain", "--bogus", "--json"}).line.globals().json); // the error is JSON too
}

TEST_CASE("What follows -- is an argument", "[arguments]") {
    const Read read({"plain", "--", "--json", "-x"});
    CHECK(read.flaw().empty());
    CHECK(read.plain().name == "--json");
    CHECK(read.plain().rest == "-x");
    CHECK_FALSE(read.line.globals().json);
}

TEST_CASE("Help and version have several spellings", "[arguments]") {
    for (const auto& words : {Words{"help"}, Words{"--help"}, Words{"-h"}}) {
        CHECK(Read(words).line.help());
        CHECK(Read(words).line.name().empty());
    }
    for (const auto& words : {Words{"help", "plain"}, Words{"plain", "-h"}, Words{"-h", "plain"}}) {
        CHECK(Read(words).line.help());
        CHECK(Read(words).line.name() == "plain");
    }
    for (const auto& words : {Words{"version"}, Words{"--version"}, Words{"-V", "--json"}}) {
        CHECK(Read(words).line.version());
    }
    CHECK_FALSE(Read({"exec", "1.22", "go", "--help"}).line.help());
}

TEST_CASE("In the middle of a line it is known what may come next", "[arguments]") {
    const auto after = [](const Words& words) {
        auto line = std::make_unique<CommandLine>(k_table);
        for (const auto& word : words) {
            line->take(word);
        }
        return line;
    };
    CHECK(after({})->commands().size() == 2);
    CHECK(after({"plain"})->commands().size() == 1);
    CHECK(after({"plain", "x"})->commands().empty());
    CHECK(after({"--home"})->awaiting_value()->kind == ValueKind::file);
    CHECK(after({"exec", "--like"})->awaiting_value()->name == "--like");
    CHECK(after({"exec", "--like", "x"})->awaiting_value() == nullptr);
    CHECK(after({"plain", "x"})->next_argument()->name == "REST");
    CHECK(after({"plain", "x", "y"})->next_argument() == nullptr);
    CHECK(after({"exec", "1.22"})->next_argument()->name == "SPEC");
    CHECK_FALSE(after({"exec", "1.22"})->foreign_words());
    CHECK(after({"exec", "1.22", "--"})->foreign_words() == 0U);
    CHECK(after({"exec", "1.22", "make"})->foreign_words() == 1U);
}

TEST_CASE("Help of a command shows how to write it", "[arguments]") {
    const Read read({"exec", "--help"});
    const auto text = help_outcome(read.line).text;
    for (const auto* part :
         {"Usage: govern exec [options] [SPEC...] [--] COMMAND...\n",
          "For example: govern exec 1.22\n", "\nArguments:\n  SPEC ", "\nOptions:\n  --strict ",
          "  --like FILE ", "\nOptions of every command", "  --quiet, -q "}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
    CHECK(text.find("--eval") == std::string::npos);
    const auto plain = help_outcome(Read({"plain", "-h"}).line).text;
    CHECK(plain.find("Usage: govern plain [COMMAND] [options] NAME [REST]\n") != plain.npos);
    CHECK(plain.find("\nCommands:\n  diff ") != plain.npos);
}

TEST_CASE("Programs get the same help in parts", "[arguments]") {
    const auto exec = help_outcome(Read({"exec", "--help"}).line).data;
    CHECK(exec["usage"] == "govern exec [options] [SPEC...] [--] COMMAND...");
    CHECK(exec["arguments"][0]["name"] == "SPEC");
    CHECK(exec["options"][1] == nlohmann::json({{"name", "--like"},
                                                {"short", nullptr},
                                                {"value", "FILE"},
                                                {"help", exec["options"][1]["help"]}}));
    const auto plain = help_outcome(Read({"plain", "-h"}).line).data;
    CHECK(plain["commands"][0]["name"] == "diff");
    const auto all = help_outcome(Read({"--help"}).line).data;
    CHECK(all["options"][1]["short"] == "-q");
    CHECK(all["options"].dump().find("--eval") == std::string::npos);
}

TEST_CASE("Every command says what it takes", "[arguments]") {
    for (const auto& entry : all_commands()) {
        CAPTURE(entry.name);
        const Declared declared(entry);
        for (const auto& option : declared.options.all()) {
            CAPTURE(option.name);
            CHECK_FALSE(option.help.empty());
            CHECK(option.help.back() != '.');
            CHECK(option.name.starts_with("--") == option.is_option());
            CHECK(option.value_name.empty() == (option.form != Option::Form::valued));
        }
        CHECK(entry.summary.empty() == entry.example.empty());
    }
}

TEST_CASE("The shells' functions know the global options that take a value", "[arguments]") {
    Globals globals;
    bool help = false;
    Options options;
    declare_globals(options, globals, help);
    const shell::InitPaths paths{"/h/shims/govern", "/h/shims", "/h/shell/govern.ps1"};
    std::vector<std::string> codes = {shell::pwsh_script(paths)};
    for (const auto kind :
         {shell::Shell::bash, shell::Shell::zsh, shell::Shell::sh, shell::Shell::fish}) {
        codes.push_back(shell::init_code(paths, kind).value());
    }
    for (const auto& code : codes) {
        CAPTURE(code);
        for (const auto& option : options.all()) {
            if (option.form != Option::Form::valued || option.hidden) {
                continue;
            }
            CAPTURE(option.name);
            CHECK(code.find(option.name) != std::string::npos);
        }
    }
}
