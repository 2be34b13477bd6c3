#include "names.hpp"

#include "base/text.hpp"
#include "os/path.hpp"

#include <algorithm>

namespace govern::archive {

namespace {

struct Decoded {
    char32_t code;
    std::size_t length;
};

// `text` is well-formed UTF-8.
Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) {
        return {byte(0), 1};
    }
    const std::size_t length = byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : 4;
    char32_t code = byte(0) & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        code = (code << 6) | (byte(i) & 0x3f);
    }
    return {code, length};
}

bool within(char32_t code, char32_t first, char32_t last) {
    return code >= first && code <= last;
}

// Unicode CaseFolding.txt, status C and S, for the alphabets that have case and are in use.
char32_t fold(char32_t c) {
    if (c < 0x80) {
        return within(c, 'A', 'Z') ? c + 0x20 : c;
    }
    if (within(c, 0xc0, 0xde) && c != 0xd7) {
        return c + 0x20;
    }
    if (within(c, 0x100, 0x137) || within(c, 0x14a, 0x177) || within(c, 0x1de, 0x1ef) ||
        within(c, 0x1f8, 0x233) || within(c, 0x370, 0x373) || within(c, 0x460, 0x481) ||
        within(c, 0x48a, 0x4bf) || within(c, 0x4d0, 0x52f) || within(c, 0x1e00, 0x1e95) ||
        within(c, 0x1ea0, 0x1eff)) {
        return c | 1; // pairs: even upper, odd lower
    }
    if (within(c, 0x139, 0x148) || within(c, 0x179, 0x17e) || within(c, 0x1cd, 0x1dc) ||
        within(c, 0x4c1, 0x4ce)) {
        return c + (c & 1); // pairs: odd upper, even lower
    }
    if (within(c, 0x391, 0x3ab) || within(c, 0x410, 0x42f)) {
        return c + 0x20;
    }
    if (within(c, 0x400, 0x40f)) {
        return c + 0x50;
    }
    if (within(c, 0x531, 0x556)) {
        return c + 0x30;
    }
    switch (c) {
    case 0xb5:
        return 0x3bc; // micro sign
    case 0x178:
        return 0xff; // Y with diaeresis
    case 0x17f:
        return 's'; // long s
    case 0x386:
        return 0x3ac; // Greek letters with accents
    case 0x388:
    case 0x389:
    case 0x38a:
        return c + 37;
    case 0x38c:
        return 0x3cc;
    case 0x38e:
    case 0x38f:
        return c + 63;
    case 0x3c2:
        return 0x3c3; // final sigma
    case 0x4c0:
        return 0x4cf;
    case 0x1e9e:
        return 0xdf; // sharp s
    case 0x2126:
        return 0x3c9; // Ohm sign
    case 0x212a:
        return 'k'; // Kelvin sign
    case 0x212b:
        return 0xe5; // Angstrom sign
    default:
        return c;
    }
}

void encode(char32_t code, std::string& text) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0 | (code >> 6));
        text += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        text += static_cast<char>(0xe0 | (code >> 12));
        text += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        text += static_cast<char>(0x80 | (code & 0x3f));
    }
}

// Why one component of a path is refused; empty where it is fine.
std::string_view component_fault(std::string_view component) {
    if (component.empty()) {
        return "a name with an empty component";
    }
    if (component == "." || component == "..") {
        return "a path that leads out of its folder";
    }
    if (component.size() >= 2 && component[1] == ':') {
        return "a name with a drive letter";
    }
    if (component.find(':') != std::string_view::npos) {
        return "a name with a stream";
    }
    if (!os::is_safe_name(component)) {
        return "a name that Windows reserves or cannot hold";
    }
    return {};
}

} // namespace

std::string fold_case(std::string_view name) {
    std::string folded;
    folded.reserve(name.size());
    while (!name.empty()) {
        const Decoded next = decode(name);
        if (next.length == 4) {
            folded += name.substr(0, 4); // no letters of this size in our alphabets
        } else {
            encode(fold(next.code), folded);
        }
        name.remove_prefix(next.length);
    }
    return folded;
}

Result<std::string_view> Names::check(std::string_view entry, bool is_folder) const {
    std::string_view name = entry;
    if (is_folder && name.size() + 1 == m_prefix.size() && m_prefix.starts_with(name)) {
        return std::string_view{}; // `go` for `go/`
    }
    if (std::ranges::any_of(
            name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        return m_faults.hostile(entry, "a name with control characters");
    }
    if (!is_utf8(name)) {
        return m_faults.hostile(entry, "a name that is not UTF-8");
    }
    if (name.find('\\') != std::string_view::npos) {
        return m_faults.hostile(entry, "a name with a backslash");
    }
    if (name.starts_with('/')) {
        return m_faults.hostile(entry, "an absolute path");
    }
    if (!name.starts_with(m_prefix)) {
        return m_faults.hostile(entry, "a name that does not begin with " + m_prefix);
    }
    name.remove_prefix(m_prefix.size());
    if (is_folder && name.ends_with('/')) {
        name.remove_suffix(1);
    }
    if (is_folder && name.empty()) {
        return name;
    }
    if (name.size() > m_longest) {
        return m_faults.hostile(entry,
                                "a path longer than " + std::to_string(m_longest) + " bytes");
    }
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        if (const auto fault = component_fault(name.substr(begin, end - begin)); !fault.empty()) {
            return m_faults.hostile(entry, std::string(fault));
        }
        begin = end + 1;
    }
    return name;
}

Result<const std::string*> Names::add_folder(std::string_view name) {
    if (name.empty()) {
        return &m_root;
    }
    if (m_last != nullptr && *m_last == name) {
        return m_last;
    }
    if (const auto slash = name.rfind('/'); slash != std::string_view::npos) {
        GOVERN_TRY(add_folder(name.substr(0, slash)));
    }
    const auto [at, is_new] = m_seen.try_emplace(fold_case(name), Seen{std::string(name), true});
    const Seen& seen = at->second;
    if (!seen.folder) {
        return m_faults.hostile(name, "a file where a folder must be");
    }
    if (seen.name != name) {
        return m_faults.hostile(name, "a name that differs only in case from " + seen.name);
    }
    m_last = &seen.name;
    return m_last;
}

Result<const std::string*> Names::add_file(std::string_view name) {
    const auto slash = name.rfind('/');
    GOVERN_TRY_ASSIGN(
        const std::string* folder,
        add_folder(slash == std::string_view::npos ? std::string_view{} : name.substr(0, slash)));
    const auto [at, is_new] = m_seen.try_emplace(fold_case(name), Seen{std::string(name), false});
    if (is_new) {
        return folder;
    }
    const Seen& seen = at->second;
    if (seen.folder) {
        return m_faults.hostile(name, "a file where a folder must be");
    }
    if (seen.name != name) {
        return m_faults.hostile(name, "a name that differs only in case from " + seen.name);
    }
    return m_faults.hostile(name, "two entries of one name");
}

} // namespace govern::archive
