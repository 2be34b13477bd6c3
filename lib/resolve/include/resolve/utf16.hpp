#pragma once

// UTF-16 to UTF-8 and back. Unpaired surrogates become three bytes each (WTF-8), so that every
// Windows path survives the round trip.

#include <cstddef>
#include <cstdint>

namespace govern::resolve {

/// Reads UTF-16 of either byte order and writes UTF-8: at most three bytes a unit. Returns how
/// many.
std::size_t utf8_from_utf16(const char* bytes, std::size_t units, bool big_endian, char* out);

/// Writes UTF-16; returns the units written, or `room + 1` if they do not fit. Bytes that are not
/// UTF-8 become U+FFFD.
std::size_t utf16_from_utf8(const char* text, std::size_t size, wchar_t* out, std::size_t room);

} // namespace govern::resolve
