#include "core/sdk.hpp"

namespace govern {

std::string toolchain_name(const Version& version) {
    return "go" + std::string(version.text());
}

std::string spec_name(const Version& version) {
    char buffer[40];
    return std::string(spec_text(version, buffer));
}

std::string spec_name(const Spec& spec) {
    switch (spec.kind) {
    case Spec::Kind::exact:
        return spec_name(spec.version);
    case Spec::Kind::partial: {
        const auto text = spec.version.text();
        return std::string(text.substr(0, text.find('.', text.find('.') + 1)));
    }
    case Spec::Kind::oldstable:
        return "oldstable";
    case Spec::Kind::system:
        return "system";
    case Spec::Kind::latest:
        break;
    }
    return "latest";
}

std::string SdkId::text() const {
    return toolchain_name(version) + '.' + platform.text();
}

std::optional<SdkId> parse_sdk_id(std::string_view folder_name) {
    const auto dot = folder_name.rfind('.');
    if (dot == folder_name.npos) {
        return std::nullopt;
    }
    SdkId id;
    const auto platform = parse_platform(folder_name.substr(dot + 1));
    if (!platform || folder_name.substr(0, 2) != "go" ||
        !Version::parse(folder_name.substr(2, dot - 2), id.version)) {
        return std::nullopt;
    }
    id.platform = *platform;
    if (id.text() != folder_name) {
        return std::nullopt;
    }
    return id;
}

std::string toolchain_module_version(const SdkId& sdk) {
    return "v0.0.1-" + sdk.text();
}

std::string official_archive_name(const SdkId& sdk) {
    return toolchain_name(sdk.version) + '.' + sdk.platform.os + '-' + archive_arch(sdk.platform) +
           (sdk.platform.os == "windows" ? ".zip" : ".tar.gz");
}

std::optional<SdkId> sdk_of_archive_name(std::string_view name) {
    constexpr std::string_view module_mark = "v0.0.1-";
    for (const std::string_view end :
         {".tar.gz", ".tgz", ".tar.xz", ".tar.zst", ".tar.bz2", ".tar", ".zip"}) {
        if (name.ends_with(end)) {
            name.remove_suffix(end.size());
            break;
        }
    }
    name.remove_prefix(name.starts_with(module_mark) ? module_mark.size() : 0);
    const auto dash = name.find('-');
    if (dash == name.npos) {
        return std::nullopt;
    }
    const auto arch = name.substr(dash + 1, name.find('-', dash + 1) - dash - 1);
    return parse_sdk_id(std::string(name.substr(0, dash + 1)) + go_arch(arch));
}

std::optional<Platform> platform_of_tool(std::string_view name) {
    constexpr std::string_view tools = "pkg/tool/";
    if (!name.starts_with(tools)) {
        return std::nullopt;
    }
    std::string folder(name.substr(tools.size(), name.find('/', tools.size()) - tools.size()));
    const auto mark = folder.find('_');
    if (mark == folder.npos) {
        return std::nullopt;
    }
    folder[mark] = '-';
    return parse_platform(folder);
}

} // namespace govern
