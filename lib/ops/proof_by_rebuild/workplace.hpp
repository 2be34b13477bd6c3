#pragma once

#include "ops/context.hpp"
#include "temporary_folder.hpp"

#include <memory>
#include <optional>
#include <string>

namespace govern::ops {

/// The folder that a rebuild works in, under a lock for as long as it lives; removed with all in
/// it. What a killed rebuild left goes with the next one, of the home's also with the next sweep.
class Workplace {
public:
    /// In the home's staging/, or in the system's temporary folder where this account does not
    /// write into the home. Waits for another rebuild of this SDK in the home.
    static Result<Workplace> make(Context& context, const SdkId& id);
    Workplace(Workplace&& other) noexcept;
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    Workplace& operator=(Workplace&&) = delete;
    ~Workplace();

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] bool in_home() const { return !m_temporary; }

private:
    Workplace(Context& context, std::string path, std::unique_ptr<os::FileLock> lock,
              std::optional<TemporaryFolder> temporary);
    static Result<Workplace> in_staging(Context& context, const SdkId& id);
    static Result<Workplace> in_temporary(Context& context);

    Context* m_context;
    std::string m_path;
    std::optional<TemporaryFolder> m_temporary; ///< outlives the lock, whose file lies in it
    std::unique_ptr<os::FileLock> m_lock;
};

} // namespace govern::ops
