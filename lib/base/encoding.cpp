#include "base/encoding.hpp"

namespace govern {

std::string encode_ascii(std::string_view ascii, Encoding encoding) {
    if (encoding == Encoding::utf8) {
        return std::string(ascii);
    }
    std::string out;
    for (const char c : ascii) {
        out += encoding == Encoding::utf16_be ? '\0' : c;
        out += encoding == Encoding::utf16_be ? c : '\0';
    }
    return out;
}

} // namespace govern
