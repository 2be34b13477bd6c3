#include "cli/confirm.hpp"

#include "base/text.hpp"
#include "os/answer.hpp"

#include <string>

namespace govern::cli {

bool confirm(Context& context, std::string_view question) {
    context.err.write(std::string(question) + " [y/N] ");
    context.err.flush();
    const auto answer = os::read_answer();
    if (!answer) {
        context.err.write("\n");
        context.err.flush();
        return false;
    }
    return equals_ignoring_case(*answer, "y") || equals_ignoring_case(*answer, "yes");
}

} // namespace govern::cli
