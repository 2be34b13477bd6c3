#include "project/gover.hpp"

#include <algorithm>

namespace govern::project {

namespace {

/// Cuts the number at the start off; false without one, and for a leading zero.
bool cut_number(std::string_view& text, std::string& out) {
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    if (end == 0 || (text[0] == '0' && end != 1)) {
        return false;
    }
    out = text.substr(0, end);
    text.remove_prefix(end);
    return true;
}

std::weak_ordering compare_numbers(const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() <=> b.size() : a <=> b;
}

} // namespace

Gover::Gover(std::string_view text) : m_text(text) {
    if (!parse(text)) {
        m_major = m_minor = m_patch = m_kind = m_pre = "";
    }
}

bool Gover::parse(std::string_view text) {
    if (!cut_number(text, m_major)) {
        return false;
    }
    if (text.empty()) { // `1` means 1.0.0
        m_minor = m_patch = "0";
        return true;
    }
    if (text[0] != '.' || !cut_number(text = text.substr(1), m_minor)) {
        return false;
    }
    if (text.empty()) { // below 1.21 the first release has the name of its language
        m_patch = compare_numbers(m_minor, "21") < 0 ? "0" : "";
        return true;
    }
    if (text[0] == '.') {
        text.remove_prefix(1);
        return cut_number(text, m_patch) && text.empty();
    }
    const auto end = std::min(text.find_first_of("0123456789"), text.size());
    m_kind = text.substr(0, end);
    text.remove_prefix(end);
    const bool good =
        !m_kind.empty() && m_kind.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == m_kind.npos;
    return good && (text.empty() || (cut_number(text, m_pre) && text.empty()));
}

int Gover::minor() const {
    constexpr int most = 1000000;
    return m_minor.size() > 6 ? most : m_minor.empty() ? 0 : std::stoi(m_minor);
}

Gover Gover::of_toolchain(std::string_view name) {
    const bool named = name.starts_with("go") && name.find_first_of("/\\") == name.npos;
    return named ? Gover(name.substr(2, name.find_first_of(" \t-") - 2)) : Gover();
}

std::weak_ordering operator<=>(const Gover& a, const Gover& b) {
    for (const auto part : {&Gover::m_major, &Gover::m_minor, &Gover::m_patch}) {
        if (const auto order = compare_numbers(a.*part, b.*part); order != 0) {
            return order;
        }
    }
    if (const auto order = a.m_kind <=> b.m_kind; order != 0) {
        return order;
    }
    return compare_numbers(a.m_pre, b.m_pre);
}

} // namespace govern::project
