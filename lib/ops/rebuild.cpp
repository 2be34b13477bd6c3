#include "ops/rebuild.hpp"

#include "base/path.hpp"
#include "binary/build_info.hpp"
#include "binary/sections.hpp"
#include "open_file.hpp"
#include "ops/like/messages.hpp"
#include "ops/messages.hpp"
#include "os/messages.hpp"
#include "os/user_file.hpp"
#include "resolve/sys.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace govern::ops {

namespace {

using Files = std::array<os::RangeFile*, 2>;

/// How many bytes are the same from these places on, at most `length`.
Result<std::uint64_t> common_length(const Files& files, std::array<std::uint64_t, 2> at,
                                    std::uint64_t length) {
    constexpr std::size_t k_piece = 256 * 1024;
    std::array<std::vector<std::byte>, 2> pieces;
    std::uint64_t done = 0;
    while (done < length) {
        const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(k_piece, length - done));
        std::size_t got = want;
        for (std::size_t i = 0; i < 2; ++i) {
            pieces[i].resize(want);
            GOVERN_TRY_ASSIGN(const auto count, files[i]->read(at[i] + done, pieces[i]));
            got = std::min(got, count);
        }
        const auto end = pieces[0].begin() + static_cast<std::ptrdiff_t>(got);
        const auto differs = std::mismatch(pieces[0].begin(), end, pieces[1].begin()).first;
        done += static_cast<std::uint64_t>(differs - pieces[0].begin());
        if (differs != end || got < want) {
            break;
        }
    }
    return done;
}

Result<std::vector<binary::Section>> sections_of(os::RangeFile& file) {
    OpenFile ranges(file);
    return binary::read_sections(ranges);
}

/// Those of one name in the file's order: the third of one file has the third of the other as its
/// twin.
std::map<std::string, std::vector<const binary::Section*>>
by_name(const std::vector<binary::Section>& all) {
    std::map<std::string, std::vector<const binary::Section*>> out;
    for (const auto& one : all) {
        out[one.name].push_back(&one);
    }
    return out;
}

Result<std::vector<std::string>> different_sections(const Files& files) {
    GOVERN_TRY_ASSIGN(auto ours, sections_of(*files[0]));
    GOVERN_TRY_ASSIGN(const auto theirs, sections_of(*files[1]));
    auto twins = by_name(theirs);
    std::vector<std::string> out;
    std::map<std::string, std::size_t> seen;
    // Thousands of sections, or sections that lie on top of each other again and again, are made
    // to keep us busy.
    constexpr std::size_t k_most_sections = 4096;
    ours.resize(std::min(ours.size(), k_most_sections));
    std::uint64_t left = 2 * files[0]->size();
    for (const auto& section : ours) {
        if (section.size > left) {
            break;
        }
        left -= section.size;
        const auto& named = twins[section.name];
        const auto place = seen[section.name]++;
        if (place < named.size() && named[place]->size == section.size) {
            GOVERN_TRY_ASSIGN(
                const auto same,
                common_length(files, {section.offset, named[place]->offset}, section.size));
            if (same == section.size) {
                continue;
            }
        }
        out.push_back(section.name);
    }
    return out;
}

std::string text_of(const binary::Module& one) {
    auto text = one.path + ' ' + one.version;
    if (one.replace) {
        text += " => " + one.replace->path + ' ' + one.replace->version;
    }
    return text;
}

std::map<std::string, std::string> facts_of(const std::string& path) {
    std::map<std::string, std::string> out;
    const auto file = os::open_range_file(path);
    if (!file || *file == nullptr) {
        return out;
    }
    OpenFile ranges(**file);
    const auto info = binary::read_build_info(ranges);
    if (!info) {
        return out;
    }
    out["go version"] = info->go_version;
    out["package"] = info->path;
    if (info->main) {
        out["module"] = text_of(*info->main);
    }
    for (const auto& one : info->deps) {
        out["dep " + one.path] = text_of(one);
    }
    for (const auto& one : info->settings) {
        out[one.key] = one.value;
    }
    return out;
}

} // namespace

std::optional<std::vector<FactDifference>> compare_facts(const std::string& first,
                                                         const std::string& second) {
    const auto ours = facts_of(first);
    const auto theirs = facts_of(second);
    if (ours.empty() || theirs.empty()) {
        return std::nullopt;
    }
    std::vector<FactDifference> out;
    for (const auto& [name, value] : ours) {
        const auto other = theirs.find(name);
        if (other == theirs.end()) {
            out.push_back({name, value, std::nullopt});
        } else if (other->second != value) {
            out.push_back({name, value, other->second});
        }
    }
    for (const auto& [name, value] : theirs) {
        if (ours.find(name) == ours.end()) {
            out.push_back({name, std::nullopt, value});
        }
    }
    return out;
}

