#include "decoded.hpp"

#include <algorithm>

namespace govern::archive {

Result<void> write_decoded(Crew& crew, Target target, std::uint64_t size, const ReadSome& read,
                           const Faults& faults, std::string_view name) {
    const auto wrong_size = [&] {
        return faults.damaged(name, "its content has not the size that it says");
    };
    crew.begin_large(std::move(target));
    for (std::uint64_t missing = size;;) {
        BufferRef buffer = crew.take_buffer();
        if (buffer == nullptr) {
            return {};
        }
        const std::span<std::byte> room(
            buffer->bytes.get(),
            static_cast<std::size_t>(std::min<std::uint64_t>(missing, Buffer::k_size)));
        for (std::size_t done = 0; done < room.size();) {
            GOVERN_TRY_ASSIGN(const std::size_t count, read(room.subspan(done)));
            if (count == 0) {
                return wrong_size();
            }
            done += count;
        }
        missing -= room.size();
        if (missing == 0) {
            std::byte more{};
            GOVERN_TRY_ASSIGN(const std::size_t count, read({&more, 1}));
            if (count != 0) {
                return wrong_size();
            }
        }
        crew.large_piece(buffer, room, missing == 0);
        if (missing == 0) {
            return {};
        }
    }
}

} // namespace govern::archive
