# shellcheck shell=sh
# Sourced by the scripts beside it, which set `here` to this folder first: one Wine prefix for this
# project, apart from the user's own, quiet and without a display.
WINEPREFIX=${GOVERN_WINEPREFIX:-$here/../../build/wine}
WINEARCH=win64
WINEDEBUG=-all
# No Mono, no browser engine, no menu entries, no debugger that waits for somebody.
WINEDLLOVERRIDES="mscoree=;mshtml=;winemenubuilder.exe=d;winedbg.exe=d"
WINELOADER=/usr/lib/wine/wine64
WINESERVER=/usr/lib/wine/wineserver64
LC_ALL=C.UTF-8
export WINEPREFIX WINEARCH WINEDEBUG WINEDLLOVERRIDES WINELOADER WINESERVER LC_ALL
unset DISPLAY WAYLAND_DISPLAY
