#pragma once

namespace govern::os {

/// From now on this thread, the threads that it starts, and the programs that these start give way
/// to other work. There is no way back: POSIX lets nobody raise a priority again.
void give_way();

} // namespace govern::os
