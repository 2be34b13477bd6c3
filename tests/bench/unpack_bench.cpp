// Unpacks one archive into a folder and says how long each part took: what a profiler and the
// comparison with tar, bsdtar and unzip run.
//   unpack_bench PREFIX ARCHIVE FOLDER [threads=N] [archive-sha] [module] [libarchive]
//   [no-flush]

#include "archive/unpack.hpp"
#include "crypto/dirhash.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

namespace {

using namespace govern;
using Clock = std::chrono::steady_clock;

class Silent final : public Reporter {
public:
    void warn(const Message&) override {}
    void status(const Message&) override {}
    void detail(const Message&) override {}
    void progress(const Progress&) override {}
    [[nodiscard]] bool interrupted() const override { return false; }
};

double milliseconds_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

Result<void> run(const std::string& archive_path, const std::string& folder,
                 const archive::UnpackOptions& options, const std::set<std::string>& flags) {
    Silent reporter;
    GOVERN_TRY_ASSIGN(const auto file, os::open_complete_file(archive_path));
    GOVERN_TRY_ASSIGN(const auto tree, os::open_tree_writer(folder));
    const auto begin = Clock::now();
    auto unpacked = flags.contains("libarchive")
                        ? archive::unpack_with_libarchive(*file, *tree, options, reporter)
                        : archive::unpack(*file, *tree, options, reporter);
    GOVERN_TRY(unpacked);
    const double unpack_ms = milliseconds_since(begin);
    const auto hash_begin = Clock::now();
    std::vector<crypto::HashedFile> files;
    for (const auto& one : unpacked->files) {
        files.push_back({options.prefix + one.name, one.sha256});
    }
    const std::string h1 = crypto::h1_of_lines(crypto::hash_lines(files));
    const double hash_ms = milliseconds_since(hash_begin);
    const auto flush_begin = Clock::now();
    if (!flags.contains("no-flush")) {
        GOVERN_TRY(tree->flush());
    }
    std::printf("unpack %.0f ms, h1 %.1f ms, flush %.0f ms; %zu files, %llu bytes, %s\n", unpack_ms,
                hash_ms, milliseconds_since(flush_begin), unpacked->files.size(),
                static_cast<unsigned long long>(unpacked->total_bytes), h1.c_str());
    return {};
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fputs("usage: unpack_bench PREFIX ARCHIVE FOLDER [threads=N] [archive-sha] "
                   "[module] [libarchive] [no-flush]\n",
                   stderr);
        return 2;
    }
    std::set<std::string> flags(argv + 4, argv + argc);
    archive::UnpackOptions options;
    options.prefix = argv[1];
    options.what = argv[2];
    options.module_zip = flags.contains("module");
    options.want_archive_sha256 = flags.contains("archive-sha");
    for (const auto& flag : flags) {
        if (flag.starts_with("threads=")) {
            options.threads = static_cast<unsigned>(std::atoi(flag.c_str() + 8));
        }
    }
    if (const auto done = run(argv[2], argv[3], options, flags); !done) {
        std::fputs(render_text(done.error(), "error").c_str(), stderr);
        return 1;
    }
    return 0;
}
