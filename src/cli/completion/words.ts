import type { CompletedCommand } from './tree.js';

/** How the scripts name a command while they walk the words: `/parked/list`, empty for the program itself. */
export const pathKey = ({ path }: CompletedCommand): string => path.map((word) => `/${word}`).join('');

/** What can stand behind an option that takes a value, by `command|option`; empty where anything can. */
export function valueWords(
  commands: readonly CompletedCommand[],
): (readonly [key: string, choices: readonly string[]])[] {
  return commands.flatMap((command) =>
    command.options
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ flags, choices }) => flags.map((flag) => [`${pathKey(command)}|${flag}`, choices] as const)),
  );
}

/** Everything that can stand next in a command, with what it is. */
export function nextWords({ commands, values, options }: CompletedCommand): (readonly [word: string, about: string])[] {
  return [
    ...commands.map(({ name, description }) => [name, description] as const),
    ...values.map((value) => [value, ''] as const),
    ...options.flatMap(({ flags, description }) => flags.map((flag) => [flag, description] as const)),
  ];
}

/** Single-quoted for a shell of the Bourne family. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
