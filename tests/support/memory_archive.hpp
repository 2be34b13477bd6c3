#pragma once

#include "base/path.hpp"
#include "os/growing_file.hpp"
#include "os/messages.hpp"
#include "os/tree_writer.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <string>

// What the archive readers read from and write to, without a disk.

namespace govern::test {

/// Bytes that are there, or come one part after another (`available`).
class MemoryFile final : public os::GrowingFile {
public:
    explicit MemoryFile(std::string bytes) : m_bytes(std::move(bytes)), m_front(m_bytes.size()) {}
    MemoryFile(std::string bytes, std::uint64_t front, std::uint64_t tail)
        : m_bytes(std::move(bytes)), m_front(front), m_tail(tail) {}

    /// More of the front is there.
    void grow(std::uint64_t front) {
        {
            const std::scoped_lock lock(m_mutex);
            m_front = std::min<std::uint64_t>(front, m_bytes.size());
        }
        m_changed.notify_all();
    }
    [[nodiscard]] bool was_asked_beyond(std::uint64_t offset) const { return m_asked > offset; }

    Result<void> set_size(std::uint64_t) override { return {}; }
    Result<void> write_at(std::uint64_t, std::span<const std::byte>) override { return {}; }
    void finish() override {}
    void fail(Error why) override {
        {
            const std::scoped_lock lock(m_mutex);
            m_error = std::move(why);
        }
        m_changed.notify_all();
    }
    Result<void> restart() override { return {}; }

    Result<std::uint64_t> size() override { return m_bytes.size(); }
    Result<std::span<const std::byte>> view(std::uint64_t offset, std::uint64_t length) override {
        std::unique_lock lock(m_mutex);
        const std::uint64_t begin = std::min<std::uint64_t>(offset, m_bytes.size());
        const std::uint64_t end = std::min<std::uint64_t>(begin + length, m_bytes.size());
        m_asked = std::max(m_asked.load(), end);
        m_changed.wait(
            lock, [&] { return m_error || end <= m_front || begin + m_tail >= m_bytes.size(); });
        if (m_error) {
            return Failure(*m_error);
        }
        return std::as_bytes(std::span(m_bytes)).subspan(begin, end - begin);
    }
    [[nodiscard]] std::uint64_t available_at(std::uint64_t) const override { return 0; }

private:
    std::string m_bytes;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_front;
    std::uint64_t m_tail = 0;
    std::atomic<std::uint64_t> m_asked = 0;
    std::optional<Error> m_error;
};

/// A tree in memory that ends the program where a name reaches it that no reader may let through.
class MemoryTree final : public os::TreeWriter {
public:
    struct File {
        std::string content;
        bool executable = false;
        std::int64_t mtime = 0;
        bool finished = false;
    };

    std::map<std::string, File> files;
    std::set<std::string> folders;
    /// Names of files that cannot be written, for lack of space.
    std::set<std::string> full;

    Result<std::unique_ptr<os::TreeFolder>> folder(const std::string& path) override {
        const std::scoped_lock lock(m_mutex);
        for (std::string at = path; !at.empty();
             at = at.substr(0, std::min(at.rfind('/'), at.size()))) {
            require(!files.contains(at) && path::is_safe_name(at.substr(at.rfind('/') + 1)));
            folders.insert(at);
            if (at.find('/') == std::string::npos) {
                break;
            }
        }
        return std::make_unique<Folder>(*this, path);
    }
    Result<void> flush() override { return {}; }

private:
    class OpenFile final : public os::TreeFile {
    public:
        OpenFile(MemoryTree& tree, File& file) : m_tree(tree), m_file(file) {}
        Result<void> write(std::span<const std::byte> bytes) override {
            const std::scoped_lock lock(m_tree.m_mutex);
            m_file.content.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            return {};
        }
        Result<void> finish() override {
            m_file.finished = true;
            return {};
        }

    private:
        MemoryTree& m_tree;
        File& m_file;
    };

    class Folder final : public os::TreeFolder {
    public:
        Folder(MemoryTree& tree, std::string path) : m_tree(tree), m_path(std::move(path)) {}
        Result<void> write_file(std::string_view name, std::span<const std::byte> content,
                                const os::NewFile& attributes) override {
            GOVERN_TRY_ASSIGN(const auto file, create_file(name, attributes));
            GOVERN_TRY(file->write(content));
            return file->finish();
        }
        Result<std::unique_ptr<os::TreeFile>> create_file(std::string_view name,
                                                          const os::NewFile& attributes) override {
            const std::scoped_lock lock(m_tree.m_mutex);
            std::string path =
                m_path.empty() ? std::string(name) : m_path + '/' + std::string(name);
            require(path::is_safe_name(name) && !m_tree.files.contains(path) &&
                    !m_tree.folders.contains(path));
            if (m_tree.full.contains(path)) {
                return fail(msg::no_space,
                            {{"action", "write"}, {"path", path}, {"reason", "test"}});
            }
            File& file = m_tree.files[path];
            file.executable = attributes.executable;
            file.mtime = attributes.mtime;
            return std::make_unique<OpenFile>(m_tree, file);
        }

    private:
        MemoryTree& m_tree;
        std::string m_path;
    };

    static void require(bool holds) {
        if (!holds) {
            std::abort();
        }
    }

    std::mutex m_mutex;
};

} // namespace govern::test
