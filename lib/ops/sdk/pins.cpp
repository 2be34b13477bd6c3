#include "ops/sdk/pins.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "ops/sdk/messages.hpp"
#include "os/listing.hpp"
#include "os/walk.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/version_file.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <set>

namespace govern::ops {

namespace {

using Kind = os::FileInfo::Kind;

void append(FoundPins& to, FoundPins from) {
    std::move(from.pins.begin(), from.pins.end(), std::back_inserter(to.pins));
    std::move(from.troubles.begin(), from.troubles.end(), std::back_inserter(to.troubles));
}

/// Reads version files; one thread's own.
class PinReader {
public:
    /// True for the name of a file that may hold a pin.
    static bool knows(std::string_view name) {
        return name == ".go-version" || name == ".tool-versions" || name == "go.mod" ||
               name == "go.work";
    }

    void read(const std::string& folder, std::string_view name, FoundPins& out) {
        const auto path = path::join(folder, name);
        const auto mark = m_arena->mark();
        if (name == ".go-version") {
            take(path, resolve::read_go_version(path.c_str(), *m_arena), out);
        } else if (name == ".tool-versions") {
            take(path, resolve::read_tool_versions(path.c_str(), *m_arena), out);
        } else {
            resolve::GoLines lines;
            resolve::read_go_lines(path, *m_arena, lines);
            const auto& line = lines.toolchain;
            if (!line.version.empty() && !line.version.is_language_version()) {
                out.pins.push_back(
                    {path, line.line, std::string(line.value), exact_spec(line.version)});
            }
        }
        m_arena->rewind(mark);
    }

private:
    static void take(const std::string& path, const resolve::FileWish& wish, FoundPins& out) {
        if (!wish.found) {
            return;
        }
        if (wish.error == resolve::Problem::none) {
            out.pins.push_back({path, wish.line, std::string(wish.value), wish.spec});
            return;
        }
        out.troubles.push_back(Message(msg::pin_unreadable)
                                   .with("path", path)
                                   .with("line", std::to_string(wish.line))
                                   .with("why", why(wish)));
    }

    static std::string why(const resolve::FileWish& wish) {
        switch (wish.error) {
        case resolve::Problem::second_version:
            return "it names a second version";
        case resolve::Problem::empty_file:
            return "it names no version";
        case resolve::Problem::oversized_file:
            return "it is too large for a version file";
        case resolve::Problem::unreadable_file:
            return "it cannot be read";
        default:
            return '\'' + printable(wish.value) + "' is not a version";
        }
    }

    std::unique_ptr<resolve::Arena> m_arena = std::make_unique<resolve::Arena>();
};

class Search {
public:
    explicit Search(Context& context)
        : m_reporter(context.host.reporter), m_home(context.layout.home()),
          m_module_cache(config::go_variable(context.host, "GOMODCACHE")) {}

    FoundPins run(const std::vector<std::string>& folders) {
        os::walk_folders(folders, [this] {
            return [this, reader = std::make_shared<PinReader>()](const std::string& folder) {
                return take(folder, *reader);
            };
        });
        std::sort(m_out.pins.begin(), m_out.pins.end(),
                  [](const Pin& a, const Pin& b) { return a.file < b.file; });
        return std::move(m_out);
    }

private:
    std::vector<std::string> take(const std::string& folder, PinReader& reader) {
        if (m_reporter.interrupted()) {
            return {};
        }
        FoundPins found;
        auto below = look(folder, reader, found);
        const std::lock_guard lock(m_mutex);
        append(m_out, std::move(found));
        return below;
    }

    [[nodiscard]] bool passes_over(const std::string& folder, std::string_view name) const {
        return name == ".git" || path::same_path(folder, m_home) ||
               (!m_module_cache.empty() && path::same_path(folder, m_module_cache)) ||
               (name == "mod" && path::filename(path::parent(folder)) == "pkg");
    }

    std::vector<std::string> look(const std::string& folder, PinReader& reader, FoundPins& found) {
        std::vector<std::string> below;
        const auto entries = os::list_with_sizes(folder);
        if (!entries) {
            found.troubles.push_back(entries.error());
            return below;
        }
        const auto has = [&](std::string_view name) {
            return std::any_of(entries->begin(), entries->end(),
                               [&](const os::Listed& entry) { return entry.name == name; });
        };
        if (has("sdks") && has("receipts")) { // another home
            return below;
        }
        for (const auto& entry : *entries) {
            if (PinReader::knows(entry.name)) {
                reader.read(folder, entry.name, found);
            } else if (entry.kind == Kind::directory) {
                auto path = path::join(folder, entry.name);
                if (!passes_over(path, entry.name)) {
                    below.push_back(std::move(path));
                }
            }
        }
        return below;
    }

    Reporter& m_reporter;
    const std::string m_home;
    const std::string m_module_cache;
    std::mutex m_mutex;
    FoundPins m_out;
};

} // namespace

FoundPins find_pins_below(Context& context, const std::vector<std::string>& folders) {
    return Search(context).run(folders);
}

FoundPins find_pins_above(Context& context, const std::vector<std::string>& folders) {
    constexpr std::string_view k_names[] = {".go-version", ".tool-versions", "go.mod", "go.work"};
    FoundPins out;
    PinReader reader;
    std::set<std::string> seen;
    for (const auto& folder : folders) {
        if (!path::is_absolute(folder) || !context.host.files.kind(folder)) {
            continue; // a project that is gone needs nothing
        }
        auto at = path::normalize(folder);
        while (seen.insert(at).second) {
            for (const auto name : k_names) {
                reader.read(at, name, out);
            }
            at = std::string(path::parent(at));
            if (at.empty()) {
                break;
            }
        }
    }
    return out;
}

} // namespace govern::ops
