#include "archive/peek.hpp"

#include "base/messages.hpp"
#include "core/sdk.hpp"
#include "zip_directory.hpp"

#include <algorithm>
#include <atomic>

namespace govern::archive {

namespace {

constexpr std::string_view k_version_file = "VERSION";
constexpr std::string_view k_module = "golang.org/toolchain@";
constexpr std::size_t k_longest_version_file = 4096;

// A tree that keeps one file.
class OneFile final : public os::TreeWriter {
public:
    [[nodiscard]] bool complete() const { return m_complete; }
    [[nodiscard]] const std::string& content() const { return m_content; }

    Result<std::unique_ptr<os::TreeFolder>> folder(const std::string& /*path*/) override {
        return std::make_unique<Folder>(*this);
    }
    Result<void> flush() override { return {}; }

private:
    class File final : public os::TreeFile {
    public:
        explicit File(OneFile& tree) : m_tree(tree) {}
        Result<void> write(std::span<const std::byte> bytes) override {
            const auto room = k_longest_version_file - m_tree.m_content.size();
            m_tree.m_content.append(reinterpret_cast<const char*>(bytes.data()),
                                    std::min(bytes.size(), room));
            return {};
        }
        Result<void> finish() override {
            m_tree.m_complete = true;
            return {};
        }

    private:
        OneFile& m_tree;
    };

    class Folder final : public os::TreeFolder {
    public:
        explicit Folder(OneFile& tree) : m_tree(tree) {}
        Result<void> write_file(std::string_view /*name*/, std::span<const std::byte> content,
                                const os::NewFile& /*attributes*/) override {
            File file(m_tree);
            GOVERN_TRY(file.write(content));
            return file.finish();
        }
        Result<std::unique_ptr<os::TreeFile>>
        create_file(std::string_view /*name*/, const os::NewFile& /*attributes*/) override {
            return std::make_unique<File>(m_tree);
        }

    private:
        OneFile& m_tree;
    };

    std::string m_content;
    std::atomic<bool> m_complete = false;
};

// Ends the reading as a user's Ctrl-C would, once all that is wanted is there.
class UntilComplete final : public Reporter {
public:
    UntilComplete(const Reporter& outer, const OneFile& tree, const std::atomic<bool>& names_seen)
        : m_outer(outer), m_tree(tree), m_names_seen(names_seen) {}
    [[nodiscard]] bool complete() const { return m_tree.complete() && m_names_seen; }
    void warn(const Message& /*message*/) override {}
    void status(const Message& /*message*/) override {}
    void detail(const Message& /*message*/) override {}
    void progress(const Progress& /*progress*/) override {}
    [[nodiscard]] bool interrupted() const override { return complete() || m_outer.interrupted(); }

private:
    const Reporter& m_outer;
    const OneFile& m_tree;
    const std::atomic<bool>& m_names_seen;
};

Result<std::string> prefix_of(os::GrowingFile& archive, Format format, const std::string& what) {
    if (format == Format::zip) {
        const Faults faults(what);
        GOVERN_TRY_ASSIGN(const auto entries,
                          read_zip_directory(archive, Limits{}.entries, faults));
        if (!entries.empty() && entries.front().name.starts_with(k_module)) {
            const std::string_view name = entries.front().name;
            return std::string(name.substr(0, name.find('/', k_module.size()))) + '/';
        }
    }
    return std::string("go/");
}

} // namespace

Result<Peeked> peek(os::GrowingFile& archive, PeekFor wanted, const std::string& what,
                    Reporter& reporter) {
    Peeked out;
    GOVERN_TRY_ASSIGN(out.format, format_of(archive, what));
    GOVERN_TRY_ASSIGN(out.prefix, prefix_of(archive, out.format, what));
    out.module_zip = out.prefix.starts_with(k_module);
    UnpackOptions options;
    options.prefix = out.prefix;
    options.module_zip = out.module_zip;
    options.what = what;
    std::optional<Platform> platform; // apart from `out`: the reader's thread writes it
    std::atomic<bool> names_seen = wanted == PeekFor::version;
    options.include = [&](std::string_view name) {
        if (!names_seen && (platform = platform_of_tool(name))) {
            names_seen = true;
        }
        return name == k_version_file;
    };
    OneFile tree;
    UntilComplete until(reporter, tree, names_seen);
    const auto read = unpack(archive, tree, options, until);
    if (!read && !(read.error().is(msg::interrupted) && until.complete())) {
        return Failure(read.error());
    }
    out.platform = std::move(platform);
    out.version_file = tree.content();
    out.has_version_file = tree.complete();
    return out;
}

bool has_file(os::GrowingFile& archive, std::string_view name, Reporter& reporter) {
    constexpr std::uint64_t k_any = ~std::uint64_t{0};
    UnpackOptions options;
    options.limits = {k_any, k_any, k_any, k_any, k_any};
    options.include = [&](std::string_view entry) {
        return entry == name ||
               (entry.ends_with(name) && entry[entry.size() - name.size() - 1] == '/');
    };
    OneFile tree;
    const std::atomic<bool> names_seen = true;
    UntilComplete until(reporter, tree, names_seen);
    (void)unpack(archive, tree, options, until);
    return tree.complete();
}

Result<Scanned> scan(os::GrowingFile& archive, UnpackOptions options, Reporter& reporter) {
    options.include = [](std::string_view name) { return name == k_version_file; };
    options.phase = Progress::Phase::verify;
    OneFile tree;
    GOVERN_TRY_ASSIGN(auto unpacked, unpack(archive, tree, options, reporter));
    for (auto& file : unpacked.files) {
        file.written = true; // as far as the hash lines go
    }
    return Scanned{std::move(unpacked), tree.content()};
}

} // namespace govern::archive
