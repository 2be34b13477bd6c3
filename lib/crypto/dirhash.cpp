#include "crypto/dirhash.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace govern::crypto {

std::string hash_lines(std::vector<HashedFile>& files) {
    std::sort(files.begin(), files.end(),
              [](const HashedFile& a, const HashedFile& b) { return a.name < b.name; });
    std::size_t size = 0;
    for (const auto& file : files) {
        size += 2 * file.digest.size() + 2 + file.name.size() + 1;
    }
    std::string lines;
    lines.reserve(size);
    for (const auto& file : files) {
        lines += hex(file.digest);
        lines += "  ";
        lines += file.name;
        lines += '\n';
    }
    return lines;
}

std::string h1_of_lines(std::string_view lines) {
    return "h1:" + to_base64(as_text(sha256(lines)));
}

} // namespace govern::crypto
