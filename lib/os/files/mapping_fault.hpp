#pragma once

#include "os/mapping_fault.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace govern::os {

/// How the process ends when a page of one file cannot be read.
struct FaultAnswer {
    std::string text;
    int exit_code;
};

/// Registers a mapped file while this object lives.
class MappedRange {
public:
    MappedRange() = default;
    MappedRange(const std::string& path, std::span<const std::byte> bytes);
    ~MappedRange();
    MappedRange(MappedRange&& other) noexcept : m_slot(other.m_slot) { other.m_slot = nullptr; }
    MappedRange& operator=(MappedRange&& other) noexcept;

    struct Slot;

private:
    Slot* m_slot = nullptr; ///< null: nothing is known of this file
};

/// The answer for the file that is mapped at this address; null if none was given for it. Takes no
/// lock and no memory: for signal handlers.
[[nodiscard]] const FaultAnswer* fault_answer_at(const void* address);

/// Makes the system ask fault_answer_at; doing it again changes nothing.
void install_fault_handler();

} // namespace govern::os
