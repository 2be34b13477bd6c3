#include "ops/proof_by_rebuild/proof.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "crypto/dirhash.hpp"
#include "ops/proof_by_rebuild/messages.hpp"
#include "ops/rebuild.hpp"
#include "ops/sdk/messages.hpp"
#include "os/clock.hpp"
#include "os/priority.hpp"
#include "proof_by_rebuild/go_build.hpp"
#include "proof_by_rebuild/workplace.hpp"
#include "store/rebuilt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_lines = 64U << 20U;
constexpr std::size_t k_max_source = 4U << 20U;
constexpr std::size_t k_max_program = 1U << 30U;
constexpr std::size_t k_named = 5; ///< of what differs
// Go 1.26 takes 880 MB, of which the ten programs are 86 MB: they are linked in a place of their
// own, and the cache keeps what they are linked from.
constexpr std::uint64_t k_cache_bytes = std::uint64_t{600} << 20U;
constexpr std::uint64_t k_times_programs = 4;

std::string first_of(std::vector<std::string> all) {
    const auto count = all.size();
    all.resize(std::min(count, k_named));
    return join(all, ", ") + (count > k_named ? fmt::format(" and {} more", count - k_named) : "");
}

/// How the program that was shipped differs from the one that its source gives.
std::string describe(const FileDifference& found) {
    std::vector<std::string> facts;
    for (const auto& one : found.facts) {
        facts.push_back(fmt::format("{} is {}, its source gives {}", one.name,
                                    one.first.value_or("not there"), one.second.value_or("none")));
    }
    if (!facts.empty()) {
        return first_of(std::move(facts));
    }
    if (!found.sections.empty()) {
        return "differs in " + first_of(found.sections);
    }
    return fmt::format("{} bytes, its source gives {}; the first that differs is at {}",
                       found.first_size, found.second_size, found.offset);
}

/// The files of an installed SDK by their paths, with SHA-256.
using Hashes = std::map<std::string, std::string>;

Result<Hashes> hashes_of(Context& context, const store::Receipt& receipt) {
    const auto path = context.layout.hash_lines(receipt.id);
    GOVERN_TRY_ASSIGN(const auto lines, context.host.files.read(path, k_max_lines));
    const auto h1 = crypto::h1_of_lines(lines);
    if (h1 != receipt.h1) { // changed since it was verified
        return fail(msg::receipt_lines_differ, {{"path", path},
                                                {"expected", receipt.h1},
                                                {"actual", h1},
                                                {"spec", spec_name(receipt.id.version)}});
    }
    Hashes out;
    for (auto& file : expected_files(receipt.id, lines, "")) {
        out.emplace(std::move(file.path), std::move(file.hex));
    }
    return out;
}

/// Whether a build reads it.
bool is_source(std::string_view path) {
    return path.starts_with("src/") || path.starts_with("pkg/include/") || path == "VERSION";
}

/// The sources that are not the same in both.
std::vector<std::string> different_sources(const Hashes& one, const Hashes& other) {
    std::set<std::string> out;
    const auto look = [&](const Hashes& from, const Hashes& in) {
        for (const auto& [path, hex] : from) {
            const auto found = in.find(path);
            if (is_source(path) && (found == in.end() || found->second != hex)) {
                out.insert(path);
            }
        }
    };
    look(one, other);
    look(other, one);
    return {out.begin(), out.end()};
}

class Proof {
public:
    Proof(Context& context, const Verified& verified, std::string keep)
        : m_context(context), m_files(context.host.files), m_receipt(verified.receipt),
          m_id(verified.receipt.id), m_keep(std::move(keep)) {}

    Result<RebuildReport> run() {
        GOVERN_TRY_ASSIGN(m_hashes, hashes_of(m_context, m_receipt));
        GOVERN_TRY_ASSIGN(auto recipe, recipe_of());
        GOVERN_TRY(choose_builder());
        list_programs();
        GOVERN_TRY_ASSIGN(const auto place, Workplace::make(m_context, m_id));
        GOVERN_TRY(require_space(place.path()));
        m_context.host.reporter.status(Message(msg::rebuild_begins)
                                           .with("name", m_id.text())
                                           .with("builder", m_report.built_by.text())
                                           .with("count", std::to_string(m_packages.size())));
        os::give_way();
        GoBuild go(m_context, m_report.built_by, m_id, std::move(recipe), place.path());
        GOVERN_TRY(go.prepare());
        GOVERN_TRY_ASSIGN(const auto sources, go.list(m_packages));
        m_report.sources = sources ? std::optional(sources->files) : std::nullopt;
        const auto begin = m_context.host.clock.steady();
        const auto built = go.build(m_packages, sources);
        m_report.seconds =
            std::chrono::duration<double>(m_context.host.clock.steady() - begin).count();
        const auto compared = built ? compare(go.out()) : built;
        GOVERN_TRY(require_still_there(compared));
        GOVERN_TRY(compared);
        GOVERN_TRY(keep(go.out()));
        if (place.in_home()) {
            GOVERN_TRY(record_or_warn());
        }
        return std::move(m_report);
    }

private:
    Result<BuildRecipe> recipe_of() {
        const auto read = [&](std::string_view name) {
            auto text = m_files.read(path::join(m_context.layout.sdk(m_id), name), k_max_source);
            return text.value_or("");
        };
        return read_recipe(m_id, read("src/cmd/dist/build.go"), read("src/go.mod"));
    }

