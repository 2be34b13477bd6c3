#pragma once

#include "base/result.hpp"
#include "os/process.hpp"

#include <string>
#include <vector>

namespace govern::os {

/// A command's words and variables as exec takes them.
class ExecWords {
public:
    explicit ExecWords(const Command& command);
    ExecWords(const ExecWords&) = delete;
    ExecWords& operator=(const ExecWords&) = delete;
    [[nodiscard]] char* const* arguments() const { return m_arguments.data(); }
    [[nodiscard]] char* const* variables() const { return m_variables.data(); }

private:
    std::vector<std::string> m_argument_texts;
    std::vector<std::string> m_variable_texts;
    std::vector<char*> m_arguments;
    std::vector<char*> m_variables;
};

/// msg::loader_missing where the file is there and its loader is not, else msg::not_started.
/// `error`: an errno value.
[[nodiscard]] Failure start_failure(const std::string& program, int error);

} // namespace govern::os
