#include "mirror/tidy.hpp"

#include "base/messages.hpp"
#include "mirror/content.hpp"
#include "mirror/site.hpp"
#include "ops/sdk/evidence.hpp"
#include "trust/tile.hpp"

#include <algorithm>
#include <utility>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_tile = 256 * sizeof(trust::Hash);

std::string database_folder(const std::string& database) {
    return "sumdb/" + database + '/';
}

/// The folders in which all is govern's.
std::vector<std::string> pruned_folders(const std::string& database) {
    return {"golang.org/toolchain", "sumdb/" + database, std::string(k_archives), ".govern/new"};
}

} // namespace

std::set<std::string> own_files(const std::string& database, const std::vector<SdkId>& sdks,
                                const std::vector<std::string>& archives) {
    const auto base = database_folder(database);
    std::set<std::string> out = {std::string(k_module_list), base + "supported", base + "latest"};
    for (const auto& id : sdks) {
        for (const auto* extension : {"zip", "info", "mod"}) {
            out.insert(module_file(id, extension));
        }
        out.insert(base + lookup_file(id));
    }
    if (!archives.empty()) {
        out.emplace(k_archive_list);
    }
    for (const auto& name : archives) {
        out.insert(std::string(k_archives) + '/' + name);
    }
    return out;
}

std::vector<Closed> closed_to_readers(Context& context, const MirrorFolder& folder,
                                      const std::vector<std::string>& files) {
    std::set<std::string> names;
    for (const auto& file : files) {
        for (auto end = file.find('/'); end != file.npos; end = file.find('/', end + 1)) {
            names.insert(file.substr(0, end));
        }
        names.insert(file);
    }
    std::vector<Closed> out;
    for (const auto& name : names) {
        const auto info = context.host.files.info(folder.at(name));
        if (info && *info && !(*info)->readable_by_all) {
            out.push_back({name, (*info)->kind == os::FileInfo::Kind::directory});
        }
    }
    return out;
}

void open_to_readers(Context& context, const MirrorFolder& folder, const std::string& database) {
    const auto own = own_files(database, folder.sdks(), listed_archives(context, folder));
    std::vector<std::string> files(own.begin(), own.end());
    for (const auto& [name, kind] : folder.entries(database_folder(database) + "tile")) {
        files.push_back(name);
    }
    bool said = false; // one line will do
    for (const auto& closed : closed_to_readers(context, folder, files)) {
        const auto opened = context.host.files.open_to_readers(folder.at(closed.name));
        if (!opened && !std::exchange(said, true)) {
            context.host.reporter.warn(opened.error());
        }
    }
}

std::vector<std::string> stray_tiles_in(Context& context, const MirrorFolder& folder,
                                        const std::string& database,
                                        const std::map<std::string, std::string>& proved) {
    const auto base = database_folder(database);
    std::map<std::string, std::string> others;
    for (const auto& [name, kind] : folder.entries(base + "tile")) {
        auto below = name.substr(base.size());
        const auto known = proved.find(below);
        auto content = kind == os::FileInfo::Kind::file
                           ? context.host.files.read(folder.at(name), k_max_tile)
                           : Result<std::string>(std::string());
        auto entries = content ? std::move(*content) : std::string();
        if (known == proved.end() || known->second != entries) {
            others[std::move(below)] = std::move(entries);
        }
    }
    auto out = trust::stray_tiles(proved, others);
    std::transform(out.begin(), out.end(), out.begin(),
                   [&](const std::string& below) { return base + below; });
    return out;
}

Result<std::vector<Unlisted>> proved_but_unlisted(Context& context, const MirrorFolder& folder) {
    std::vector<Unlisted> out;
    GOVERN_TRY_ASSIGN(const auto log, open_log_at(context, folder.path()));
    for (auto& id : folder.unlisted()) {
        const auto path = folder.at(module_file(id, "zip"));
        auto proved = prove_file(context, id, module_offer(id, path), path, log->prove(id));
        if (proved) {
            out.push_back({std::move(id), std::move(proved->version_file)});
        } else if (proved.error().is(msg::interrupted)) {
            return Failure(std::move(proved).error());
        }
    }
    return out;
}

bool is_prunable(std::string_view name, const std::string& database) {
    const auto folders = pruned_folders(database);
    return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
        return name == folder || name.starts_with(folder + '/');
    });
}

Result<void> prune_files(Context& context, MirrorFolder& folder, const std::vector<SdkId>& sdks,
                         const std::vector<SdkId>& unwanted, bool dry_run, MirrorOutcome& out) {
    GOVERN_TRY_ASSIGN(const auto log, open_log_at(context, folder.path()));
    const auto database = log->name();
    auto archives = listed_archives(context, folder);
    std::erase_if(archives, [&](const std::string& name) {
        const auto id = sdk_of_archive_name(name);
        return id && std::find(unwanted.begin(), unwanted.end(), *id) != unwanted.end();
    });
    const auto own = own_files(database, sdks, archives);
    const auto tiles = database_folder(database) + "tile";
    std::vector<std::string> strays;
    for (const auto& below : pruned_folders(database)) {
        for (const auto& [name, kind] : folder.entries(below)) {
            if (!own.contains(name) && !name.starts_with(tiles + '/')) {
                strays.push_back(name);
            }
        }
    }
    const auto copy = log->copy(sdks, folder.heads(database));
    if (copy) { // else nobody knows which tiles are needed
        const auto more = stray_tiles_in(context, folder, database, copy->files);
        strays.insert(strays.end(), more.begin(), more.end());
        out.head = copy->size;
    }
    out.database = database;
    for (const auto& [name, note] : folder.kept_heads(database)) {
        if (!log->has_signed(note)) {
            strays.push_back(name);
        }
    }
    for (const auto& name : strays) {
        GOVERN_TRY(dry_run ? Result<void>() : folder.remove(name));
        out.pruned.push_back(folder.at(name));
    }
    return {};
}

} // namespace govern::ops
