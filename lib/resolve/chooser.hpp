#pragma once

#include "resolve/choose.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/version_file.hpp"

namespace govern::resolve {

/// Walks through the sources of a wish, strongest first (choose.cpp), down to the default with its
/// floor (floor.cpp).
class Chooser {
public:
    Chooser(const Question& question, Decision& decision)
        : m_question(question), m_decision(decision), m_arena(decision.arena) {}

    void run();
    void find_folder();

private:
    // choose.cpp: what pins.
    void by_name();
    void by_argument();
    void by_variable();
    void by_files();
    void find_program();
    void read_argument_or_variable(const std::string_view& value, Candidate& candidate,
                                   bool oldstable_too, Problem error);
    std::string_view change_folder_argument();
    std::string_view name_of_folder(const char* folder);
    std::string_view moved(const std::string_view& from, const std::string_view& to);

    // floor.cpp: what holds where nothing pins.
    void by_default_and_floor();
    void under_default(Candidate& wish, const GoLines& lines, Candidate* toolchain, Candidate* go);
    void without_default(const GoLines& lines, Candidate* toolchain, Candidate* go);
    bool find_for_floor(const Candidate& floor, bool above, Installed& out);
    Candidate* add_line(Source source, const GoLines& lines, const GoLine& line);

    /// True while there is more to look at.
    [[nodiscard]] bool open() const { return !decided() || m_question.everything; }
    [[nodiscard]] bool decided() const {
        return m_decision.decider != nullptr || m_decision.error != Problem::none;
    }
    [[nodiscard]] bool asks_for_go() const { return is(m_decision.asked_program, "go"); }
    std::string_view get(const char* name) {
        return m_question.variables.get(m_question.variables.context, name, m_arena);
    }
    /// Room for one more; beyond the last it is looked at and forgotten.
    Candidate& add(Source source);
    /// The wish in a version file; nothing if there is none.
    Candidate* add_file(Source source, const std::string_view& path, const FileWish& wish);
    /// A wish that wins if none did before. Looks its version up.
    void decide(Candidate& candidate);
    void take(Candidate& candidate, const Installed& sdk);
    /// The same for a wish that is not a SPEC but may name a link. False if there is no such link.
    [[nodiscard]] bool decide_link(Candidate& candidate);
    /// Falls back to the first go on PATH that is not a shim.
    void take_system(Candidate& candidate, Problem otherwise);
    void fail(Problem error, Candidate& culprit, Verdict verdict);

    const Question& m_question;
    Decision& m_decision;
    Arena& m_arena;
};

} // namespace govern::resolve
