#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern {

/// GOOS and GOARCH in Go's own spelling (`linux`, `arm`; never `armv6l`).
struct Platform {
    std::string os;
    std::string arch;

    /// `windows-amd64`, as in folder names and module versions.
    [[nodiscard]] std::string text() const { return os + '-' + arch; }
    friend bool operator==(const Platform&, const Platform&) = default;
};

/// `linux-amd64` or `linux/amd64`; nothing for other shapes or characters.
[[nodiscard]] std::optional<Platform> parse_platform(std::string_view text);

/// The architecture as official archive names spell it: `armv6l` for linux/arm, else GOARCH.
[[nodiscard]] std::string archive_arch(const Platform& platform);
/// The GOARCH of a listing's or archive name's architecture: `arm` for armv6l.
[[nodiscard]] std::string go_arch(std::string_view listed_arch);

/// The platforms whose SDKs run on `host`, best first: itself, then what the machine emulates
/// (windows/arm64: amd64, 386; windows/amd64: 386; darwin/arm64: amd64).
[[nodiscard]] std::vector<Platform> runnable_platforms(const Platform& host);
/// An SDK for `platform` runs on `host`.
[[nodiscard]] bool runs_on(const Platform& host, const Platform& platform);

/// The platform this program was built for. On windows and darwin the machine may be another one:
/// os/machine.hpp knows.
[[nodiscard]] Platform build_platform();

} // namespace govern
