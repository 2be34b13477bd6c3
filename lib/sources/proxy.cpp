#include "proxy.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "sources/messages.hpp"
#include "sources/module.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace govern::sources {

namespace {
constexpr std::string_view k_versions = "golang.org/toolchain/@v/";
constexpr std::string_view k_version_prefix = "v0.0.1-";
constexpr std::size_t k_max_list = 4 * 1024 * 1024;
constexpr std::size_t k_max_info = 64 * 1024;
} // namespace

std::vector<SdkId> parse_module_list(std::string_view list) {
    std::vector<SdkId> out;
    for (auto line : lines_of(list)) {
        if (!line.starts_with(k_version_prefix)) {
            continue;
        }
        if (auto sdk = parse_sdk_id(line.substr(k_version_prefix.size()))) {
            out.push_back(std::move(*sdk));
        }
    }
    return out;
}

bool is_module_info(std::string_view info, const SdkId& sdk) {
    const auto object = nlohmann::json::parse(info, nullptr, false);
    if (!object.is_object()) {
        return false;
    }
    const auto version = object.find("Version");
    return version != object.end() && version->is_string() &&
           version->get_ref<const std::string&>() == toolchain_module_version(sdk);
}

net::Request Proxy::request(const std::string& file) const {
    net::Request out;
    out.url = join_url(m_url, std::string(k_versions) + file);
    out.use_netrc = true;
    return out;
}

Answered<Catalogue> Proxy::catalogue(const Platform& platform) {
    if (!m_list) {
        m_list = m_client.fetch(request("list"), k_max_list);
    }
    Catalogue out;
    if (auto fault = fault_of(*m_list)) {
        // A proxy without a list may still serve archives.
        if (fault->kind == Answer::Kind::lacks) {
            return out;
        }
        return tl::unexpected(std::move(*fault));
    }
    auto sdks = parse_module_list((*m_list)->body);
    if (sdks.empty() && trim((*m_list)->body).starts_with('<')) {
        return tl::unexpected(unusable("it answered with a web page"));
    }
    std::stable_sort(sdks.begin(), sdks.end(),
                     [](const SdkId& a, const SdkId& b) { return a.version > b.version; });
    for (const auto& sdk : sdks) {
        if (out.releases.empty() || out.releases.back().version.text() != sdk.version.text()) {
            out.releases.push_back({sdk.version, !sdk.version.is_prerelease(), false});
        }
        auto& release = out.releases.back();
        release.has_platform = release.has_platform || sdk.platform == platform;
    }
    return out;
}

Answered<Offer> Proxy::offer(const SdkId& sdk) {
    const auto version = toolchain_module_version(sdk);
    Offer out;
    out.from = this;
    out.file_name = version + ".zip";
    out.url = request(out.file_name).url;
    out.format = archive::Format::zip;
    out.prefix = "golang.org/toolchain@" + version + '/';
    out.module_zip = true;
    out.use_netrc = true;
    return out;
}

Answered<void> Proxy::probe(const SdkId& sdk) {
    auto ask = request(toolchain_module_version(sdk) + ".info");
    ask.made_on_demand = true;
    const auto response = m_client.fetch(ask, k_max_info);
    if (auto fault = fault_of(response)) {
        return tl::unexpected(std::move(*fault));
    }
    if (!is_module_info(response->body, sdk)) {
        return tl::unexpected(unusable("its answer is not module information"));
    }
    return {};
}

} // namespace govern::sources
