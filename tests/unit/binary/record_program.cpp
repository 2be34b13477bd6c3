// Prints what read_build_info reads of a program, for tests/data/programs: the file's size, the
// ranges, and what was found. tests/unit/binary/make_data.py runs it.
#include "binary/build_info.hpp"
#include "binary/messages.hpp"

#include "base/text.hpp"
#include "support/program_text.hpp"

#include <cstdio>
#include <fstream>
#include <map>

using namespace govern;

namespace {

class Recorder final : public binary::RandomAccess {
public:
    explicit Recorder(const char* path) : m_file(path, std::ios::binary) {
        m_file.seekg(0, std::ios::end);
        m_size = static_cast<std::uint64_t>(m_file.tellg());
    }
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
        m_file.clear();
        m_file.seekg(static_cast<std::streamoff>(offset));
        m_file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
        const auto got = static_cast<std::size_t>(m_file.gcount());
        for (std::size_t i = 0; i < got; ++i) {
            bytes[offset + i] = static_cast<char>(out[i]);
        }
        return got;
    }

    std::map<std::uint64_t, char> bytes;

private:
    std::ifstream m_file;
    std::uint64_t m_size = 0;
};

} // namespace

int main(int, char** arguments) {
    Recorder file(arguments[1]);
    const auto info = binary::read_build_info(file);
    std::printf("size %llu\n", static_cast<unsigned long long>(file.size()));
    std::string run;
    std::uint64_t start = 0;
    const auto end_run = [&] {
        if (!run.empty()) {
            std::printf("at %llu %s\n", static_cast<unsigned long long>(start),
                        to_base64(run).c_str());
        }
        run.clear();
    };
    for (const auto& [offset, byte] : file.bytes) {
        if (offset != start + run.size()) {
            end_run();
        }
        if (run.empty()) {
            start = offset;
        }
        run += byte;
    }
    end_run();
    std::printf("%s", info ? ("found\n" + test::text_of(*info)).c_str()
                           : ("error " + std::string(info.error().spec().code) + '\n' +
                              std::string(info.error().fact("why")) + '\n')
                                 .c_str());
    return 0;
}
