#include "cli/render.hpp"

#include "base/text.hpp"
#include "core/spec.hpp"

namespace govern::cli {

nlohmann::json json_of(const SdkId& id, nlohmann::json more) {
    more["version"] = spec_name(id.version);
    more["os"] = id.platform.os;
    more["arch"] = id.platform.arch;
    return more;
}

nlohmann::json json_of(const std::vector<store::Link>& links) {
    auto out = nlohmann::json::array();
    for (const auto& link : links) {
        out.push_back({{"name", link.name}, {"goroot", link.goroot}});
    }
    return out;
}

std::string text_of_unchecked(const std::vector<store::Link>& links) {
    std::string out;
    for (const auto& link : links) {
        out += link.name + ": unverified, not checked: " + printable(link.goroot) + '\n';
    }
    return out;
}

} // namespace govern::cli