Result<FileDifference> compare_files(const std::string& first, const std::string& second) {
    GOVERN_TRY_ASSIGN(const auto one, os::open_range_file(first));
    GOVERN_TRY_ASSIGN(const auto two, os::open_range_file(second));
    if (!one || !two) {
        return fail(msg::check_not_a_file, {{"path", one ? second : first}});
    }
    FileDifference out;
    const Files files{one.get(), two.get()};
    out.first_size = one->size();
    out.second_size = two->size();
    GOVERN_TRY_ASSIGN(out.offset,
                      common_length(files, {0, 0}, std::min(out.first_size, out.second_size)));
    out.same = out.first_size == out.second_size && out.offset == out.first_size;
    if (!out.same) {
        GOVERN_TRY_ASSIGN(out.sections, different_sections(files));
        auto facts = compare_facts(first, second);
        out.facts_known = facts.has_value();
        out.facts = std::move(facts).value_or(std::vector<FactDifference>());
    }
    return out;
}

Rebuild::Rebuild(Context& context, std::string file, std::string out)
    : m_context(&context), m_file(std::move(file)), m_out(std::move(out)),
      m_before(m_out + ".before") {}

Rebuild::Rebuild(Rebuild&& other) noexcept
    : m_context(other.m_context), m_file(std::move(other.m_file)), m_out(std::move(other.m_out)),
      m_link(std::move(other.m_link)), m_before(std::move(other.m_before)),
      m_kept(std::move(other.m_kept)), m_aside(std::exchange(other.m_aside, false)) {}

Rebuild::~Rebuild() {
    if (m_aside) {
        (void)put_back();
    }
}

Result<Rebuild> Rebuild::prepare(Context& context, const std::string& file,
                                 const std::string& out) {
    const auto absolute = [&context](const std::string& path) {
        return path::normalize(path::join(context.host.current_folder, path));
    };
    auto& files = context.host.files;
    // A link stays one: what it leads to is made again.
    const auto named = absolute(out);
    const auto target = os::user_target(files, named);
    if (!target && !target.error().is(msg::file_error)) {
        return Failure(target.error());
    }
    if (!target || target->is_stream) {
        return fail(msg::check_not_a_file, {{"path", out}});
    }
    Rebuild made(context, absolute(file), target->path);
    if (files.kind(named) == os::FileInfo::Kind::link) {
        made.m_link = named;
    }
    const auto same = [](const std::string& a, const std::string& b) {
        return path::same_path(a, b) || resolve::sys::same_file(a.c_str(), b.c_str());
    };
    const auto kind = files.kind(made.m_out);
    if (same(made.m_file, made.m_out)) {
        return fail(msg::check_same_file, {{"file", file}, {"out", out}});
    }
    if (kind && files.kind(made.m_before)) {
        return fail(msg::check_before_exists, {{"path", made.m_before}, {"out", out}});
    }
    return made;
}

Result<void> Rebuild::set_aside() {
    auto& files = m_context->host.files;
    if (files.kind(m_out)) {
        GOVERN_TRY(files.rename(m_out, m_before));
        m_aside = true;
    }
    return {};
}

Result<void> Rebuild::put_back() {
    if (!m_aside) {
        return {};
    }
    auto& files = m_context->host.files;
    m_aside = false;
    const auto kind = files.kind(m_out);
    if (kind && *kind != os::FileInfo::Kind::directory) {
        GOVERN_TRY(files.remove(m_out));
    }
    return files.rename(m_before, m_out);
}

/// The command made a file in the place of the link, as `go build -o` does. What the link led to
/// comes back, and stays.
Result<FileDifference> Rebuild::finish_instead_of_link() {
    const bool was_aside = m_aside;
    GOVERN_TRY(put_back());
    GOVERN_TRY_ASSIGN(auto out, compare_files(m_file, m_link));
    if (was_aside && !out.same) {
        m_kept = m_out;
    }
    return out;
}

Result<FileDifference> Rebuild::finish() {
    auto& files = m_context->host.files;
    if (!m_link.empty() && files.kind(m_link) == os::FileInfo::Kind::file) {
        return finish_instead_of_link();
    }
    auto made = os::open_range_file(m_out);
    const bool is_made = made && *made != nullptr;
    made = nullptr; // Windows replaces no file that is open
    if (!is_made) {
        GOVERN_TRY(put_back());
        return fail(msg::check_out_missing, {{"out", m_out}});
    }
    auto out = compare_files(m_file, m_out);
    if (!out) {
        GOVERN_TRY(put_back());
        return out;
    }
    const bool was_aside = std::exchange(m_aside, false); // the new one stays
    if (was_aside && out->same) {
        GOVERN_TRY(files.remove(m_before));
    } else if (was_aside) {
        m_kept = m_before;
    }
    return out;
}

} // namespace govern::ops
