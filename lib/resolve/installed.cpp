#include "resolve/installed.hpp"

#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

namespace {

/// An SDK is installed if both its receipt and its folder are there.
bool is_installed(const std::string_view& home, const Version& version,
                  const std::string_view& platform, Arena& arena, Installed& out) {
    const auto number = version.text();
    if (!sys::is_file(compose(arena, "*/receipts/go*.*.json", home, number, platform).data())) {
        return false;
    }
    out.version = version;
    out.platform = platform;
    out.sdk = compose(arena, "*/sdks/go*.*", home, number, platform);
    out.go = compose(arena, "*/bin/go*", out.sdk, native::k_exe_suffix);
    return sys::is_file(out.go.data());
}

/// The release in a folder name `go1.22.5.linux-amd64`; false for names of other shapes.
bool release_of(const std::string_view& name, const std::string_view& platform, Version& out) {
    if (!starts_with(name, "go") || !ends_with(name, platform) ||
        name.size() < platform.size() + 4) {
        return false;
    }
    // govern names folders in one spelling: it never makes go1.20.0.
    const auto text = slice(name, 2, name.size() - platform.size() - 3);
    return name[name.size() - platform.size() - 1] == '.' && Version::parse(text, out) &&
           out.text().size() == text.size();
}

/// Finds the newest folder in the range. Leaves the result alone if there is none.
bool newest_folder(const char* sdks, const std::string_view& platform, const Range& range,
                   Version& out) {
    sys::Folder folder(sdks);
    std::string_view name;
    Version newest;
    while (folder.next(name)) {
        Version version;
        if (release_of(name, platform, version) && range.holds(version) && version > newest) {
            newest = version;
        }
    }
    if (!newest.empty()) {
        out = newest;
    }
    return !newest.empty();
}

} // namespace

bool Range::holds(const Version& version) const {
    if (version.is_prerelease() && (at_least == nullptr || version != *at_least)) {
        return false;
    }
    return (line == nullptr || version.same_line(*line)) &&
           (at_least == nullptr || version >= *at_least) && (below.empty() || version < below);
}

bool find_exact(const std::string_view& home, const Version& version, Arena& arena,
                Installed& out) {
    for (const auto* name = native::platforms(); *name != nullptr; name++) {
        if (is_installed(home, version, *name, arena, out)) {
            return true;
        }
    }
    return false;
}

bool find_newest(const std::string_view& home, const Range& range, Arena& arena, Installed& out) {
    const auto sdks = compose(arena, "*/sdks", home);
    for (const auto* name = native::platforms(); *name != nullptr; name++) {
        Range left = range;
        // A folder without a receipt is not installed: try the next older one.
        while (newest_folder(sdks.data(), *name, left, left.below)) {
            if (is_installed(home, left.below, *name, arena, out)) {
                return true;
            }
        }
    }
    return false;
}

bool find_installed(const std::string_view& home, const Spec& spec, Arena& arena, Installed& out) {
    Range range;
    switch (spec.kind) {
    case Spec::Kind::exact:
        return find_exact(home, spec.version, arena, out);
    case Spec::Kind::partial:
        range.line = &spec.version;
        return find_newest(home, range, arena, out);
    case Spec::Kind::latest:
        return find_newest(home, range, arena, out);
    case Spec::Kind::oldstable: {
        if (!find_newest(home, range, arena, out)) {
            return false;
        }
        // 1.22 itself sorts below all of its line except candidates, which do not count.
        const auto text = out.version.text();
        const auto dot = find(text, '.', find(text, '.') + 1);
        return Version::parse(slice(text, 0, dot), range.below) &&
               find_newest(home, range, arena, out);
    }
    case Spec::Kind::system:
        break;
    }
    return false;
}

} // namespace govern::resolve
