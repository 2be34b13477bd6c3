#include "archive/tar_index.hpp"

#include "archive/messages.hpp"
#include "fault.hpp"
#include "tar_header.hpp"

#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace govern::archive {

namespace {

constexpr std::uint64_t k_most_entries = 1'000'000;
constexpr std::uint64_t k_longest_extra = 64U << 10; // a long name, or pax records

class TarIndexer {
public:
    TarIndexer(os::RangeFile& file, const std::string& what) : m_file(file), m_faults(what) {}

    Result<TarIndex> run() {
        TarIndex out;
        if (auto done = read_all(); !done) {
            if (!done.error().is(msg::archive_damaged)) {
                return Failure(std::move(done).error());
            }
            out.damage = std::move(done).error();
        }
        out.members = std::move(m_members);
        return out;
    }

private:
    Result<void> read_all() {
        for (std::uint64_t entries = 0;; ++entries) {
            std::array<std::byte, k_tar_block> block{};
            GOVERN_TRY(read(block));
            if (is_zero_block(block)) {
                return {};
            }
            const auto header = parse_tar_header(block);
            if (!header || entries == k_most_entries) {
                return m_faults.damaged({},
                                        header ? "it has too many entries" : "a header is broken");
            }
            GOVERN_TRY(take(*header));
        }
    }

    Result<void> read(std::span<std::byte> out) {
        GOVERN_TRY_ASSIGN(const auto count, m_file.read(m_at, out));
        if (count != out.size()) {
            return m_faults.damaged({}, "it ends early");
        }
        m_at += count;
        return {};
    }

    Result<void> take(const TarHeader& header) {
        if (header.type == 'L' || header.type == 'x' || header.type == 'g') {
            return take_extra(header);
        }
        const auto pax = std::exchange(m_pax, {});
        auto name = std::exchange(m_long_name, {}).value_or(header.name);
        if (pax.path) {
            name = *pax.path;
        }
        const auto size = pax.size.value_or(header.size);
        if (header.type == '0' && !pax.link && !pax.sparse) {
            m_members[name] = {m_at, size};
        }
        return skip(size);
    }

    Result<void> take_extra(const TarHeader& header) {
        if (header.size > k_longest_extra) {
            return m_faults.damaged({}, "a name is too long");
        }
        const auto after = m_at;
        std::string content(static_cast<std::size_t>(header.size), '\0');
        GOVERN_TRY(read(std::as_writable_bytes(std::span(content))));
        m_at = after;
        if (header.type == 'L') {
            m_long_name = content.substr(0, content.find('\0'));
        } else if (header.type == 'x') {
            auto records = parse_pax(content);
            if (!records) {
                return m_faults.damaged({}, "a pax header is broken");
            }
            m_pax = std::move(*records);
        }
        return skip(header.size);
    }

    Result<void> skip(std::uint64_t size) {
        const auto blocks = size / k_tar_block + (size % k_tar_block == 0 ? 0 : 1);
        if (size > m_file.size() || blocks * k_tar_block > m_file.size() - m_at) {
            return m_faults.damaged({}, "it ends early");
        }
        m_at += blocks * k_tar_block;
        return {};
    }

    os::RangeFile& m_file;
    Faults m_faults;
    std::uint64_t m_at = 0;
    std::optional<std::string> m_long_name;
    PaxRecords m_pax;
    std::map<std::string, TarMember, std::less<>> m_members;
};

} // namespace

Result<TarIndex> index_tar(os::RangeFile& file, const std::string& what) {
    return TarIndexer(file, what).run();
}

} // namespace govern::archive
