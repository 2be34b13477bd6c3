#include "sdk/prune_files.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "os/listing.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

std::uint64_t bytes_on_disk(std::uint64_t size) {
    return (size + k_disk_block - 1) / k_disk_block * k_disk_block;
}

using Kind = os::FileInfo::Kind;
using What = PruneItem::What;

constexpr std::int64_t k_second = 1'000'000'000;
constexpr std::int64_t k_day = 24 * 3600;
constexpr std::int64_t k_cache_days = 30;
constexpr std::int64_t k_part_days = 7; // as for Store::sweep
constexpr std::int64_t k_upgrade_days = 90;

std::vector<std::string> names_in(const os::Files& files, const std::string& folder) {
    auto names =
        files.kind(folder) == Kind::directory ? files.list(folder) : std::vector<std::string>();
    if (names) {
        std::sort(names->begin(), names->end());
    }
    return names.value_or(std::vector<std::string>());
}

class Old {
public:
    Old(Context& context, PrunePlan& plan)
        : m_files(context.host.files), m_layout(context.layout),
          m_now(context.host.clock.unix_seconds()),
          m_keeps_archives(context.config.keep_archives.value), m_plan(plan) {}

    void run() {
        for (const auto& name : names_in(m_files, m_layout.cache())) {
            const auto path = path::join(m_layout.cache(), name);
            if (path::same_path(path, m_layout.downloads())) {
                downloads();
            } else if (name != "vuln") { // `audit --update` brought that on purpose
                PruneItem item;
                item.what = What::cache;
                item.path = path;
                item.why = "cached, and not changed for 30 days: it can be asked for again";
                gather(path, name, item);
                add(std::move(item));
            }
        }
        of_upgrades(What::snapshot, m_layout.snapshots(), "a snapshot that is older than 90 days");
        of_upgrades(What::log, m_layout.upgrades(),
                    "the log of an upgrade that is older than 90 days");
    }

private:
    [[nodiscard]] bool is_older(const os::FileInfo& info, std::int64_t days) const {
        return info.mtime_ns / k_second <= m_now - days * k_day;
    }

    /// The old files of a cache. What was seen of a log is no cache: it shows a later fork.
    void gather(const std::string& path, const std::string& name, PruneItem& item) {
        const auto info = m_files.info(path).value_or(std::nullopt);
        if (info && info->kind == Kind::directory) {
            for (const auto& below : names_in(m_files, path)) {
                gather(path::join(path, below), below, item);
            }
        } else if (info && info->kind == Kind::file && is_older(*info, k_cache_days) &&
                   name != "latest" && !name.starts_with("fork-") && !name.ends_with(".lock")) {
            item.files.push_back(path);
            item.bytes += bytes_on_disk(info->size);
        }
    }

    void add(PruneItem item) {
        if (!item.files.empty()) {
            m_plan.items.push_back(std::move(item));
        }
    }

    void one(What what, const std::string& path, std::int64_t days, std::string why) {
        const auto info = m_files.info(path).value_or(std::nullopt);
        if (info && info->kind == Kind::file && is_older(*info, days)) {
            PruneItem item;
            item.what = what;
            item.path = path;
            item.files = {path};
            item.bytes = bytes_on_disk(info->size);
            item.why = std::move(why);
            add(std::move(item));
        }
    }

    void downloads() {
        for (const auto& name : names_in(m_files, m_layout.downloads())) {
            const auto path = path::join(m_layout.downloads(), name);
            if (name.ends_with(".part") || name.ends_with(".state")) {
                one(What::part, path, k_part_days,
                    "a part of a download that was not continued for a week");
            } else if (!m_keeps_archives) {
                one(What::cache, path, k_cache_days,
                    "an archive that is 30 days old, and keep_archives is off");
            }
        }
    }

    void of_upgrades(What what, const std::string& folder, const std::string& why) {
        for (const auto& name : names_in(m_files, folder)) {
            one(what, path::join(folder, name), k_upgrade_days, why);
        }
    }

    os::Files& m_files;
    const Layout& m_layout;
    std::int64_t m_now;
    bool m_keeps_archives;
    PrunePlan& m_plan;
};

} // namespace

std::uint64_t size_of_tree(const os::Files& files, const std::string& folder) {
    if (files.kind(folder) != Kind::directory) {
        return 0; // a link: what it leads to stays
    }
    std::uint64_t out = k_disk_block; // its own entries
    const auto entries = os::list_with_sizes(folder);
    for (const auto& entry : entries ? *entries : std::vector<os::Listed>()) {
        if (entry.kind == Kind::directory) {
            out += size_of_tree(files, path::join(folder, entry.name));
        } else if (entry.kind == Kind::file) {
            out += bytes_on_disk(entry.size);
        }
    }
    return out;
}

std::uint64_t size_of_trash(Context& context, const SdkId& id) {
    std::uint64_t out = 0;
    const auto& staging = context.layout.staging();
    for (const auto& name : names_in(context.host.files, staging)) {
        if (name.starts_with(id.text() + ".trash-")) {
            out += size_of_tree(context.host.files, path::join(staging, name));
        }
    }
    return out;
}

void add_files_to_prune(Context& context, PrunePlan& plan) {
    Old(context, plan).run();
    const auto orphans = context.store.tools_without_sdk();
    for (const auto& id : orphans ? *orphans : std::vector<SdkId>()) {
        PruneItem item;
        item.what = What::tools;
        item.path = context.layout.tools(id);
        item.bytes = size_of_tree(context.host.files, item.path);
        item.why = "tools of " + id.text() + ", which is not installed";
        plan.items.push_back(std::move(item));
    }
}

namespace {

/// Unless that SDK was installed again meanwhile.
Result<std::uint64_t> remove_tools(Context& context, const PruneItem& item) {
    const auto id = parse_sdk_id(path::filename(item.path));
    GOVERN_TRY_ASSIGN(const auto lock, context.store.lock(*id));
    GOVERN_TRY_ASSIGN(const bool there, context.store.is_installed(*id));
    if (there) {
        return 0;
    }
    GOVERN_TRY(context.store.remove_tools(*id));
    return item.bytes;
}

} // namespace

Result<std::uint64_t> remove_files(Context& context, const PruneItem& item) {
    auto& files = context.host.files;
    if (item.what == What::tools) {
        return remove_tools(context, item);
    }
    if (item.what == What::part) {
        context.store.sweep(); // under the lock of its SDK
        return files.kind(item.path) ? 0 : item.bytes;
    }
    std::uint64_t freed = 0;
    for (const auto& file : item.files) {
        const auto info = files.info(file).value_or(std::nullopt);
        GOVERN_TRY(files.remove(file));
        freed += info ? bytes_on_disk(info->size) : 0;
    }
    return freed;
}

} // namespace govern::ops
