#include "project/fit.hpp"

#include "project/messages.hpp"
#include "project/refusal.hpp"

#include <memory>
#include <string>

namespace govern::project {

using namespace resolve;

namespace {

/// The least operating system of each Go line, newest first.
struct Floor {
    std::string_view os;
    std::string_view version;
    std::array<int, 2> least;
    std::string_view name;
};
constexpr Floor k_floors[] = {{"windows", "1.21", {10, 0}, "Windows 10 or Server 2016"},
                              {"darwin", "1.27", {13, 0}, "macOS 13"},
                              {"darwin", "1.25", {12, 0}, "macOS 12"},
                              {"darwin", "1.23", {11, 0}, "macOS 11"},
                              {"darwin", "1.21", {10, 15}, "macOS 10.15"},
                              {"darwin", "1.17", {10, 13}, "macOS 10.13"},
                              {"linux", "1.24", {3, 2}, "Linux 3.2"}};

Version version_of(std::string_view text) {
    Version out;
    (void)Version::parse(text, out);
    return out;
}

std::vector<Refusal> refusals_of(const Version& version, std::string_view goroot,
                                 std::string_view folder, const Variables& variables,
                                 const RemoveVariable& remove) {
    const auto arena = std::make_unique<Arena>();
    const Gover judged(version.text());
    const GoSettings settings(variables, goroot, nullptr, *arena, judged);
    return refusals({variables, *arena, settings, std::string(folder), judged, remove});
}

bool needs_newer(const Refusal& refusal, const Version& version) {
    return refusal.kind == Refusal::Kind::newer ||
           (refusal.kind == Refusal::Kind::member && Gover(refusal.needs) > Gover(version.text()));
}

Message as_warning(const Refusal& refusal, const Version& version) {
    if (needs_newer(refusal, version)) {
        return Message(msg::project_needs_newer)
            .with("where", refusal.where)
            .with("quote", refusal.quote)
            .with("needs", refusal.needs)
            .with("pin", refusal.needs)
            .with("version", std::string(version.text()));
    }
    if (refusal.kind == Refusal::Kind::member) {
        return Message(msg::would_fail_workspace)
            .with("where", refusal.where)
            .with("needs", refusal.needs)
            .with("quote", refusal.quote)
            .with("work", refusal.work)
            .with("least", refusal.least);
    }
    if (refusal.kind == Refusal::Kind::unreadable) {
        return Message(msg::project_unreadable)
            .with("where", refusal.where)
            .with("quote", refusal.quote)
            .with("since", refusal.since)
            .with("version", std::string(version.text()))
            .with("edit", refusal.edit);
    }
    return refusal.message;
}

void add_os(const Version& version, const OsVersion& os, std::vector<Message>& out) {
    for (const auto& floor : k_floors) {
        if (os.os == floor.os && version >= version_of(floor.version)) {
            if (os.number != std::array<int, 2>{} && os.number < floor.least) {
                out.push_back(Message(msg::os_too_old)
                                  .with("os", std::string(floor.name))
                                  .with("line", std::string(floor.version))
                                  .with("version", std::string(version.text())));
            }
            return;
        }
    }
}

} // namespace

std::vector<Message> misfits(const Version& version, std::string_view folder,
                             const Variables& variables, const OsVersion& os,
                             const RemoveVariable& remove, std::string_view goroot) {
    std::vector<Message> out;
    for (const auto& refusal : refusals_of(version, goroot, folder, variables, remove)) {
        out.push_back(as_warning(refusal, version));
    }
    add_os(version, os, out);
    return out;
}

std::optional<MisfitLine> line_that_needs_newer(const Version& version, std::string_view folder,
                                                const Variables& variables) {
    for (const auto& refusal : refusals_of(version, {}, folder, variables, {})) {
        if (needs_newer(refusal, version)) {
            return MisfitLine{refusal.where, refusal.quote, refusal.needs, refusal.go_mod};
        }
    }
    return std::nullopt;
}

} // namespace govern::project
