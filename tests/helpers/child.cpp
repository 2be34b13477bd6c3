// What the process tests start. The first argument says what it does; its other arguments are
// printed in hexadecimal, so that no code page or newline conversion comes between.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#ifdef _WIN32
#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>
#else
#include <unistd.h>
#endif

namespace {

std::vector<std::string> arguments_of(int argc, char** argv) {
    std::vector<std::string> out;
#ifdef _WIN32
    (void)argc;
    (void)argv;
    int count = 0;
    wchar_t** wide = CommandLineToArgvW(GetCommandLineW(), &count);
    for (int i = 1; i < count; ++i) {
        char utf8[4096];
        WideCharToMultiByte(CP_UTF8, 0, wide[i], -1, utf8, sizeof utf8, nullptr, nullptr);
        out.emplace_back(utf8);
    }
    LocalFree(wide);
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
#else
    out.assign(argv + 1, argv + argc);
#endif
    return out;
}

void print_hex(const std::string& text) {
    for (const char c : text) {
        std::printf("%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    std::printf("\n");
}

std::string variable(const std::string& name) {
#ifdef _WIN32
    char value[4096];
    const DWORD size = GetEnvironmentVariableA(name.c_str(), value, sizeof value);
    return std::string(value, size);
#else
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? "" : value;
#endif
}

/// Opens a file named in UTF-8 and closes it again; false where it could not be opened.
bool touch(const std::string& path, const char* mode) {
#ifdef _WIN32
    wchar_t wide[4096];
    wchar_t wide_mode[8];
    MultiByteToWideChar(CP_UTF8, 0, path.c_str(), -1, wide, 4096);
    MultiByteToWideChar(CP_UTF8, 0, mode, -1, wide_mode, 8);
    std::FILE* file = _wfopen(wide, wide_mode);
#else
    std::FILE* file = std::fopen(path.c_str(), mode);
#endif
    return file != nullptr && std::fclose(file) == 0;
}

/// Tells that it runs by making one file, and ends once another is there, or after a minute.
int wait_for(const std::string& started, const std::string& stop) {
    touch(started, "w");
    for (int i = 0; i < 6000 && !touch(stop, "r"); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const auto arguments = arguments_of(argc, argv);
    const std::string what = arguments.empty() ? "" : arguments[0];
    if (what == "args") {
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            print_hex(arguments[i]);
        }
    } else if (what == "exit") {
        const auto code = static_cast<unsigned>(std::stoul(arguments[1]));
#ifdef _WIN32
        ExitProcess(code);
#else
        return static_cast<int>(code);
#endif
    } else if (what == "env") {
        print_hex(variable(arguments[1]));
    } else if (what == "stdin") {
        std::size_t count = 0;
        while (std::getchar() != EOF) {
            ++count;
        }
        std::printf("%u\n", static_cast<unsigned>(count));
    } else if (what == "spam") {
        const std::string out(std::stoul(arguments[1]), 'o');
        const std::string err(std::stoul(arguments[1]), 'e');
        std::fwrite(out.data(), 1, out.size(), stdout);
        std::fwrite(err.data(), 1, err.size(), stderr);
    } else if (what == "here") {
        std::printf("%s\n", touch("marker", "r") ? "yes" : "no");
    } else if (what == "wait") {
        return wait_for(arguments[1], arguments[2]);
    } else {
        return 99;
    }
    return 0;
}
