#pragma once

#include "ops/context.hpp"

#include <cstdint>

namespace govern::ops {

/// A change by a command that goes on where the home cannot be written, such as `pin`: recorded
/// where it can be, from here to end(). --verbose says where it was not.
class Recorded {
public:
    /// `store` and `layout` are of the home that keeps the record.
    Recorded(os::Host& host, store::Store& store, const Layout& layout,
             const store::ChangeNote& note);
    Recorded(const Recorded&) = delete;
    Recorded& operator=(const Recorded&) = delete;

    /// `why`: the error it failed with, or nullptr.
    void end(const Error* why);

private:
    store::Store& m_store;
    std::uint64_t m_id = 0; ///< 0: not recorded
};

} // namespace govern::ops
