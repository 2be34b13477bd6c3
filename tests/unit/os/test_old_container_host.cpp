#include "support/catch.hpp"

#include "os/files.hpp"
#include "support/temp_dir.hpp"

#ifdef __linux__

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

using namespace govern;

namespace {

/// From now on faccessat2 fails with EPERM, as below a filter that does not know it.
bool forbid_faccessat2() {
    constexpr unsigned k_faccessat2 = 439; // on every architecture
    sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k_faccessat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog filter{sizeof steps / sizeof *steps, steps};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 &&
           ::syscall(k_faccessat2, -100, "/", 0, 0) == -1 && errno == EPERM;
}

enum Answer : int { writable = 10, not_writable, no_filter, failed };

/// What folder_access says of a folder in a process of its own below such a filter.
int ask(const std::string& folder) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (!forbid_faccessat2()) {
            ::_exit(no_filter);
        }
        const auto access = os::real_files()->folder_access(folder);
        ::_exit(!access ? failed : access->writable ? writable : not_writable);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : failed;
}

} // namespace

TEST_CASE("a container host that does not know faccessat2 makes no home read-only", "[os]") {
    test::TempDir folder;
    const auto answer = ask(folder.folder());
    if (answer == no_filter) {
        WARN("skipped: no filter of system calls can be set here");
        return;
    }
    CHECK(answer == writable);
}

#endif
