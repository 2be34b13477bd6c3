#pragma once

#include "core/platform.hpp"
#include "core/spec.hpp"
#include "core/version.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace govern {

/// `go1.22.5`: the toolchain name of a release, as Go, its folder and its shim write it.
[[nodiscard]] std::string toolchain_name(const Version& version);
/// `1.22.5`, `1.20.0`: the release written as a SPEC (core/spec.hpp), as state/default holds it.
[[nodiscard]] std::string spec_name(const Version& version);
/// A SPEC as it is typed: `1.22.5`, `1.22`, `latest`, `oldstable`, `system`; parse_spec reads it
/// back. A line is written as its line, also where it was asked for by one of its patches.
[[nodiscard]] std::string spec_name(const Spec& spec);

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
/// The SDK that an archive's file name means: an official name (also older ones,
/// `goX.Y.Z.OS-armv6l` and `goX.Y.Z.OS-ARCH-MORE`) or a toolchain module's, with the suffix of any
/// kind of archive. A claim, not a proof.
[[nodiscard]] std::optional<SdkId> sdk_of_archive_name(std::string_view name);

/// The platform of an SDK that has this file or folder, by `pkg/tool/GOOS_GOARCH`; nothing for any
/// other name. `name` is relative to the GOROOT, with `/`.
[[nodiscard]] std::optional<Platform> platform_of_tool(std::string_view name);

} // namespace govern
