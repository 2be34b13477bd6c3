#pragma once

#include "os/environment.hpp"
#include "project/explain.hpp"
#include "project/truth.hpp"
#include "resolve/choose.hpp"
#include "resolve/native.hpp"
#include "support/temp_dir.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace govern::test {

/// A home, a project folder and variables of its own on the real disk.
class World {
public:
    World() {
        (void)files->make_folders(project);
        environment = os::Environment(std::map<std::string, std::string>{
            {"GOENV", "off"},
            {"PATH", ""},
            {path::k_windows ? "LocalAppData" : "HOME", dir.path("user")}, // Go's cache
        });
    }

    /// Puts an SDK there: bin/go, bin/gofmt and the receipt.
    void install(const std::string& version, bool receipt = true) {
        const auto id = "go" + version + "." + platform();
        dir.write("home/sdks/" + id + "/" + program("bin/go"), "go");
        dir.write("home/sdks/" + id + "/" + program("bin/gofmt"), "gofmt");
        if (receipt) {
            dir.write("home/receipts/" + id + ".json", "{}");
        }
    }
    void install(std::initializer_list<const char*> versions) {
        for (const char* const version : versions) {
            install(std::string(version));
        }
    }
    /// A local build and its link; the path of its GOROOT.
    std::string link(const std::string& name, const std::string& below) {
        const auto goroot = path::normalize(dir.path(below));
        dir.write(below + "/" + program("bin/go"), "go");
        dir.write(below + "/" + program("bin/gofmt"), "gofmt");
        dir.write("home/links/+" + name, goroot + "\n");
        return goroot;
    }
    void set_default(const std::string& text) { dir.write("home/state/default", text); }
    /// A go on PATH that is none of ours; its path.
    std::string put_on_path(const std::string& below, const std::string& name,
                            const std::string& content) {
        const auto raw = dir.write(below + "/raw", content);
        const auto file = path::join(dir.path(below), program(name));
        (void)files->install_program(raw, file);
        const auto old = environment.raw("PATH").value_or("");
        environment.set("PATH", old + (old.empty() ? "" : std::string(1, path::k_list_separator)) +
                                    dir.path(below));
        return path::normalize(file);
    }
    std::string write(const std::string& name, const std::string& content) {
        return path::normalize(dir.write("project/" + name, content));
    }

    resolve::Decision& choose(const std::vector<std::string>& arguments = {},
                              const std::string& name = "go") {
        m_arguments = arguments;
        m_name = name;
        question = {};
        question.home = home;
        question.program = m_name;
        for (const auto& argument : m_arguments) {
            const bool room = question.argument_count < resolve::Question::k_arguments;
            if (every_argument ? !room : !question.wants_argument()) {
                break;
            }
            question.arguments[question.argument_count++] = argument;
        }
        question.folder = folder.empty() ? project : folder;
        question.variables = project::variables_of(environment);
        question.everything = everything;
        m_decision = std::make_unique<resolve::Decision>();
        resolve::choose(question, *m_decision);
        return *m_decision;
    }
    /// What runs, in one word: the version, `system`, a link's name, or the problem's code.
    std::string runs(const std::vector<std::string>& arguments = {},
                     const std::string& name = "go") {
        auto& decision = choose(arguments, name);
        if (decision.error != resolve::Problem::none) {
            return std::string(project::to_error(decision).spec().code);
        }
        if (decision.is_link()) {
            return std::string(decision.decider->value);
        }
        return decision.system ? "system" : std::string(decision.version.text());
    }
    project::Truth truth() {
        choose();
        return project::truth_of(question, *m_decision);
    }
    /// The child's value of a variable: unset is `-`.
    std::string child(const std::string& name) {
        auto out = environment.get(name).value_or("-");
        for (std::size_t i = 0; i < m_decision->change_count; i++) {
            const auto& change = m_decision->changes[i];
            if (name == change.name) {
                out = change.set ? std::string(change.value) : "-";
            }
        }
        return out;
    }
    resolve::Decision& decision() { return *m_decision; }

    static std::string program(const std::string& name) {
        return name + std::string(path::k_exe_suffix);
    }
    static std::string platform() { return resolve::native::platforms()[0]; }

    TempDir dir;
    std::unique_ptr<os::Files> files = os::real_files();
    std::string home = dir.path("home");
    std::string project = dir.path("project");
    std::string folder; ///< where to ask; empty: the project
    os::Environment environment;
    resolve::Question question;
    bool everything = false;
    /// Hands over as many arguments as there is room for, not only those that the shim hands over.
    bool every_argument = false;

private:
    std::vector<std::string> m_arguments;
    std::string m_name;
    std::unique_ptr<resolve::Decision> m_decision;
};

} // namespace govern::test
