#pragma once

#include "base/result.hpp"
#include "core/version.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::advisories {

/// The part of an SDK that a record is about.
enum class Module {
    standard_library, ///< `stdlib`: concerns programs that are built with the SDK
    toolchain,        ///< `toolchain`: concerns the go command and its tools themselves
};

/// Whose vulnerabilities are asked for.
enum class Bearer {
    sdk,     ///< its standard library and its toolchain
    program, ///< the standard library that was built into it
};

/// One record of the Go vulnerability database, for one module. Views into the Database that gave
/// it.
struct Vulnerability {
    std::string_view id; ///< `GO-2024-2887`
    Module module = Module::standard_library;
    std::string_view cve;      ///< `CVE-2024-24790`; several are separated by spaces; may be empty
    std::string_view ranges;   ///< `INTRODUCED..FIXED` words; FIXED is empty while nothing mends it
    std::string_view packages; ///< import paths, separated by spaces
    std::string_view goos;     ///< the only GOOS it concerns, separated by spaces; empty: all
    std::string_view summary;

    /// True if it may concern that target (GOOS).
    [[nodiscard]] bool is_about(std::string_view os) const;
    /// True if `version` for the target `os` (GOOS) has this vulnerability.
    [[nodiscard]] bool concerns(const Version& version, std::string_view os) const;
    /// The release that fixes it in `version`'s range, as Go writes it (`1.22.4`); empty if there
    /// is none.
    [[nodiscard]] std::string fixed_for(const Version& version) const;
};

/// Records of the standard library and the toolchain. Embedded ones cost nothing until they are
/// read.
class Database {
public:
    /// The records that were known when this program was built.
    [[nodiscard]] static Database embedded();
    /// Rows as `text()` writes them. msg::vulnerabilities_damaged where they are not.
    [[nodiscard]] static Result<Database> parse(std::string text, std::string_view file);
    /// Rows made from records of the public database (rows_of_record), of the day `date`.
    [[nodiscard]] static Database of_rows(std::string date, const std::vector<std::string>& rows);

    [[nodiscard]] const std::string& date() const { return m_date; } ///< YYYY-MM-DD
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    /// The records that concern `version` for the target `os` (GOOS), by id.
    [[nodiscard]] std::vector<Vulnerability> concerning(const Version& version, std::string_view os,
                                                        Bearer bearer = Bearer::sdk) const;
    /// True if there is one.
    [[nodiscard]] bool concern(const Version& version, std::string_view os) const;
    /// `version` itself, or the next newer one that no record concerns; nothing if a record has no
    /// release that fixes it.
    [[nodiscard]] std::optional<Version> nearest_clean(const Version& version, std::string_view os,
                                                       Bearer bearer = Bearer::sdk) const;
    /// One line with the date, then a line a record, tab-separated.
    [[nodiscard]] std::string text() const;

private:
    struct Record;
    /// The nth record from the end, read when it is first asked for, by one thread. A later call
    /// moves it.
    [[nodiscard]] const Record& newest(std::size_t n) const;

    std::string m_date;
    std::shared_ptr<const std::string> m_text; ///< what the rows of a parsed database look into
    std::vector<std::string_view> m_rows;
    mutable std::shared_ptr<std::vector<Record>> m_records; ///< newest first
};

/// The rows of one record of the public database (OSV JSON), one for each of Go's own modules that
/// it names; empty for other modules and withdrawn records. msg::vulnerability_malformed if it is
/// not such a record.
[[nodiscard]] Result<std::vector<std::string>> rows_of_record(std::string_view json,
                                                              std::string_view address);

} // namespace govern::advisories
