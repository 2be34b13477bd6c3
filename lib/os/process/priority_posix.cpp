#include "os/priority.hpp"

#include <unistd.h>

namespace govern::os {

void give_way() {
    constexpr int k_nicer = 10; // what nice(1) adds
    (void)!::nice(k_nicer);
}

} // namespace govern::os
