#pragma once

#include "archive/unpack.hpp"
#include "support/memory_archive.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace govern::test {

class SilentReporter final : public Reporter {
public:
    void warn(const Message&) override {}
    void status(const Message&) override {}
    void detail(const Message&) override {}
    void progress(const Progress&) override {}
    [[nodiscard]] bool interrupted() const override { return false; }
};

/// What one reading came to.
struct Read {
    MemoryTree tree;
    std::optional<archive::UnpackResult> result;
};

inline archive::UnpackOptions fuzz_options(std::string prefix, bool module_zip) {
    archive::UnpackOptions options;
    options.prefix = std::move(prefix);
    options.module_zip = module_zip;
    options.threads = 1;
    options.limits.file_bytes = 1U << 20;
    options.limits.total_bytes = 2U << 20;
    return options;
}

/// Unpacks into a tree in memory, which ends the program where an unsafe name reaches it, and holds
/// what came out against what was written.
inline void unpack_anything(Read& read, std::string bytes, const archive::UnpackOptions& options,
                            bool by_libarchive = false) {
    MemoryFile file(std::move(bytes));
    SilentReporter reporter;
    auto result = by_libarchive
                      ? archive::unpack_with_libarchive(file, read.tree, options, reporter)
                      : archive::unpack(file, read.tree, options, reporter);
    if (!result) {
        (void)render_text(result.error(), "error");
        return;
    }
    read.result = std::move(*result);
    std::uint64_t total = 0;
    for (const auto& one : read.result->files) {
        const bool renamed =
            options.module_zip && one.name.substr(one.name.rfind('/') + 1) == "_go.mod";
        const auto written = read.tree.files.find(
            renamed ? one.name.substr(0, one.name.size() - 7) + "go.mod" : one.name);
        if (written == read.tree.files.end() || !written->second.finished ||
            written->second.content.size() != one.size ||
            crypto::sha256(written->second.content) != one.sha256) {
            std::abort();
        }
        total += one.size;
    }
    if (total != read.result->total_bytes || read.tree.files.size() != read.result->files.size()) {
        std::abort();
    }
}

/// Ends the program where two readings that both came to an end differ in any file.
inline void require_same(const Read& one, const Read& other) {
    if (!one.result || !other.result) {
        return;
    }
    const auto same = [](const archive::UnpackedFile& a, const archive::UnpackedFile& b) {
        return a.name == b.name && a.sha256 == b.sha256 && a.executable == b.executable;
    };
    if (!std::ranges::equal(one.result->files, other.result->files, same)) {
        std::abort();
    }
}

} // namespace govern::test
