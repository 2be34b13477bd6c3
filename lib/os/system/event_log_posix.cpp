#include "os/machine.hpp"

#include <syslog.h>

namespace govern::os {

void add_event(EventKind kind, const std::string& text) {
    ::openlog("govern", LOG_PID, LOG_USER);
    ::syslog(kind == EventKind::error ? LOG_ERR : LOG_NOTICE, "%s", text.c_str());
    ::closelog();
}

} // namespace govern::os
