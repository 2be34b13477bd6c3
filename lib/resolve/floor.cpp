// Without a pin: the default, and go.work or go.mod as a floor under it.
#include "chooser.hpp"
#include "resolve/installed.hpp"
#include "resolve/path.hpp"

namespace govern::resolve {

namespace {

/// The line that asks for more; the go line only where it is above the toolchain line.
Candidate* floor_of(const GoLines& lines, Candidate* toolchain, Candidate* go) {
    const bool has_toolchain = toolchain != nullptr && !toolchain->spec.version.empty();
    const bool has_go = go != nullptr && !go->spec.version.empty();
    if (has_toolchain && !lines.lifted() &&
        (!has_go || toolchain->spec.version >= go->spec.version)) {
        return toolchain;
    }
    return has_go ? go : nullptr;
}

Verdict verdict_on(const Candidate& line, const GoLines& lines, const Version& base) {
    if (lines.lifted()) {
        return Verdict::lifted;
    }
    if (line.spec.version.empty()) {
        return Verdict::malformed;
    }
    return line.spec.version > base ? Verdict::unmet : Verdict::met;
}

} // namespace

Candidate* Chooser::add_line(Source source, const GoLines& lines, const GoLine& line) {
    if (line.line == 0) {
        return nullptr;
    }
    auto& candidate = add(source);
    static_cast<Line&>(candidate) = line;
    candidate.file = lines.file;
    candidate.spec.version = line.version;
    if (source == Source::go_line && !line.version.is_prerelease()) {
        candidate.spec.kind = Spec::Kind::partial;
    }
    return &candidate;
}

void Chooser::by_default_and_floor() {
    const bool pinned = decided();
    const auto path = compose(m_arena, "*/state/default", m_question.home);
    Candidate* const wish =
        add_file(Source::default_file, path, read_go_version(path.data(), m_arena));
    if (wish != nullptr && !decided() && wish->spec.kind == Spec::Kind::system) {
        decide(*wish);
    }
    if (!open()) {
        return;
    }
    const auto settings = read_module_settings(m_question.variables, m_arena);
    GoLines lines;
    find_go_lines(m_decision.folder, settings, m_question.variables, m_arena, lines);
    Candidate* const toolchain = add_line(Source::toolchain_line, lines, lines.toolchain);
    Candidate* const go = add_line(Source::go_line, lines, lines.go);
    if (pinned || decided()) {
        return;
    }
    if (wish != nullptr) {
        under_default(*wish, lines, toolchain, go);
    } else {
        without_default(lines, toolchain, go);
    }
}

void Chooser::under_default(Candidate& wish, const GoLines& lines, Candidate* toolchain,
                            Candidate* go) {
    Installed sdk;
    const bool there = find_installed(m_question.home, wish.spec, m_arena, sdk);
    const auto base = there ? sdk.version : wish.spec.version;
    for (Candidate* const line : {toolchain, go}) {
        if (line != nullptr) {
            line->verdict = verdict_on(*line, lines, base);
        }
    }
    Candidate* const floor = floor_of(lines, toolchain, go);
    Installed newer;
    if (floor != nullptr && floor->verdict == Verdict::unmet &&
        find_for_floor(*floor, true, newer)) {
        for (Candidate* const line : {toolchain, go}) {
            if (line != nullptr && line->verdict == Verdict::unmet) {
                line->verdict = Verdict::lost;
            }
        }
        wish.verdict = Verdict::gave_way;
        take(*floor, newer);
    } else if (there) {
        take(wish, sdk);
    } else {
        fail(Problem::default_not_installed, wish, Verdict::not_installed);
    }
}

/// The version that a toolchain line names, or the newest patch of a go line's. With `above`: else
/// the newest patch of that line too, else the newest above it.
bool Chooser::find_for_floor(const Candidate& floor, bool above, Installed& out) {
    const auto& version = floor.spec.version;
    if (floor.source == Source::toolchain_line) {
        if (find_exact(m_question.home, version, m_arena, out)) {
            return true;
        }
        if (!above) {
            return false;
        }
    }
    Range range;
    range.line = &version;
    range.at_least = &version;
    const bool found = find_newest(m_question.home, range, m_arena, out);
    range.line = nullptr;
    return found || (above && find_newest(m_question.home, range, m_arena, out));
}

void Chooser::without_default(const GoLines& lines, Candidate* toolchain, Candidate* go) {
    Candidate* const asks = floor_of(lines, toolchain, go);
    Installed sdk;
    if (asks != nullptr && find_for_floor(*asks, false, sdk)) {
        take(*asks, sdk);
        return;
    }
    auto& system = add(Source::path);
    system.spec.kind = Spec::Kind::system;
    take_system(system, Problem::nothing_chosen);
    if (asks != nullptr) {
        asks->verdict = Verdict::not_installed;
        if (m_decision.error == Problem::nothing_chosen) {
            m_decision.error = Problem::go_mod_not_installed;
            m_decision.culprit = asks;
        }
    }
}

} // namespace govern::resolve
