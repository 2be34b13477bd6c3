#include "cli/specs.hpp"

#include "base/text.hpp"
#include "cli/messages.hpp"
#include "core/messages.hpp"

#include <algorithm>
#include <span>

namespace govern::cli {

namespace {

std::string advice(SpecError error, const std::string& text) {
    if (error == SpecError::not_a_version) {
        if (const auto near = nearest(text, {"latest", "oldstable", "system"}); !near.empty()) {
            return "did you mean: " + near.front();
        }
    }
    return std::string(msg::spec_advice[static_cast<std::size_t>(error)]);
}

// Every GOOS and GOARCH that a Go ever knew (internal/syslist, internal/goarch), for words that
// nobody meant.
constexpr std::string_view k_goos[] = {
    "aix",   "android", "darwin", "dragonfly", "freebsd", "illumos", "ios",    "js",
    "linux", "nacl",    "netbsd", "openbsd",   "plan9",   "solaris", "wasip1", "windows"};
constexpr std::string_view k_goarch[] = {"386",     "amd64",   "amd64p32", "arm",      "arm64",
                                         "loong64", "mips",    "mips64",   "mips64le", "mipsle",
                                         "ppc64",   "ppc64le", "riscv64",  "s390x",    "wasm"};

/// The reason why this is no GOOS or GOARCH; empty for one of them.
std::string flaw_of(const std::string& word, std::span<const std::string_view> known,
                    const std::string& kind) {
    if (std::find(known.begin(), known.end(), word) != known.end()) {
        return "";
    }
    const auto near = nearest(word, {known.begin(), known.end()});
    return word + " is not a " + kind +
           (near.empty() ? "" : ", did you mean " + near.front() + '?');
}

} // namespace

Result<Spec> read_spec(const std::string& text) {
    const auto parsed = parse_spec(text);
    if (parsed.error == SpecError::none) {
        if (parsed.spec.version.empty() || parsed.spec.version.major() != 0) {
            return parsed.spec;
        }
        return fail(msg::malformed_spec, {{"text", text},
                                          {"why", "Go's versions begin with 1"},
                                          {"caret", std::string(text.find('0'), ' ') + '^'},
                                          {"hint", advice(SpecError::empty, text)}});
    }
    return fail(msg::malformed_spec,
                {{"text", text},
                 {"why", std::string(msg::spec_problems[static_cast<std::size_t>(parsed.error)])},
                 {"caret", std::string(parsed.offset, ' ') + '^'},
                 {"hint", advice(parsed.error, text)}});
}

Result<std::optional<Spec>> read_optional_spec(const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    GOVERN_TRY_ASSIGN(const auto spec, read_spec(text));
    return spec;
}

Result<Spec> read_release_spec(const std::string& text, const std::string& command) {
    GOVERN_TRY_ASSIGN(const auto spec, read_spec(text));
    if (spec.kind == Spec::Kind::system) {
        return fail(msg::spec_not_here, {{"spec", text}, {"command", command}});
    }
    return spec;
}

Result<std::optional<Platform>> read_platform(const Platform& own, const std::string& os,
                                              const std::string& arch) {
    if (os.empty() && arch.empty()) {
        return std::nullopt;
    }
    const auto text = (os.empty() ? own.os : os) + '-' + (arch.empty() ? own.arch : arch);
    auto platform = parse_platform(text);
    if (!platform) {
        return fail(msg::bad_platform, {{"text", text},
                                        {"why", "lower-case letters and digits only"},
                                        {"example", "--os linux --arch arm64"}});
    }
    platform->arch = go_arch(platform->arch);
    const auto os_flaw = flaw_of(platform->os, k_goos, "GOOS");
    const auto flaw = os_flaw.empty() ? flaw_of(platform->arch, k_goarch, "GOARCH") : os_flaw;
    if (!flaw.empty()) {
        return fail(msg::bad_platform,
                    {{"text", text}, {"why", flaw}, {"example", "--os linux --arch arm64"}});
    }
    return platform;
}

Result<ops::FixedGo> go_to_hand_over(Context& context, const std::string& text) {
    if (const auto link = context.store.link(text)) {
        return ops::fixed_go(context, *link);
    }
    GOVERN_TRY_ASSIGN(const auto spec, read_optional_spec(text));
    return ops::go_to_hand_over(context, spec, text);
}

Result<bool> take_links(Context& context, const std::string& name, std::vector<std::string>& specs,
                        std::vector<std::string>& command) {
    auto at = command.begin();
    while (at != command.end() &&
           (context.store.link(*at) ||
            (at != command.begin() && parse_spec(*at).error == SpecError::none))) {
        specs.push_back(*at++);
    }
    if (at == command.begin() || at == command.end() || !at->starts_with('-')) {
        command.erase(command.begin(), at);
        return false;
    }
    if (*at != "--") {
        return fail(msg::usage, {{"what", *at + " stands behind the name of a link: options of " +
                                              name + " stand before it, the command behind --"},
                                 {"command", name}});
    }
    command.erase(command.begin(), at + 1);
    return true;
}

Result<ops::Toolchain> installed_toolchain(Context& context, const std::string& text) {
    if (const auto link = context.store.link(text)) {
        return ops::toolchain_of(context, *link);
    }
    GOVERN_TRY_ASSIGN(const auto spec, read_spec(text));
    if (spec.kind == Spec::Kind::system) {
        return ops::toolchain_of(context, std::nullopt);
    }
    GOVERN_TRY_ASSIGN(const auto id, ops::installed_match(context, spec, text));
    return ops::toolchain_of(context, id);
}

} // namespace govern::cli
