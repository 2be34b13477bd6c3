#include "inflate.hpp"

#include <isa-l/crc.h>

#include <algorithm>
#include <new>

namespace govern::archive {

namespace {

// ISA-L takes pointers to non-const input and does not write to it.
std::uint8_t* input_pointer(std::span<const std::byte> bytes) {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::uint8_t* output_pointer(std::span<std::byte> bytes) {
    return reinterpret_cast<std::uint8_t*>(bytes.data());
}

} // namespace

Inflater::Inflater() : m_state(std::make_unique<inflate_state>()) {}

void Inflater::start(os::GrowingFile& archive, std::uint64_t offset, std::uint64_t end,
                     Wrapper wrapper) {
    isal_inflate_init(m_state.get());
    m_state->crc_flag = wrapper == Wrapper::gzip ? ISAL_GZIP : ISAL_DEFLATE;
    m_state->avail_in = 0;
    m_archive = &archive;
    m_begin = m_next = offset;
    m_end = end;
    m_wrapper = wrapper;
    m_ended = false;
}

/// Where one member ends: true if nothing but another one follows (RFC 1952, 2.2).
Result<bool> Inflater::begin_next_member() {
    inflate_state& state = *m_state;
    m_next -= state.avail_in + static_cast<std::uint32_t>(state.read_in_length / 8);
    GOVERN_TRY_ASSIGN(const auto begin,
                      m_archive->view(m_next, std::min<std::uint64_t>(2, m_end - m_next)));
    if (m_wrapper != Wrapper::gzip || begin.size() < 2 || begin[0] != std::byte{0x1f} ||
        begin[1] != std::byte{0x8b}) {
        return false;
    }
    auto* const out = state.next_out;
    const auto room = state.avail_out;
    isal_inflate_init(&state);
    state.crc_flag = ISAL_GZIP;
    state.avail_in = 0;
    state.next_out = out;
    state.avail_out = room;
    return true;
}

Result<void> Inflater::take_input() {
    GOVERN_TRY_ASSIGN(const auto input,
                      m_archive->view(m_next, std::min(k_input_step, m_end - m_next)));
    m_state->next_in = input_pointer(input);
    m_state->avail_in = static_cast<std::uint32_t>(input.size());
    m_next += input.size();
    if (input.empty()) {
        m_end = m_next; // a file shorter than it said
    }
    return {};
}

Result<std::size_t> Inflater::read(std::span<std::byte> out, const Faults& faults,
                                   std::string_view entry) {
    inflate_state& state = *m_state;
    state.next_out = output_pointer(out);
    state.avail_out = static_cast<std::uint32_t>(out.size());
    while (state.avail_out > 0 && !m_ended) {
        if (state.avail_in == 0 && m_next < m_end) {
            GOVERN_TRY(take_input());
        }
        const auto room = state.avail_out;
        const bool no_more = state.avail_in == 0 && m_next == m_end;
        if (isal_inflate(&state) < 0) {
            return faults.damaged(entry, "its compressed data is broken");
        }
        if (state.block_state == ISAL_BLOCK_FINISH) {
            m_ended = state.avail_in + static_cast<std::uint32_t>(state.read_in_length / 8) == 0 &&
                      m_next == m_end;
            if (m_ended) {
                break;
            }
            GOVERN_TRY_ASSIGN(const bool another, begin_next_member());
            if (!another) {
                m_ended = true;
                return faults.damaged(entry, "its compressed data is followed by something else");
            }
        } else if (no_more && state.avail_out == room) {
            return faults.damaged(entry, "its compressed data ends early");
        }
    }
    return out.size() - state.avail_out;
}

bool Inflater::inflate_whole(std::span<const std::byte> packed, std::span<std::byte> out) {
    if (!m_whole) {
        m_whole.reset(libdeflate_alloc_decompressor());
        if (!m_whole) {
            throw std::bad_alloc();
        }
    }
    std::size_t used = 0;
    // Without a place for the actual size, less content than `out` holds is a failure.
    return libdeflate_deflate_decompress_ex(m_whole.get(), packed.data(), packed.size(), out.data(),
                                            out.size(), &used, nullptr) == LIBDEFLATE_SUCCESS &&
           used == packed.size();
}

std::uint32_t crc32(std::uint32_t seed, std::span<const std::byte> bytes) {
    return crc32_gzip_refl(seed, reinterpret_cast<const unsigned char*>(bytes.data()),
                           bytes.size());
}

} // namespace govern::archive
