#pragma once

#include "file_store.hpp"

#include <condition_variable>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

namespace govern::archive {

/// Unpacked bytes on their way to the writers. Their number is limited, which bounds the memory.
struct Buffer {
    static constexpr std::size_t k_size = 1U << 20;
    std::unique_ptr<std::byte[]> bytes = std::make_unique_for_overwrite<std::byte[]>(k_size);
};
using BufferRef = std::shared_ptr<Buffer>;

/// Small files whose contents are in one buffer.
struct Batch {
    struct File {
        Target target;
        std::span<const std::byte> content;
    };
    BufferRef buffer;
    std::vector<File> files;
};

/// The threads that hash and write while another thread inflates. Without any, the caller
/// writes.
class Crew {
public:
    Crew(os::TreeWriter& tree, Shared& shared, unsigned threads);
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    /// Waits until a buffer is free; nothing once all was stopped.
    [[nodiscard]] BufferRef take_buffer();
    /// Makes a folder that may stay empty.
    void make_folder(std::string path);
    void write(Batch batch);
    /// One large file: its pieces follow in order, the last one marked.
    void begin_large(Target target);
    void large_piece(BufferRef buffer, std::span<const std::byte> piece, bool last);
    /// Waits until all was written.
    void finish();

private:
    struct Piece {
        BufferRef buffer;
        std::span<const std::byte> bytes;
        bool last;
    };
    struct Large {
        Target target;
        std::deque<Piece> pieces;
    };
    struct Job {
        Batch batch;
        std::string folder;
        std::shared_ptr<Large> large;
    };

    void push(Job job);
    std::optional<Job> next_job();
    std::optional<Piece> next_piece(Large& large);
    void work();
    bool do_job(Job& job, FileStore& store);
    bool write_large(Large& large, FileStore& store);
    void give_back(std::unique_ptr<Buffer> buffer);

    os::TreeWriter& m_tree;
    Shared& m_shared;
    std::mutex m_mutex; // guards all below but the threads
    std::condition_variable m_work;
    std::condition_variable m_free;
    std::deque<Job> m_jobs;
    std::shared_ptr<Large> m_large; // the one that still gets pieces
    std::vector<std::unique_ptr<Buffer>> m_buffers;
    unsigned m_made = 0;
    bool m_complete = false;
    std::vector<std::thread> m_threads;
    std::optional<FileStore> m_own; ///< without threads
};

} // namespace govern::archive
