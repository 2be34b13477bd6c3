// go.mod and go.work as govern and the shim read them: the two lines that set a floor, and what
// stands against building with an older Go.
#include "fuzz_folder.hpp"
#include "project/fit.hpp"
#include "resolve/go_lines.hpp"

#include <cstdlib>
#include <memory>

using namespace govern;
using namespace govern::project;
using namespace govern::resolve;

namespace {

void check(const GoLine& line) {
    const bool sound = line.text.size() <= Line::k_max_text && line.offset <= line.text.size() &&
                       line.text.substr(line.offset, line.value.size()) == line.value &&
                       (line.line > 0 || (line.text.empty() && line.version.empty()));
    if (!sound) {
        std::abort();
    }
}

std::string_view no_variable(const void*, const char*, Arena&) {
    return {};
}

Version version_of(std::string_view text) {
    Version out;
    (void)Version::parse(text, out);
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static test::FuzzFolder folder;
    const auto arena = std::make_unique<Arena>();
    for (const auto* name : {"go.mod", "go.work"}) {
        const auto path = folder.write(name, data, size);
        GoLines lines;
        read_go_lines(path, *arena, lines);
        if (lines.file != path) {
            std::abort();
        }
        check(lines.go);
        check(lines.toolchain);
        for (const auto* version : {"1.20.14", "1.27.0"}) {
            for (const auto& misfit :
                 misfits(version_of(version), folder.path(), {no_variable, nullptr}, {})) {
                if (render_text(misfit, "warning").empty()) {
                    std::abort();
                }
            }
        }
        folder.remove(name);
    }
    return 0;
}
