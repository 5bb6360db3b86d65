import type { Command, Option } from 'commander';

export interface CompletedOption {
  /** `--by`, and the short form where there is one. */
  flags: string[];
  description: string;
  takesValue: boolean;
  choices: readonly string[];
}

/** A command as a shell sees it. */
export interface CompletedCommand {
  /** The words that lead to it, without the program's own name. */
  path: string[];
  commands: { name: string; description: string }[];
  options: CompletedOption[];
  /** What its arguments can be, where that is a closed list. */
  values: string[];
  takesFile: boolean;
}

/** Every command of the tree, the program itself first. */
export function completedCommands(command: Command, path: string[] = []): CompletedCommand[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  const here: CompletedCommand = {
    path,
    commands: subcommands.map((each) => ({ name: each.name(), description: each.summary() || each.description() })),
    options: help.visibleOptions(command).map(completedOption),
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    takesFile: command.registeredArguments.some((argument) => argument.name() === 'file'),
  };
  const below = subcommands.filter((each) => each.name() !== 'help');
  return [here, ...below.flatMap((each) => completedCommands(each, [...path, each.name()]))];
}

function completedOption({ short, long, description, required, optional, argChoices }: Option): CompletedOption {
  return {
    flags: [long, short].filter((flag) => flag !== undefined),
    description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}
