// What a shim adds to a direct start: fork, exec and wait, both ways in turn.
//
//   shim_bench RUNS FOLDER DIRECT SHIM [ARGUMENT…]
//
// DIRECT is the program that SHIM ends up running; FOLDER is where both are started. Prints the
// medians in microseconds: of the direct start, of the start through the shim, of the differences
// of each pair.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

double run_once(char** argv) {
    const char* const program = argv[0];
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
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
        .count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv) {
    const int runs = argc < 5 ? 0 : std::atoi(argv[1]);
    if (runs < 1 || chdir(argv[2]) != 0) {
        std::fprintf(stderr, "usage: shim_bench RUNS FOLDER DIRECT SHIM [ARGUMENT...]\n");
        return 2;
    }
    setenv("PWD", argv[2], 1);
    std::vector<char*> arguments(argv + 4, argv + argc + 1);
    std::vector<double> direct;
    std::vector<double> shim;
    std::vector<double> added;
    for (int i = 0; i < runs; i++) {
        // In turn, as the second of two is a little faster.
        for (const int which : {i % 2, 1 - i % 2}) {
            arguments[0] = argv[3 + which];
            (which == 0 ? direct : shim).push_back(run_once(arguments.data()));
        }
        added.push_back(shim.back() - direct.back());
    }
    std::printf("%.1f %.1f %.1f\n", median(direct), median(shim), median(added));
    return 0;
}
