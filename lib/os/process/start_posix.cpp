#include "process/start_posix.hpp"

#include "os/messages.hpp"
#include "system/error_posix.hpp"

#include <unistd.h>

#include <cerrno>

namespace govern::os {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) {
        out.push_back(text.data());
    }
    out.push_back(nullptr);
    return out;
}

} // namespace

ExecWords::ExecWords(const Command& command) : m_argument_texts{command.program} {
    m_argument_texts.insert(m_argument_texts.end(), command.arguments.begin(),
                            command.arguments.end());
    for (const auto& [name, value] : command.environment.all()) {
        m_variable_texts.push_back(name + '=' + value);
    }
    m_arguments = pointers(m_argument_texts);
    m_variables = pointers(m_variable_texts);
}

Failure start_failure(const std::string& program, int error) {
    if (error == ENOENT && ::access(program.c_str(), F_OK) == 0) {
        return fail(msg::loader_missing, {{"path", program}});
    }
    return fail(msg::not_started, {{"path", program}, {"reason", error_text(error)}});
}

} // namespace govern::os
