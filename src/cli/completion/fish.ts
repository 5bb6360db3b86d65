import type { CompletedCommand } from './tree.js';
import { nextWords, pathKey, valueWords } from './words.js';

/** For fish 3 and later. */
export function fishScript(name: string, commands: readonly CompletedCommand[]): string {
  const paths = commands.map(pathKey).filter((path) => path !== '');
  const withValue = valueWords(commands).map(([key]) => key);
  const lines = [
    `# completion of ${name} for fish`,
    `function __${name}_path`,
    '  set -l path',
    '  for word in (commandline -opc)[2..-1]',
    `    if contains -- "$path/$word" ${paths.map(quotedForFish).join(' ')}`,
    '      set path "$path/$word"',
    '    end',
    '  end',
    '  echo "$path"',
    'end',
    `function __${name}_at`,
    `  set -l here (__${name}_path)`,
    '  test "$here" = "$argv[1]"',
    `  and not contains -- "$here|"(commandline -opc)[-1] ${withValue.map(quotedForFish).join(' ')}`,
    'end',
    `function __${name}_value`,
    `  test (__${name}_path)"|"(commandline -opc)[-1] = "$argv[1]"`,
    'end',
    `complete -c ${name} -f`,
  ];
  for (const command of commands) {
    const here = `-n ${quotedForFish(`__${name}_at "${pathKey(command)}"`)}`;
    for (const [word, about] of nextWords(command)) {
      lines.push(`complete -c ${name} ${here} -a ${quotedForFish(word)} -d ${quotedForFish(about)}`);
    }
    if (command.takesFile) lines.push(`complete -c ${name} ${here} -F`);
  }
  for (const [key, choices] of valueWords(commands)) {
    if (choices.length > 0) {
      lines.push(
        `complete -c ${name} -n ${quotedForFish(`__${name}_value "${key}"`)} -a ${quotedForFish(choices.join(' '))}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

const quotedForFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
