// What a shim adds to a direct start: fork, exec and wait, both ways in turn, medians.
//
//   shim_bench RUNS FOLDER DIRECT SHIM [ARGUMENT…]
//
// DIRECT is the program that SHIM ends up running; FOLDER is where both are started. Prints microseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

double run_once(const char* program, char** argv) {
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = vfork();
    if (child == 0) {
        execv(program, argv);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) {
        std::fprintf(stderr, "%s ended with %d\n", program, status);
        std::exit(1);
    }
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 5 || chdir(argv[2]) != 0) {
        std::fprintf(stderr, "usage: shim_bench RUNS FOLDER DIRECT SHIM [ARGUMENT...]\n");
        return 2;
    }
    setenv("PWD", argv[2], 1);
    dup2(open("/dev/null", O_WRONLY), 1);
    std::vector<double> direct;
    std::vector<double> shim;
    for (int i = 0; i < std::atoi(argv[1]); i++) {
        direct.push_back(run_once(argv[3], argv + 3));
        shim.push_back(run_once(argv[4], argv + 4));
    }
    const double a = median(direct);
    const double b = median(shim);
    std::fprintf(stderr, "direct %.0f us, through the shim %.0f us, added %.0f us\n", a, b, b - a);
    return 0;
}
