import type { CompletedCommand } from './tree.js';
import { nextWords, pathKey, quoted, valueWords } from './words.js';

/** For zsh with its completion system loaded (`compinit`). */
export function zshScript(name: string, commands: readonly CompletedCommand[]): string {
  const paths = commands.map(pathKey).filter((path) => path !== '');
  // A colon ends the word in what _describe takes.
  const described = ([word, about]: readonly [string, string]) => quoted(`${word.replaceAll(':', '\\:')}:${about}`);
  return `#compdef ${name}
# completion of ${name} for zsh
_${name}() {
  local current_path='' word
  local -a candidates
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$current_path/$word" in
      ${paths.join('|')}) current_path="$current_path/$word" ;;
    esac
  done
  case "$current_path|\${words[CURRENT-1]}" in
${valueWords(commands)
  .map(
    ([key, choices]) =>
      `    ${quoted(key)}) ${choices.length === 0 ? '_default' : `compadd -- ${choices.map(quoted).join(' ')}`}; return ;;`,
  )
  .join('\n')}
  esac
  case "$current_path" in
${commands
  .map((command) => {
    const words = `candidates=(${nextWords(command).map(described).join(' ')})`;
    return `    ${quoted(pathKey(command))}) ${words}${command.takesFile ? '; _files' : ''} ;;`;
  })
  .join('\n')}
  esac
  _describe -t commands ${name} candidates
}
compdef _${name} ${name}
`;
}
