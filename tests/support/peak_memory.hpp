#pragma once

#include <cstddef>

#ifdef _WIN32
#include <windows.h>
// psapi.h leans on windows.h.
#include <psapi.h>
#else
#include <sys/resource.h>
#endif

namespace govern::test {

/// The most memory this process ever had, in bytes.
inline std::size_t peak_memory() {
#ifdef _WIN32
    PROCESS_MEMORY_COUNTERS counters{};
    K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters);
    return counters.PeakWorkingSetSize;
#else
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return static_cast<std::size_t>(usage.ru_maxrss);
#else
    return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
#endif
#endif
}

} // namespace govern::test
