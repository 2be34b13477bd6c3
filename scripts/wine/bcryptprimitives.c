/* A bcryptprimitives.dll for Wine 8, used by tests only. Every Go program since 1.22 loads it.
   1. ProcessPrng, which Wine 8 lacks: Go programs would stop at start.
   2. Wine 8 answers NtSetInformationFile for FileDispositionInformationEx and FileRenameInformationEx
      with STATUS_NOT_IMPLEMENTED. Go does not take that for "Windows is too old", so its os.RemoveAll
      fails and `go build` exits 1. In this process the answer becomes STATUS_INVALID_INFO_CLASS, which
      is what Windows said before 10 1607, and Go falls back to the older call. */
#include <windows.h>
#include <string.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
    while (size > 0) {
        ULONG part = size > 0x40000000 ? 0x40000000 : (ULONG)size;
        if (!SystemFunction036(data, part)) {
            return FALSE;
        }
        data += part;
        size -= part;
    }
    return TRUE;
}

typedef LONG(NTAPI *SetInformationFile)(HANDLE, PVOID, PVOID, ULONG, ULONG);
static SetInformationFile original;

enum {
    k_status_not_implemented = (LONG)0xC0000002,
    k_status_invalid_info_class = (LONG)0xC0000003,
    k_file_disposition_information_ex = 64,
    k_file_rename_information_ex = 65,
    k_stub_size = 32
};

static LONG NTAPI set_information_file(HANDLE file, PVOID io, PVOID data, ULONG size, ULONG kind)
{
    LONG status = original(file, io, data, size, kind);
    if (status == k_status_not_implemented &&
        (kind == k_file_disposition_information_ex || kind == k_file_rename_information_ex)) {
        return k_status_invalid_info_class;
    }
    return status;
}

/* Puts a jump to set_information_file over Wine's system call stub, whose 32 bytes run anywhere. A stub
   of another shape is left alone. */
static void patch(void)
{
    static const BYTE head[4] = {0x4c, 0x8b, 0xd1, 0xb8};
    static const BYTE tail[8] = {0xff, 0x14, 0x25, 0x00, 0x10, 0xfe, 0x7f, 0xc3};
    ULONG_PTR target = (ULONG_PTR)set_information_file;
    DWORD rights;
    BYTE *copy;
    BYTE *stub = (BYTE *)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtSetInformationFile");

    if (!stub || memcmp(stub, head, 4) != 0 || memcmp(stub + 24, tail, 8) != 0) {
        return;
    }
    copy = VirtualAlloc(NULL, k_stub_size, MEM_COMMIT | MEM_RESERVE, PAGE_EXECUTE_READWRITE);
    if (!copy || !VirtualProtect(stub, 12, PAGE_EXECUTE_READWRITE, &rights)) {
        return;
    }
    memcpy(copy, stub, k_stub_size);
    original = (SetInformationFile)(ULONG_PTR)copy;
    memcpy(stub, "\x48\xb8", 2); /* mov rax, imm64 */
    memcpy(stub + 2, &target, 8);
    memcpy(stub + 10, "\xff\xe0", 2); /* jmp rax */
    VirtualProtect(stub, 12, rights, &rights);
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD why, LPVOID reserved)
{
    (void)self;
    (void)reserved;
    if (why == DLL_PROCESS_ATTACH) {
        patch();
    }
    return TRUE;
}
