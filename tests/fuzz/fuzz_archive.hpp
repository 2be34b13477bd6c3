#pragma once

#include "archive/unpack.hpp"
#include "support/memory_archive.hpp"

#include <cstdlib>

namespace govern::test {

class SilentReporter final : public Reporter {
public:
    void warn(const Message&) override {}
    void status(const Message&) override {}
    void detail(const Message&) override {}
    void progress(const Progress&) override {}
    [[nodiscard]] bool interrupted() const override { return false; }
};

/// Unpacks into a tree in memory, which ends the program where an unsafe name reaches it, and holds
/// what came out against what was written.
inline void unpack_anything(archive::Format format, std::string bytes, std::string prefix,
                            bool module_zip) {
    archive::UnpackOptions options;
    options.format = format;
    options.prefix = std::move(prefix);
    options.module_zip = module_zip;
    options.threads = 1;
    options.limits.file_bytes = 1U << 20;
    options.limits.total_bytes = 2U << 20;
    MemoryFile file(std::move(bytes));
    MemoryTree tree;
    SilentReporter reporter;
    const auto result = archive::unpack(file, tree, options, reporter);
    if (!result) {
        (void)render_text(result.error(), "error");
        return;
    }
    std::uint64_t total = 0;
    for (const auto& one : result->files) {
        const bool renamed = module_zip && one.name.substr(one.name.rfind('/') + 1) == "_go.mod";
        const auto written = tree.files.find(
            renamed ? one.name.substr(0, one.name.size() - 7) + "go.mod" : one.name);
        if (written == tree.files.end() || !written->second.finished ||
            written->second.content.size() != one.size ||
            crypto::sha256(written->second.content) != one.sha256) {
            std::abort();
        }
        total += one.size;
    }
    if (total != result->total_bytes || tree.files.size() != result->files.size()) {
        std::abort();
    }
}

} // namespace govern::test
