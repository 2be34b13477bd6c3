#pragma once

#include "binary/build_info.hpp"

#include <string>

namespace govern::test {

/// Build information as `go version -m` prints it for one file, without the file's name and the
/// indentation; settings as `KEY=VALUE`, unquoted.
inline std::string text_of(const binary::BuildInfo& info) {
    auto text = info.go_version + '\n';
    const auto module = [&text](std::string_view kind, const binary::ModuleVersion& one) {
        text.append(kind) += '\t' + one.path + '\t' + one.version + '\t' + one.sum + '\n';
    };
    const auto with_replacement = [&](std::string_view kind, const binary::Module& one) {
        module(kind, one);
        if (one.replace) {
            module("=>", *one.replace);
        }
    };
    if (!info.path.empty()) {
        text += "path\t" + info.path + '\n';
    }
    if (info.main) {
        with_replacement("mod", *info.main);
    }
    for (const auto& one : info.deps) {
        with_replacement("dep", one);
    }
    for (const auto& one : info.settings) {
        text += "build\t" + one.key + '=' + one.value + '\n';
    }
    return text;
}

} // namespace govern::test
