#include "shell/init.hpp"

#include "base/text.hpp"
#include "pwsh_code.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"
#include "shell/render.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace govern::shell {

namespace {

// @EXE@, @SHIMS@ and @SCRIPT@ stand for quoted words, @SHELL@ for its name. `use` alone needs a
// function: its output is evaluated, but only when it says that it is code, so that `govern use
// --help` is shown instead. An exported function finds no variable of ours, and `nocasematch` is at
// work in `[[` and `case`, but not in expansions: so paths stand in the function, and loops end by
// what an expansion takes away.

constexpr std::string_view k_bash = R"code(# govern: bash integration
__govern_front() { # moves $1 to the front of PATH
  local p=":${PATH-}:" head
  while head=${p%%":$1:"*}; [ "$head" != "$p" ]; do p="$head:${p#*":$1:"}"; done
  p=${p#:}
  p=${p%:}
  PATH=$1${p:+:$p}
}
__govern_front @SHIMS@
export PATH
)code";

constexpr std::string_view k_bash_completion = R"code(if [[ $- == *i* ]]; then
  __govern_complete() {
    local word words=("${COMP_WORDS[@]:1:COMP_CWORD}") current=${COMP_WORDS[COMP_CWORD]-}
    current=${current#[\"\']} # an open quote
    words[COMP_CWORD-1]=$current
    COMPREPLY=()
    while IFS= read -r word; do
      case $word in
        :files) compopt -o default 2>/dev/null ;;
        :commands)
          compopt -o default 2>/dev/null
          while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -c -- "$current") ;;
        *) COMPREPLY+=("$(printf %q "$word")") ;;
      esac
    done < <(command @EXE@ __complete -- "${words[@]}" 2>/dev/null)
  }
  complete -F __govern_complete govern
fi
)code";

constexpr std::string_view k_zsh = R"code(# govern: zsh integration
__govern_front() { # moves $1 to the front of PATH
  emulate -L zsh
  path=("$1" "${(@)path:#$1}")
}
__govern_front @SHIMS@
export PATH
)code";

/// Follows the code above in bash and zsh alike.
constexpr std::string_view k_bash_and_zsh = R"code(unalias govern 2>/dev/null || :
function govern {
  local __govern_code __govern_word __govern_value=
  for __govern_word in "$@"; do # the command stands behind global options
    case "$__govern_value$__govern_word" in
      --home | --color | --log) __govern_value=: ;;
      :*) __govern_value= ;;
      -*) ;;
      use)
        __govern_code=$(@CONTEXT@command @EXE@ --eval @SHELL@ "$@") || {
          __govern_value=$? # under --json there is something to say
          [ -z "$__govern_code" ] || printf '%s\n' "$__govern_code"
          return "$__govern_value"
        }
        case "$__govern_code" in
          '# govern session'*) eval "$__govern_code" ;;
          ?*) printf '%s\n' "$__govern_code" ;;
        esac
        return ;;
      *) break ;;
    esac
  done
  command @EXE@ "$@"
}
)code";

constexpr std::string_view k_zsh_completion = R"code(if [[ -o interactive ]]; then
  __govern_complete() {
    local tab=$'\t'
    local -a found names shown
    found=("${(@f)$(command @EXE@ __complete --described -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    shown=("${(@)${(@)found:#}:#:*}")
    if (( ${+shown[(r)*$tab*]} )); then
      names=("${(@)shown%%$tab*}")
      shown=("${(@)shown/$tab/  -- }")
      compadd -l -d shown -- "${(@)names}"
    else
      compadd -- "${(@)shown}"
    fi
    (( ! ${+found[(r):commands]} )) || _command_names -e
    (( ! ${+found[(r):*]} )) || _files
  }
  (( ! ${+functions[compdef]} )) || compdef __govern_complete govern
fi
)code";

constexpr std::string_view k_sh = R"code(# govern: sh integration
__govern_shims=@SHIMS@
__govern_rest=":${PATH-}:"
while __govern_head=${__govern_rest%%":$__govern_shims:"*}; [ "$__govern_head" != "$__govern_rest" ]; do
  __govern_rest="$__govern_head:${__govern_rest#*":$__govern_shims:"}"
done
__govern_rest=${__govern_rest#:}
__govern_rest=${__govern_rest%:}
PATH=$__govern_shims${__govern_rest:+:$__govern_rest}
export PATH
unset __govern_rest __govern_head __govern_shims
unalias govern 2>/dev/null || :
govern() {
  __govern_value=
  for __govern_word in "$@"; do # the command stands behind global options
    case "$__govern_value$__govern_word" in
      --home | --color | --log) __govern_value=: ;;
      :*) __govern_value= ;;
      -*) ;;
      use)
        unset __govern_word __govern_value
        __govern_code=$(@CONTEXT@command @EXE@ --eval sh "$@") || {
          set -- "$?" "$__govern_code" # under --json there is something to say
          unset __govern_code
          [ -z "$2" ] || printf '%s\n' "$2"
          return "$1"
        }
        case "$__govern_code" in
          '# govern session'*) eval "$__govern_code" ;;
          ?*) printf '%s\n' "$__govern_code" ;;
        esac
        unset __govern_code
        return ;;
      *) break ;;
    esac
  done
  unset __govern_word __govern_value
  command @EXE@ "$@"
}
)code";

