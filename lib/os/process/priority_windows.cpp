#include "os/priority.hpp"

#include <windows.h>

namespace govern::os {

void give_way() {
    // Programs inherit this class and IDLE, no other.
    if (GetPriorityClass(GetCurrentProcess()) != IDLE_PRIORITY_CLASS) {
        SetPriorityClass(GetCurrentProcess(), BELOW_NORMAL_PRIORITY_CLASS);
    }
}

} // namespace govern::os
