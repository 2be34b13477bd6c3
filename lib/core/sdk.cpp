#include "core/sdk.hpp"

#include "core/spec.hpp"

namespace govern {

std::string toolchain_name(const Version& version) {
    return "go" + std::string(version.text());
}

std::string spec_name(const Version& version) {
    char buffer[40];
    return std::string(spec_text(version, buffer));
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

} // namespace govern