constexpr std::string_view k_fish = R"code(# govern: fish integration
function __govern_front
    set -l rest
    for folder in $PATH
        test "$folder" = "$argv[1]"; or set -a rest $folder
    end
    set -gx PATH $argv[1] $rest
end
__govern_front @SHIMS@
function govern --description 'Go toolchain version manager'
    set -l words $argv
    while string match -q -- '-*' "$words[1]" # the command stands behind global options
        contains -- "$words[1]" --home --color --log; and set -e words[1]
        set -e words[1]
    end
    if test "$words[1]" = use
        set -l code (@CONTEXT@command @EXE@ --eval fish $argv)
        set -l result $status
        if test $result -ne 0
            string join \n -- $code # under --json there is something to say
            return $result
        end
        if string match -q '# govern session*' -- "$code[1]"
            string join \n -- $code | source
        else
            string join \n -- $code
        end
        return 0
    end
    command @EXE@ $argv
end
)code";

constexpr std::string_view k_fish_completion = R"code(if status is-interactive
    function __govern_complete
        set -l words (commandline -opc) (commandline -ct)
        for word in (command @EXE@ __complete --described -- $words[2..-1] 2>/dev/null)
            switch $word
                case :files
                    __fish_complete_path $words[-1]
                case :commands
                    __fish_complete_command
                case '*'
                    echo $word
            end
        end
    end
    complete -c govern -f -a '(__govern_complete)'
end
true
)code";

constexpr std::string_view k_cmd_use =
    R"code(@rem govern: switches the cmd that this is typed in: govern-use 1.22.5, govern-use --unset.
@rem In a batch file: call govern-use 1.22.5
@rem A variable of this name, which batch files set by mistake, would hide how govern ended.
@set "ERRORLEVEL="
@rem Two that start in one second draw the same numbers: who finds the name taken draws again.
:again
@set "GOVERN_CODE_FILE=%TEMP%\govern-%RANDOM%%RANDOM%.cmd"
@"%~dp0govern.exe" --eval cmd use %*
@if "%ERRORLEVEL%"=="@TAKEN@" goto again
@if not "%ERRORLEVEL%"=="0" goto failed
@if exist "%GOVERN_CODE_FILE%" call "%GOVERN_CODE_FILE%"
@del "%GOVERN_CODE_FILE%" 2>nul
@set "GOVERN_CODE_FILE="
@exit /b 0
:failed
@set "GOVERN_CODE_FILE=" & exit /b %ERRORLEVEL%
)code";

/// Git Bash hands its own PATH over untouched: what it converts for us loses the names of its own
/// folders.
constexpr std::string_view k_msys_context =
    "MSYS2_ENV_CONV_EXCL=GOVERN_SHELL_PATH GOVERN_SHELL_PATH=\"$PATH\" ";
constexpr std::string_view k_msys_context_fish =
    "MSYS2_ENV_CONV_EXCL=GOVERN_SHELL_PATH GOVERN_SHELL_PATH=(string join : -- $PATH) ";

/// Matches a folder in PATH, with a separator in front, and a PATH that is one separator.
std::string entry_pattern(const std::string& folder, std::string_view separator) {
    std::string out(separator);
    for (const char c : folder) {
        const bool plain =
            std::string_view("\\*+?|{}[]()^$.# \t\r\n").find(c) == std::string_view::npos;
        out += plain ? std::string(1, c) : std::string{'\\', c};
    }
    return out.append("(?=").append(separator).append("|$)|^").append(separator).append("$");
}

