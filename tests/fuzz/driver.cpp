// Runs a fuzz target without a fuzzing compiler: DRIVER COUNT FILE… feeds it each file, then COUNT
// mutations of them made from a fixed seed. When the target crashes, the input it had is left in
// fuzz-last-input; DRIVER 0 fuzz-last-input shows the failure again.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes current; // what the target is working on

void save_and_stop(int signal_number) {
    if (std::FILE* file = std::fopen("fuzz-last-input", "wb")) {
        std::fwrite(current.data(), 1, current.size(), file);
        std::fclose(file);
    }
    std::signal(signal_number, SIG_DFL);
    std::raise(signal_number);
}

Bytes read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

class Mutator {
public:
    explicit Mutator(std::vector<Bytes> seeds) : m_seeds(std::move(seeds)) {}

    Bytes next() {
        Bytes bytes = m_seeds[pick(m_seeds.size())];
        const auto changes = 1 + pick(8);
        for (std::size_t i = 0; i < changes; ++i) {
            change(bytes);
        }
        return bytes;
    }

private:
    std::size_t pick(std::size_t count) { return count == 0 ? 0 : m_random() % count; }

    void change(Bytes& bytes) {
        // The closing NUL is one of them.
        static constexpr char interesting[] =
            "\xff\x7f\x80 \t\r\n\"'{}[]:,./\\-+0129go#%$\xef\xbb\xbf";
        const auto at = pick(bytes.size() + 1);
        const auto where = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        switch (m_random() % 6) {
        case 0: // flip a bit
            if (at < bytes.size()) {
                bytes[at] ^= static_cast<std::uint8_t>(1U << pick(8));
            }
            break;
        case 1:
            bytes.insert(where, static_cast<std::uint8_t>(interesting[pick(sizeof interesting)]));
            break;
        case 2:
            if (at < bytes.size()) {
                bytes[at] = static_cast<std::uint8_t>(m_random());
            }
            break;
        case 3: { // cut a piece out
            const auto length = pick(bytes.size() - at + 1);
            bytes.erase(where, where + static_cast<std::ptrdiff_t>(length));
            break;
        }
        case 4: { // double a piece
            const Bytes piece(where,
                              where + static_cast<std::ptrdiff_t>(pick(bytes.size() - at + 1)));
            bytes.insert(where, piece.begin(), piece.end());
            break;
        }
        default: { // a piece of another input
            const auto& other = m_seeds[pick(m_seeds.size())];
            const auto from = pick(other.size() + 1);
            const Bytes piece(other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
            bytes.insert(where, piece.begin(), piece.end());
            break;
        }
        }
        if (bytes.size() > 65536) {
            bytes.resize(65536);
        }
    }

    std::vector<Bytes> m_seeds;
    std::mt19937 m_random{20240501};
};

void try_input(Bytes bytes) {
    current = std::move(bytes);
    current.shrink_to_fit(); // so that a sanitizer sees a read one byte too far
    LLVMFuzzerTestOneInput(current.data(), current.size());
}

} // namespace

int main(int argc, char** argv) {
    for (const int number : {SIGSEGV, SIGABRT, SIGFPE, SIGILL}) {
        std::signal(number, save_and_stop);
    }
    if (argc < 3) {
        std::fputs("usage: DRIVER COUNT FILE...\n", stderr);
        return 2;
    }
    std::vector<Bytes> seeds;
    for (int i = 2; i < argc; ++i) {
        seeds.push_back(read_file(argv[i]));
        try_input(seeds.back());
    }
    Mutator mutator(seeds);
    // scripts/test --long asks for ten times as many.
    const char* const length = std::getenv("GOVERN_LONG");
    const bool is_long = length != nullptr && std::string(length) == "1";
    const long count = std::atol(argv[1]) * (is_long ? 10 : 1);
    for (long i = 0; i < count; ++i) {
        try_input(mutator.next());
    }
    std::printf("%zu inputs and %ld mutations\n", seeds.size(), count);
    return 0;
}
