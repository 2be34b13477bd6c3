#include "installed.hpp"

#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

namespace {

/// *Installed* means receipt and folder, both.
bool is_installed(const std::string_view& home, const std::string_view& name, Arena& arena,
                  Installed& out) {
    const std::string_view separator(&native::k_separator, 1);
    const auto receipt = arena.join({home, separator, "receipts", separator, name, ".json"});
    if (sys::info(receipt.data()).kind != sys::Info::Kind::file) {
        return false;
    }
    out.sdk = arena.join({home, separator, "sdks", separator, name});
    return sys::info(path_join(arena, out.sdk, native::k_go_program).data()).kind ==
           sys::Info::Kind::file;
}

/// The release in a folder name `go1.22.5.linux-amd64`; false for names of other shapes.
bool release_of(const std::string_view& name, const std::string_view& platform, Version& out) {
    if (!starts_with(name, "go") || !ends_with(name, platform) ||
        name.size() < platform.size() + 4) {
        return false;
    }
    const auto text = slice(name, 2, name.size() - platform.size() - 3);
    return name[name.size() - platform.size() - 1] == '.' && Version::parse(text, out) &&
           out.text() == text;
}

bool newest_folder(const std::string_view& sdks, const std::string_view& platform,
                   const Range& range, Version& out) {
    sys::Folder folder(sdks.data());
    std::string_view name;
    bool found = false;
    while (folder.next(name)) {
        Version version;
        if (release_of(name, platform, version) && range.holds(version) &&
            (!found || version > out)) {
            out = version;
            found = true;
        }
    }
    return found;
}

} // namespace

bool Range::holds(const Version& version) const {
    if (version.is_prerelease() && (candidate.empty() || version != candidate)) {
        return false;
    }
    return (line.empty() || version.same_line(line)) && (at_least.empty() || version >= at_least) &&
           (below.empty() || version < below);
}

bool find_exact(const std::string_view& home, const Version& version, Arena& arena,
                Installed& out) {
    std::string_view names[4];
    const auto count = native::platforms(names);
    for (std::size_t i = 0; i < count; i++) {
        const auto folder = arena.join({"go", version.text(), ".", names[i]});
        if (is_installed(home, folder, arena, out)) {
            out.version = version;
            out.platform = names[i];
            return true;
        }
    }
    return false;
}

bool find_newest(const std::string_view& home, const Range& range, Arena& arena, Installed& out) {
    const auto sdks = path_join(arena, home, "sdks");
    std::string_view names[4];
    const auto count = native::platforms(names);
    for (std::size_t i = 0; i < count; i++) {
        Range left = range;
        // A folder without receipt is not installed: then the next older one.
        while (newest_folder(sdks, names[i], left, out.version)) {
            const auto folder = arena.join({"go", out.version.text(), ".", names[i]});
            if (is_installed(home, folder, arena, out)) {
                out.platform = names[i];
                return true;
            }
            left.below = out.version;
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
        range.line = spec.version;
        return find_newest(home, range, arena, out);
    case Spec::Kind::latest:
        return find_newest(home, range, arena, out);
    case Spec::Kind::oldstable: {
        if (!find_newest(home, range, arena, out)) {
            return false;
        }
        // 1.22 itself sorts below everything of its line but candidates, and those do not count.
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
