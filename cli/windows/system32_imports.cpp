// bcrypt.dll and crypt32.dll, taken from System32 and nowhere else. They are none of the libraries
// that Windows itself always takes from there (KnownDLLs), so an import would be looked for beside
// the program first, before main can say otherwise: whoever may put a file beside govern.exe would
// run in it. GNU ld has no /DEPENDENTLOADFLAG. So here stand the names that an import library would
// give, filled in before anything else of the program runs.
#include <windows.h>

#include <array>

#define GOVERN_BCRYPT(X)                                                                           \
    X(BCryptCreateHash)                                                                            \
    X(BCryptDestroyHash)                                                                           \
    X(BCryptFinishHash)                                                                            \
    X(BCryptGenRandom)                                                                             \
    X(BCryptHashData)                                                                              \
    X(BCryptOpenAlgorithmProvider)
#define GOVERN_CRYPT32(X)                                                                          \
    X(CertAddCertificateContextToStore)                                                            \
    X(CertCloseStore)                                                                              \
    X(CertCreateCertificateChainEngine)                                                            \
    X(CertEnumCertificatesInStore)                                                                 \
    X(CertFindCertificateInStore)                                                                  \
    X(CertFindExtension)                                                                           \
    X(CertFreeCertificateChain)                                                                    \
    X(CertFreeCertificateChainEngine)                                                              \
    X(CertFreeCertificateContext)                                                                  \
    X(CertGetCertificateChain)                                                                     \
    X(CertGetNameStringW)                                                                          \
    X(CertOpenStore)                                                                               \
    X(CertOpenSystemStoreW)                                                                        \
    X(CryptDecodeObjectEx)                                                                         \
    X(CryptQueryObject)                                                                            \
    X(CryptStringToBinaryW)                                                                        \
    X(PFXImportCertStore)

// Calls go through __imp_NAME where a header says dllimport, and to NAME elsewhere, which jumps
// there.
#ifdef __aarch64__
#define GOVERN_JUMP(NAME)                                                                          \
    asm(".text\n.globl " #NAME "\n" #NAME ":\n adrp x16, __imp_" #NAME                             \
        "\n ldr x16, [x16, :lo12:__imp_" #NAME "]\n br x16\n");
#else
#define GOVERN_JUMP(NAME) asm(".text\n.globl " #NAME "\n" #NAME ":\n jmp *__imp_" #NAME "(%rip)\n");
#endif
#define GOVERN_PLACE(NAME)                                                                         \
    extern "C" {                                                                                   \
    __attribute__((used)) FARPROC __imp_##NAME = nullptr;                                          \
    }
#define GOVERN_ENTRY(NAME) Import{#NAME, &__imp_##NAME},

GOVERN_BCRYPT(GOVERN_PLACE)
GOVERN_CRYPT32(GOVERN_PLACE)
GOVERN_BCRYPT(GOVERN_JUMP)
GOVERN_CRYPT32(GOVERN_JUMP)

namespace {

struct Import {
    const char* name;
    FARPROC* place;
};

template <std::size_t N> void fill(const wchar_t* library, const std::array<Import, N>& imports) {
    const HMODULE module = LoadLibraryExW(library, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    for (const auto& import : imports) {
        *import.place = module != nullptr ? GetProcAddress(module, import.name) : nullptr;
        if (*import.place == nullptr) {
            ExitProcess(1); // Every Windows 10 has them.
        }
    }
}

/// Before the constructors of other objects, which have 65535.
__attribute__((constructor(101))) void fill_imports() {
    fill(L"bcrypt.dll", std::array{GOVERN_BCRYPT(GOVERN_ENTRY)});
    fill(L"crypt32.dll", std::array{GOVERN_CRYPT32(GOVERN_ENTRY)});
}

} // namespace
