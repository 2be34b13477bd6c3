#include "files/mapping_fault.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace govern::os {

/// In use while `begin` is not null.
struct MappedRange::Slot {
    std::atomic<const std::byte*> begin = nullptr;
    std::atomic<const std::byte*> end = nullptr;
    std::atomic<const FaultAnswer*> answer = nullptr;
};

namespace {

/// More files than are ever mapped at once. A file that finds no room gets no message.
constexpr std::size_t k_slots = 16;
MappedRange::Slot g_slots[k_slots];

std::mutex g_mutex;

/// Kept as long as the process, since a handler may hold any of them.
struct Answers {
    std::vector<std::unique_ptr<FaultAnswer>> kept;
    std::map<std::string, const FaultAnswer*> by_path;
};
Answers& answers() {
    static Answers all;
    return all;
}

} // namespace

void explain_mapping_faults(const std::string& path, std::string text, int exit_code) {
    const std::lock_guard lock(g_mutex);
    auto& all = answers();
    all.kept.push_back(std::make_unique<FaultAnswer>(FaultAnswer{std::move(text), exit_code}));
    all.by_path[path] = all.kept.back().get();
    install_fault_handler();
}

MappedRange::MappedRange(const std::string& path, std::span<const std::byte> bytes) {
    const std::lock_guard lock(g_mutex);
    const auto known = answers().by_path.find(path);
    if (known == answers().by_path.end() || bytes.empty()) {
        return;
    }
    for (auto& slot : g_slots) {
        if (slot.begin.load() == nullptr) {
            slot.answer = known->second;
            slot.end = bytes.data() + bytes.size();
            slot.begin = bytes.data();
            m_slot = &slot;
            return;
        }
    }
}

MappedRange::~MappedRange() {
    if (m_slot != nullptr) {
        m_slot->begin = nullptr;
    }
}

MappedRange& MappedRange::operator=(MappedRange&& other) noexcept {
    std::swap(m_slot, other.m_slot);
    return *this;
}

const FaultAnswer* fault_answer_at(const void* address) {
    const auto* const at = static_cast<const std::byte*>(address);
    for (const auto& slot : g_slots) {
        const auto* const begin = slot.begin.load();
        if (begin != nullptr && begin <= at && at < slot.end.load()) {
            return slot.answer.load();
        }
    }
    return nullptr;
}

} // namespace govern::os