    /// The SDK of that version that runs here; another one than the SDK itself is verified too, and
    /// must have the same sources.
    Result<void> choose_builder() {
        GOVERN_TRY_ASSIGN(const auto builder, m_context.store.runnable(m_id.version));
        if (!builder) {
            return fail(msg::rebuild_host_missing, {{"name", m_id.text()},
                                                    {"version", toolchain_name(m_id.version)},
                                                    {"home", m_context.layout.home()},
                                                    {"spec", spec_name(m_id.version)}});
        }
        m_report.built_by = *builder;
        m_identities = {identity_of(m_context, m_id), identity_of(m_context, *builder)};
        if (*builder == m_id) {
            return {};
        }
        GOVERN_TRY_ASSIGN(const auto verified, verify(m_context, *builder));
        if (!verified.differences.none()) {
            return Failure(tree_differs_error(verified));
        }
        GOVERN_TRY_ASSIGN(const auto hashes, hashes_of(m_context, verified.receipt));
        auto different = different_sources(m_hashes, hashes);
        if (!different.empty()) {
            return fail(msg::rebuild_sources_differ, {{"name", m_id.text()},
                                                      {"builder", builder->text()},
                                                      {"list", first_of(std::move(different))},
                                                      {"spec", spec_name(m_id.version)}});
        }
        return {};
    }

    [[nodiscard]] bool has_source(const std::string& command) const {
        const auto folder = "src/cmd/" + command + '/';
        const auto found = m_hashes.lower_bound(folder);
        return found != m_hashes.end() && found->first.starts_with(folder);
    }

    /// Every file in bin and pkg/tool. Only those at their place and with a source are built.
    void list_programs() {
        const bool windows = m_id.platform.os == "windows";
        const auto tools = "pkg/tool/" + m_id.platform.os + '_' + m_id.platform.arch;
        for (const auto& [path, hex] : m_hashes) {
            if (!path.starts_with("bin/") && !path.starts_with("pkg/tool/")) {
                continue;
            }
            const auto slash = path.rfind('/');
            RebuiltProgram program;
            program.path = path;
            program.name = path.substr(slash + 1);
            const bool has_suffix = program.name.ends_with(".exe");
            if (windows && has_suffix) {
                program.name.resize(program.name.size() - 4);
            }
            const auto folder = path.substr(0, slash);
            const bool at_its_place = (folder == "bin" || folder == tools) && windows == has_suffix;
            if (at_its_place && has_source(program.name)) {
                m_packages.push_back(program.name);
                m_built.insert(path);
            } else {
                program.difference = "there is no source for it in src/cmd";
            }
            m_report.programs.push_back(std::move(program));
        }
    }

    Result<void> require_space(const std::string& folder) {
        std::uint64_t programs = 0;
        for (const auto& program : m_report.programs) {
            const auto info = m_files.info(shipped(program));
            programs += info && *info ? (*info)->size : 0;
        }
        const auto needed = k_cache_bytes + k_times_programs * programs;
        GOVERN_TRY_ASSIGN(const auto free, m_files.free_space(folder));
        return free >= needed
                   ? Result<void>()
                   : fail(msg::rebuild_no_space, {{"path", folder},
                                                  {"free", format_bytes(free)},
                                                  {"name", m_id.text()},
                                                  {"needed", "about " + format_bytes(needed)}});
    }

    [[nodiscard]] std::string shipped(const RebuiltProgram& program) const {
        return path::normalize(path::join(m_context.layout.sdk(m_id), program.path));
    }

    [[nodiscard]] std::string rebuilt(const std::string& out, const RebuiltProgram& program) const {
        return path::join(out, path::filename(program.path));
    }

