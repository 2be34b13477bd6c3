#include "mirror/module_zip.hpp"

#include "archive/zip_writer.hpp"
#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "ops/mirror/messages.hpp"
#include "ops/sdk/tree_hash.hpp"
#include "os/machine.hpp"
#include "os/threads.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

namespace govern::ops {

namespace {

constexpr std::size_t k_max_file = 1U << 30U;
constexpr std::size_t k_at_once = 256; ///< files that are packed before they are written
constexpr std::size_t k_digest_columns = 66;

class Packer {
public:
    Packer(Context& context, const SdkId& id, const std::string& root, const std::string& lines,
           int level)
        : m_context(context), m_name(id.text()), m_spec(spec_name(id.version)), m_root(root),
          m_level(level), m_files(expected_files(id, lines, {})) {
        for (const auto line : lines_of(lines)) {
            m_names.emplace_back(line.substr(std::min(line.size(), k_digest_columns)));
        }
    }

    Result<void> run(archive::ZipWriter& zip) {
        for (std::size_t first = 0; first < m_files.size(); first += k_at_once) {
            m_packed.assign(std::min(k_at_once, m_files.size() - first),
                            Result<archive::ZipContent>());
            m_next = 0;
            os::on_threads(os::processor_count(), [&] { pack_some(first); });
            for (std::size_t i = 0; i < m_packed.size(); ++i) {
                if (!m_packed[i]) {
                    return Failure(m_packed[i].error());
                }
                GOVERN_TRY(zip.add(m_names[first + i], *m_packed[i]));
            }
            if (m_context.host.reporter.interrupted()) {
                return fail(msg::interrupted);
            }
        }
        return zip.finish();
    }

private:
    void pack_some(std::size_t first) {
        for (auto i = m_next++; i < m_packed.size(); i = m_next++) {
            m_packed[i] = pack(m_files[first + i]);
        }
    }

    Result<archive::ZipContent> pack(const ExpectedFile& file) const {
        const auto path = path::join(m_root, path::normalize(file.path));
        GOVERN_TRY_ASSIGN(const auto content, m_context.host.files.read(path, k_max_file));
        const auto bytes = std::as_bytes(std::span(content));
        if (crypto::hex(crypto::sha256(content)) != file.hex) {
            return fail(msg::ci_cache_tree_differs,
                        {{"name", m_name}, {"path", path}, {"spec", m_spec}});
        }
        return archive::zip_content(bytes, m_level);
    }

    Context& m_context;
    std::string m_name;
    std::string m_spec;
    const std::string& m_root;
    int m_level;
    std::vector<ExpectedFile> m_files;
    std::vector<std::string> m_names; ///< in the zip
    std::vector<Result<archive::ZipContent>> m_packed;
    std::atomic<std::size_t> m_next = 0;
};

} // namespace

Result<void> write_module_zip(Context& context, const SdkId& id, const std::string& root,
                              const std::string& lines, const std::string& zip, int level) {
    // The mode and rights that it keeps.
    GOVERN_TRY(context.host.files.remove(zip));
    GOVERN_TRY(context.host.files.write_atomic(zip, "", os::Durable::no));
    GOVERN_TRY_ASSIGN(const auto out, context.host.files.create(zip, 0));
    archive::ZipWriter writer([&](std::span<const std::byte> bytes) { return out->write(bytes); });
    GOVERN_TRY(Packer(context, id, root, lines, level).run(writer));
    return out->finish();
}

} // namespace govern::ops
