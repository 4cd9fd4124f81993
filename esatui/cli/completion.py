"""Scripts with which bash, zsh and fish complete the command line of `esatui`."""

from __future__ import annotations

BASH = """\
# bash completion for esatui
_esatui() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    COMPREPLY=()
    case $before in
        --state)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return ;;
        --ca)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return ;;
        --front)
            mapfile -t COMPREPLY < <(compgen -W "direct plain tty ssh all" -- "$word")
            return ;;
        --lang)
            mapfile -t COMPREPLY < <(compgen -W "en ko" -- "$word")
            return ;;
        --theme)
            mapfile -t COMPREPLY < <(compgen -W "esa-dark esa-light esa-mono" -- "$word")
            return ;;
        -c | --ssh | --domain)
            return ;;
    esac
    local words
    case ${COMP_WORDS[1]} in
        serve) words="--state --ssh --allow-remote --no-services --help" ;;
        dashboard) words="--state --lang --theme --help" ;;
        partners) words="--state --port --help" ;;
        ca) words="root intermediate sign revoke crl list --state --help" ;;
        checktls) words="--domain --ca --json --state --help" ;;
        manual) words="--help $(esatui manual 2>/dev/null | cut -d ' ' -f 1)" ;;
        completion) words="bash zsh fish --help" ;;
        transcript) words="--front --update --record --state --help" ;;
        *) words="--state -c --version --help" ;;
    esac
    if ((COMP_CWORD == 1)); then
        words="--state -c --version --help"
        words+=" serve dashboard transcript partners ca checktls manual completion"
    elif [[ ${COMP_WORDS[1]} == transcript && $word != -* ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _esatui esatui
"""

ZSH = """\
#compdef esatui
# zsh completion for esatui
_esatui() {
    local -a programs
    programs=(
        'serve:let ssh clients log in to the appliance'
        'dashboard:see and work the appliance on the whole screen'
        'transcript:play transcripts and compare what they show'
        'partners:simulated remote mail hosts, each with one fault'
        'ca:a certificate authority for practice'
        'checktls:test how a mail host answers STARTTLS'
        'manual:print the page of a command'
        'completion:print a completion script'
    )
    local state_option='--state[the state directory of the appliance]:directory:_files -/'
    if (( CURRENT == 2 )); then
        _describe -t commands 'esatui program' programs
    fi
    case $words[2] in
        serve)
            shift words
            (( CURRENT-- ))
            _arguments $state_option \\
                '--ssh[where to listen for ssh clients]:host and port:' \\
                '--allow-remote[permit an address that other machines can reach]' \\
                '--no-services[only let ssh clients log in]' \\
                '--help[show the help]' ;;
        dashboard)
            shift words
            (( CURRENT-- ))
            _arguments $state_option \\
                '--lang[the language]:language:(en ko)' \\
                '--theme[how it looks]:theme:(esa-dark esa-light esa-mono)' \\
                '--help[show the help]' ;;
        transcript)
            shift words
            (( CURRENT-- ))
            _arguments $state_option \\
                '--front[where to play]:front:(direct plain tty ssh all)' \\
                '(--record)--update[rewrite what changed]' \\
                '(--update)--record[write a session down]' \\
                '--help[show the help]' \\
                '*:transcript:_files' ;;
        partners)
            shift words
            (( CURRENT-- ))
            _arguments $state_option \\
                '--port[where they listen]:port:' \\
                '--help[show the help]' \\
                '*:partner:' ;;
        ca)
            shift words
            (( CURRENT-- ))
            _arguments $state_option \\
                '--help[show the help]' \\
                '1:action:(root intermediate sign revoke crl list)' \\
                '*:file:_files' ;;
        checktls)
            shift words
            (( CURRENT-- ))
            _arguments $state_option \\
                '--domain[the email domain whose MX record the host is]:domain:' \\
                '--ca[certificates that are trusted as well]:file:_files' \\
                '--json[print the result as JSON]' \\
                '--help[show the help]' \\
                '1:host and port:' ;;
        manual)
            shift words
            (( CURRENT-- ))
            local -a pages
            pages=(${(f)"$(esatui manual 2>/dev/null | cut -d ' ' -f 1)"})
            _arguments '--help[show the help]' "1:command:($pages)" ;;
        completion)
            shift words
            (( CURRENT-- ))
            _arguments '--help[show the help]' '1:shell:(bash zsh fish)' ;;
        *)
            _arguments $state_option \\
                '-c[run the commands of a line]:line:' \\
                '--version[show the version]' \\
                '--help[show the help]' ;;
    esac
}
if [ "$funcstack[1]" = "_esatui" ]; then
    _esatui "$@"
else
    compdef _esatui esatui
fi
"""

FISH = """\
# fish completion for esatui
function __esatui_in
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end
function __esatui_bare
    not __esatui_in serve dashboard transcript partners ca checktls manual completion
end
function __esatui_first
    test (count (commandline -opc)) -eq 1
end
complete -c esatui -f
complete -c esatui -n __esatui_first -a serve -d 'Let ssh clients log in'
complete -c esatui -n __esatui_first -a dashboard -d 'See and work it on the whole screen'
complete -c esatui -n __esatui_first -a transcript -d 'Play transcripts'
complete -c esatui -n __esatui_first -a partners -d 'Simulated remote mail hosts'
complete -c esatui -n __esatui_first -a ca -d 'A certificate authority for practice'
complete -c esatui -n __esatui_first -a checktls -d 'Test how a host answers STARTTLS'
complete -c esatui -n __esatui_first -a manual -d 'Print the page of a command'
complete -c esatui -n __esatui_first -a completion -d 'Print a completion script'
complete -c esatui -n __esatui_bare -s c -x -d 'Run the commands of a line'
complete -c esatui -n __esatui_bare -l version -d 'Show the version'
complete -c esatui -l help -d 'Show the help'
complete -c esatui -n 'not __esatui_in completion manual' -l state -x \\
    -a '(__fish_complete_directories)' -d 'The state directory of the appliance'
complete -c esatui -n '__esatui_in serve' -l ssh -x -d 'Where to listen for ssh clients'
complete -c esatui -n '__esatui_in serve' -l allow-remote -d 'Permit other machines'
complete -c esatui -n '__esatui_in serve' -l no-services -d 'Logins only'
complete -c esatui -n '__esatui_in dashboard' -l lang -x -a 'en ko' -d 'The language'
complete -c esatui -n '__esatui_in dashboard' -l theme -x -a 'esa-dark esa-light esa-mono' \\
    -d 'How it looks'
complete -c esatui -n '__esatui_in transcript' -F
complete -c esatui -n '__esatui_in transcript' -l front -x -a 'direct plain tty ssh all' \\
    -d 'Where to play'
complete -c esatui -n '__esatui_in transcript' -l update -d 'Rewrite what changed'
complete -c esatui -n '__esatui_in transcript' -l record -d 'Write a session down'
complete -c esatui -n '__esatui_in partners' -l port -x -d 'Where they listen'
complete -c esatui -n '__esatui_in ca' -F -a 'root intermediate sign revoke crl list'
complete -c esatui -n '__esatui_in checktls' -l domain -x -d 'The email domain'
complete -c esatui -n '__esatui_in checktls' -l ca -r -F -d 'More trusted certificates'
complete -c esatui -n '__esatui_in checktls' -l json -d 'Print JSON'
complete -c esatui -n '__esatui_in manual' -x \\
    -a '(esatui manual 2>/dev/null | cut -d " " -f 1)'
complete -c esatui -n '__esatui_in completion' -x -a 'bash zsh fish'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
"""The script for each shell."""
