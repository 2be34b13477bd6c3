#pragma once

// The trust roots. trust_roots.cpp is the one object file that defines them; the test programs link
// another one. Nothing at run time changes them.

#include "crypto/sha256.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::trust {

/// The checksum database's verifier key, `name+hash+key` (golang.org/x/mod/sumdb/note).
[[nodiscard]] std::string_view log_key();
/// The address of the database itself, and of its alias for users in China.
[[nodiscard]] const std::vector<std::string>& log_addresses();
/// Base URLs of the official download site, first the main one: `…/?mode=json&include=all` is its
/// listing, `…/NAME` an archive.
[[nodiscard]] const std::vector<std::string>& official_sites();
/// True for a host whose listing, read over verified TLS, is evidence.
[[nodiscard]] bool is_official_host(std::string_view host);

/// A row of the embedded list.
struct KnownArchive {
    crypto::Sha256Digest sha256{};
    std::uint64_t size = 0; ///< bytes; 0 where it was never recorded
};
/// The official archive of that file name (`go1.22.5.linux-amd64.tar.gz`), if it was known when
/// govern was built and has a SHA-256.
[[nodiscard]] std::optional<KnownArchive> embedded_archive(std::string_view file_name);
/// The file name under which the embedded list has the archive of that SHA-256.
[[nodiscard]] std::optional<std::string> embedded_name(const crypto::Sha256Digest& sha256);
/// Date of the embedded list, `2026-08-19`, and the newest release it knows, `1.27.0`.
[[nodiscard]] std::string_view embedded_list_date();
/// Every version (`1.27.0`, without `go`) of the embedded list that has an archive for os and arch
/// (GOARCH), newest first; for two empty words every version there is. Also versions whose archives
/// only ever had a SHA-1 (1.2.2 to 1.5.2 and 1.6beta1): embedded_archive knows none of those.
[[nodiscard]] std::vector<std::string> embedded_versions(std::string_view os,
                                                         std::string_view arch);

/// The config file of the whole machine (config::MachineFile).
struct MachineConfig {
    std::string path;
    bool may_be_ours = false;
};
/// `program_data`: %ProgramData%, nothing on systems without one.
[[nodiscard]] MachineConfig machine_config(const std::optional<std::string>& program_data);

} // namespace govern::trust