std::string fill(std::string_view code, const InitPaths& paths, Shell shell) {
    const bool posix_on_windows = paths.windows && shell != Shell::pwsh && shell != Shell::cmd;
    const auto folder = [&](const std::string& path) {
        return posix_on_windows ? msys_path(path) : path;
    };
    std::string_view context;
    if (posix_on_windows) {
        context = shell == Shell::fish ? k_msys_context_fish : k_msys_context;
    }
    const std::string_view separator = paths.windows ? ";" : ":";
    const std::array<std::pair<std::string_view, std::string>, 9> values = {{
        {"@SHELL@", std::string(name_of(shell))},
        {"@CONTEXT@", std::string(context)},
        {"@SEPARATOR@", std::string(separator)},
        {"@REPLACE@", paths.windows ? "-ireplace" : "-creplace"},
        {"@SHIMS_IN_PATH@", quote(entry_pattern(paths.shims, separator), shell)},
        {"@SCRIPT@", quote(paths.script, shell)},
        {"@BLOCKED@", quote(msg::scripts_left_out.text, shell)},
        {"@EXE@", quote(folder(paths.program), shell)},
        {"@SHIMS@", quote(folder(paths.shims), shell)},
    }};
    // One pass, so that nothing in a path is taken for a name.
    std::string out;
    while (!code.empty()) {
        const auto at = code.find('@');
        out += code.substr(0, at);
        if (at == code.npos) {
            break;
        }
        code.remove_prefix(at);
        const auto* const known =
            std::find_if(values.begin(), values.end(),
                         [&](const auto& value) { return code.starts_with(value.first); });
        out += known == values.end() ? "@" : known->second;
        code.remove_prefix(known == values.end() ? 1 : known->first.size());
    }
    return out;
}

std::string_view template_of(Shell shell) {
    switch (shell) {
    case Shell::bash:
        return k_bash;
    case Shell::zsh:
        return k_zsh;
    case Shell::sh:
        return k_sh;
    case Shell::fish:
        return k_fish;
    case Shell::pwsh:
        return k_pwsh;
    case Shell::cmd:
        break;
    }
    return {};
}

/// For AutoRun, on request: cmd reads no profile. Quiet, built-in commands only.
std::string cmd_code(const InitPaths& paths) {
    const auto shims = quote(paths.shims, Shell::cmd);
    return "@rem govern: puts the shims folder in front; `use` is govern-use in cmd\r\n"
           "@set \"PATH=" +
           shims + ";%PATH:" + shims + ";=%\"\r\n";
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const auto line : lines_of(text)) {
        out += std::string(line) + "\r\n";
    }
    return out;
}

} // namespace

Result<std::string> init_code(const InitPaths& paths, Shell shell) {
    if (!is_representable(paths.shims, paths.windows) || !can_hold(paths.shims, shell)) {
        return fail(msg::shims_not_representable, {{"folder", paths.shims}});
    }
    if (shell == Shell::cmd) {
        if (paths.shims.find_first_of("=%") != paths.shims.npos) { // `%PATH:…=%` ends at either
            return fail(msg::shell_cannot_hold,
                        {{"name", "PATH"}, {"shell", std::string(name_of(shell))}});
        }
        return cmd_code(paths);
    }
    if (shell == Shell::pwsh) {
        std::string code(k_pwsh);
        constexpr std::string_view name = "@ALIAS@";
        code.replace(code.find(name), name.size(),
                     paths.by_hand ? k_pwsh_alias_by_hand : k_pwsh_alias);
        return fill(code, paths, shell) + completion_code(paths, shell);
    }
    const bool shares = shell == Shell::bash || shell == Shell::zsh;
    return fill(template_of(shell), paths, shell) +
           (shares ? fill(k_bash_and_zsh, paths, shell) : "") + completion_code(paths, shell);
}

std::string completion_code(const InitPaths& paths, Shell shell) {
    switch (shell) {
    case Shell::bash:
        return fill(k_bash_completion, paths, shell);
    case Shell::zsh:
        return fill(k_zsh_completion, paths, shell);
    case Shell::fish:
        return fill(k_fish_completion, paths, shell);
    case Shell::pwsh:
        return fill(k_pwsh_completion, paths, shell);
    case Shell::sh:
    case Shell::cmd:
        break;
    }
    return {};
}

std::string pwsh_script(const InitPaths& paths) {
    return fill(k_pwsh_script, paths, Shell::pwsh);
}

std::string cmd_use_script() {
    std::string code(k_cmd_use);
    constexpr std::string_view name = "@TAKEN@";
    code.replace(code.find(name), name.size(), std::to_string(k_code_file_taken));
    return with_crlf(code);
}

std::string init_file_name(Shell shell) {
    if (shell == Shell::pwsh) {
        return "init.ps1";
    }
    return "init." + std::string(name_of(shell));
}

} // namespace govern::shell
