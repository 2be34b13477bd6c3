#pragma once

#include "core/platform.hpp"
#include "core/version.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace govern {

/// `go1.22.5`: the toolchain name of a release, as Go, its folder and its shim write it.
[[nodiscard]] std::string toolchain_name(const Version& version);
/// `1.22.5`, `1.20.0`: the release written as a SPEC (core/spec.hpp), as state/default holds it.
[[nodiscard]] std::string spec_name(const Version& version);

/// One SDK in a home: a release for a platform.
struct SdkId {
    Version version;
    Platform platform;

    /// `go1.22.5.windows-amd64`: the folder under sdks/, the stem of its receipt.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const SdkId&, const SdkId&) = default;
};

/// The reverse of SdkId::text(); nothing for any other name.
[[nodiscard]] std::optional<SdkId> parse_sdk_id(std::string_view folder_name);

/// The module version of a toolchain in golang.org/toolchain: `v0.0.1-go1.22.5.linux-amd64`.
[[nodiscard]] std::string toolchain_module_version(const SdkId& sdk);
/// `go1.22.5.linux-armv6l.tar.gz`: the official archive's file name.
[[nodiscard]] std::string official_archive_name(const SdkId& sdk);

} // namespace govern
