import type { CompletedCommand } from './tree.js';
import { nextWords, pathKey, quoted, valueWords } from './words.js';

/** For bash 3.2 and later, so that it works on macOS too. */
export function bashScript(name: string, commands: readonly CompletedCommand[]): string {
  const paths = commands.map(pathKey).filter((path) => path !== '');
  const list = (words: readonly string[]) => quoted(words.join(' '));
  return `# completion of ${name} for bash
_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path='' words='' files='' at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$path/\${COMP_WORDS[at]}" in
      ${paths.join('|')}) path="$path/\${COMP_WORDS[at]}" ;;
    esac
  done
  case "$path|$previous" in
${valueWords(commands)
  .map(([key, choices]) => `    ${quoted(key)}) COMPREPLY=($(compgen -W ${list(choices)} -- "$current")); return ;;`)
  .join('\n')}
  esac
  case "$path" in
${commands
  .map((command) => {
    const words = `words=${list(nextWords(command).map(([word]) => word))}`;
    return `    ${quoted(pathKey(command))}) ${words}${command.takesFile ? ' files=1' : ''} ;;`;
  })
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}
complete -F _${name} ${name}
`;
}