    /// The hash line is what was proved: the shipped file is read only to say how it differs.
    Result<void> compare(const std::string& out) {
        for (auto& program : m_report.programs) {
            if (!m_built.contains(program.path)) {
                continue;
            }
            const auto file = rebuilt(out, program);
            if (!m_files.kind(file)) {
                program.difference = "the build gave none";
                continue;
            }
            GOVERN_TRY_ASSIGN(const auto content, m_files.read(file, k_max_program));
            program.identical = crypto::hex(crypto::sha256(content)) == m_hashes[program.path];
            if (!program.identical) {
                GOVERN_TRY_ASSIGN(const auto found, compare_files(shipped(program), file));
                program.difference = describe(found);
            }
        }
        return {};
    }

    /// A build whose SDK was replaced or removed under its feet accuses nobody.
    Result<void> require_still_there(const Result<void>& compared) {
        const bool accuses =
            !compared ? compared.error().is(msg::rebuild_failed) : !m_report.proved();
        const std::array now = {identity_of(m_context, m_id),
                                identity_of(m_context, m_report.built_by)};
        return !accuses || now == m_identities
                   ? Result<void>()
                   : fail(msg::rebuild_overtaken,
                          {{"name", m_id.text()}, {"spec", spec_name(m_id.version)}});
    }

    Result<void> keep(const std::string& out) {
        if (m_keep.empty()) {
            return {};
        }
        for (const auto& program : m_report.programs) {
            const auto from = rebuilt(out, program);
            const auto to = path::normalize(path::join(m_keep, program.path));
            if (m_built.contains(program.path) && m_files.kind(from)) {
                GOVERN_TRY(m_files.make_folders(std::string(path::parent(to))));
                GOVERN_TRY(m_files.link_or_copy(from, to));
            }
        }
        return {};
    }

    /// Where the date cannot be written the proof stands all the same.
    Result<void> record_or_warn() {
        auto recorded = record();
        if (!recorded && !recorded.error().is(msg::interrupted)) {
            m_context.host.reporter.warn(recorded.error());
            return {};
        }
        return recorded;
    }

    /// Unless the SDK was replaced or removed meanwhile. A difference takes an earlier record away.
    Result<void> record() {
        GOVERN_TRY_ASSIGN(const auto lock, m_context.store.lock(m_id));
        const auto now = m_context.store.receipt(m_id);
        if (!now || now->h1 != m_receipt.h1) {
            return {};
        }
        if (!m_report.proved()) {
            return m_files.remove(store::rebuilt_file(m_context.layout, m_id));
        }
        GOVERN_TRY(store::write_rebuilt(m_files, m_context.layout, m_receipt,
                                        {os::format_utc(m_context.host.clock.unix_seconds()),
                                         m_report.built_by.text(), m_report.programs.size(),
                                         m_report.sources.value_or(0), m_report.seconds}));
        m_report.recorded = true;
        return {};
    }

    Context& m_context;
    os::Files& m_files;
    const store::Receipt& m_receipt;
    const SdkId m_id;
    std::string m_keep;
    Hashes m_hashes;
    std::vector<std::string> m_packages; ///< below cmd/
    std::set<std::string> m_built;       ///< the paths of their programs
    RebuildReport m_report;
    std::array<InstallIdentity, 2> m_identities; ///< of the SDK and of its builder
};

} // namespace

std::uint64_t RebuildReport::identical() const {
    return static_cast<std::uint64_t>(
        std::count_if(programs.begin(), programs.end(),
                      [](const RebuiltProgram& program) { return program.identical; }));
}

Result<void> check_keep(Context& context, const std::string& folder) {
    auto& files = context.host.files;
    const auto refused = [&folder](std::string why) {
        return fail(msg::keep_refused, {{"path", folder}, {"why", std::move(why)}});
    };
    const auto real = files.canonical(folder).value_or(folder);
    const auto home = files.canonical(context.layout.home()).value_or(context.layout.home());
    if (path::is_within(folder, context.layout.home()) || path::is_within(real, home)) {
        return refused("it is inside the home");
    }
    const auto kind = files.kind(folder);
    if (!kind) {
        return {};
    }
    const auto names = files.list(folder);
    if (*kind != os::FileInfo::Kind::directory || !names) {
        return refused("it is not a folder");
    }
    return names->empty() ? Result<void>() : refused("it is not empty");
}

Result<RebuildReport> prove_by_rebuild(Context& context, const Verified& verified,
                                       const std::string& keep) {
    return Proof(context, verified, keep).run();
}

Error rebuild_differs_error(const SdkId& id, const RebuildReport& report) {
    std::vector<std::string> list;
    for (const auto& program : report.programs) {
        if (!program.identical) {
            list.push_back(program.path + ": " + program.difference);
        }
    }
    return Error(msg::rebuild_differs)
        .with("name", id.text())
        .with("different", std::to_string(list.size()))
        .with("count", std::to_string(report.programs.size()))
        .with("list", join(list, "\n"))
        .with("spec", spec_name(id.version));
}

} // namespace govern::ops
