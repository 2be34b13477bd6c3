#include "cli/app.hpp"

#include <string>
#include <vector>

int main(int argc, char** argv) {
    return govern::cli::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
