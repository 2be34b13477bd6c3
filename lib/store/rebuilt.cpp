#include "store/rebuilt.hpp"

#include "base/path.hpp"
#include "json_member.hpp"

#include <nlohmann/json.hpp>

namespace govern::store {

using nlohmann::json;

namespace {

constexpr std::size_t k_max_file = 64 * 1024;
constexpr std::string_view k_rebuild = ".rebuild"; ///< in staging/ and locks/

template <typename T> T number(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<T>() : T{};
}

} // namespace

std::string rebuilt_file(const Layout& layout, const SdkId& id) {
    return path::join(layout.receipts(), id.text() + ".rebuilt");
}

std::optional<Rebuilt> read_rebuilt(const os::Files& files, const Layout& layout,
                                    const Receipt& receipt) {
    const auto text = files.read(rebuilt_file(layout, receipt.id), k_max_file);
    const auto object = text ? json::parse(*text, nullptr, false) : json();
    if (!object.is_object() || text_member(object, "h1") != receipt.h1) {
        return std::nullopt;
    }
    Rebuilt out;
    out.time = text_member(object, "time");
    out.built_by = text_member(object, "built_by");
    out.programs = number<std::uint64_t>(object, "programs");
    out.sources = number<std::uint64_t>(object, "sources");
    out.seconds = number<double>(object, "seconds");
    return out.time.empty() ? std::nullopt : std::optional(std::move(out));
}

Result<void> write_rebuilt(os::Files& files, const Layout& layout, const Receipt& receipt,
                           const Rebuilt& rebuilt) {
    const json object = {{"schema", 1},
                         {"h1", receipt.h1},
                         {"time", rebuilt.time},
                         {"built_by", rebuilt.built_by},
                         {"programs", rebuilt.programs},
                         {"sources", rebuilt.sources},
                         {"seconds", rebuilt.seconds}};
    return files.write_atomic(rebuilt_file(layout, receipt.id),
                              object.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

std::string rebuild_name(const SdkId& id) {
    return id.text() + std::string(k_rebuild);
}

std::optional<SdkId> sdk_of_rebuild(std::string_view name) {
    if (!name.ends_with(k_rebuild)) {
        return std::nullopt;
    }
    name.remove_suffix(k_rebuild.size());
    return parse_sdk_id(name);
}

} // namespace govern::store
