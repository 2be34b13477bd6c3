#include "crew.hpp"

#include "os/threads.hpp"

namespace govern::archive {

namespace {

// 24 MiB between inflating and writing: more brings no speed, and all of it stays below 64 MiB.
constexpr unsigned k_buffers = 24;

} // namespace

Crew::Crew(os::TreeWriter& tree, Shared& shared, unsigned threads)
    : m_tree(tree), m_shared(shared) {
    for (unsigned i = 0; i < threads; ++i) {
        auto thread = os::try_thread([this] { work(); });
        if (!thread.joinable()) {
            break;
        }
        m_threads.push_back(std::move(thread));
    }
    if (m_threads.empty()) {
        m_own.emplace(tree);
    }
}

Crew::~Crew() {
    finish();
}

BufferRef Crew::take_buffer() {
    std::unique_lock lock(m_mutex);
    m_free.wait(lock,
                [this] { return !m_buffers.empty() || m_made < k_buffers || m_shared.stopped(); });
    if (m_shared.stopped()) {
        return nullptr;
    }
    std::unique_ptr<Buffer> buffer;
    if (m_buffers.empty()) {
        ++m_made;
        lock.unlock();
        buffer = std::make_unique<Buffer>();
    } else {
        buffer = std::move(m_buffers.back()); // the one used last is still in the cache
        m_buffers.pop_back();
    }
    return {buffer.release(), [this](Buffer* used) { give_back(std::unique_ptr<Buffer>(used)); }};
}

void Crew::give_back(std::unique_ptr<Buffer> buffer) {
    {
        const std::scoped_lock lock(m_mutex);
        m_buffers.push_back(std::move(buffer));
    }
    m_free.notify_one();
}

void Crew::push(Job job) {
    if (m_own) {
        (void)do_job(job, *m_own);
        return;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_work.notify_one();
}

void Crew::make_folder(std::string path) {
    Job job;
    job.folder = std::move(path);
    push(std::move(job));
}

void Crew::write(Batch batch) {
    if (!batch.files.empty()) {
        Job job;
        job.batch = std::move(batch);
        push(std::move(job));
    }
}

void Crew::begin_large(Target target) {
    if (m_own) {
        m_shared.check(m_own->begin(target));
        return;
    }
    Job job;
    job.large = std::make_shared<Large>(Large{std::move(target), {}});
    m_large = job.large;
    push(std::move(job));
}

void Crew::large_piece(BufferRef buffer, std::span<const std::byte> piece, bool last) {
    if (m_own) {
        if (!m_shared.stopped() && m_shared.check(m_own->append(piece)) && last) {
            m_shared.check(m_own->finish());
            m_shared.progress(1);
        }
        return;
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_large->pieces.push_back({std::move(buffer), piece, last});
    }
    // The thread that writes this file may be one of several that wait.
    m_work.notify_all();
}

void Crew::finish() {
    {
        const std::scoped_lock lock(m_mutex);
        m_complete = true;
    }
    m_work.notify_all();
    for (auto& thread : m_threads) {
        thread.join();
    }
    m_threads.clear();
    m_own.reset();
    m_jobs.clear();
    m_large.reset();
}

std::optional<Crew::Job> Crew::next_job() {
    std::unique_lock lock(m_mutex);
    m_work.wait(lock, [this] { return !m_jobs.empty() || m_complete || m_shared.stopped(); });
    if (m_jobs.empty() || m_shared.stopped()) {
        return std::nullopt;
    }
    Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    return job;
}

std::optional<Crew::Piece> Crew::next_piece(Large& large) {
    std::unique_lock lock(m_mutex);
    m_work.wait(lock, [&] { return !large.pieces.empty() || m_complete || m_shared.stopped(); });
    if (large.pieces.empty() || m_shared.stopped()) {
        return std::nullopt;
    }
    Piece piece = std::move(large.pieces.front());
    large.pieces.pop_front();
    return piece;
}

void Crew::work() {
    FileStore store(m_tree);
    while (auto job = next_job()) {
        if (!do_job(*job, store)) {
            // Wakes the threads that wait for a buffer or a job that will not come any more. Under
            // the mutex: otherwise a thread that has just looked and does not sleep yet would miss
            // it.
            {
                const std::scoped_lock lock(m_mutex);
            }
            m_free.notify_all();
            m_work.notify_all();
            return;
        }
    }
}

bool Crew::do_job(Job& job, FileStore& store) {
    if (job.large) {
        return write_large(*job.large, store);
    }
    if (!job.folder.empty()) {
        auto made = m_tree.folder(job.folder);
        return m_shared.check(made ? Result<void>{} : Failure(std::move(made).error()));
    }
    for (const auto& file : job.batch.files) {
        if (!m_shared.check(store.store(file.target, file.content))) {
            return false;
        }
    }
    m_shared.progress(job.batch.files.size());
    return !m_shared.stopped();
}

bool Crew::write_large(Large& large, FileStore& store) {
    if (!m_shared.check(store.begin(large.target))) {
        return false;
    }
    for (bool last = false; !last;) {
        const auto piece = next_piece(large);
        if (!piece || !m_shared.check(store.append(piece->bytes))) {
            return false;
        }
        last = piece->last;
    }
    const bool fine = m_shared.check(store.finish());
    m_shared.progress(1);
    return fine && !m_shared.stopped();
}

} // namespace govern::archive
