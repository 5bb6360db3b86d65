import type { Command } from 'commander';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { completedCommands } from './tree.js';
import { zshScript } from './zsh.js';

export type Shell = 'bash' | 'zsh' | 'fish';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** A script that completes the commands, options and choices of a program in a shell. */
export function completionScript(shell: Shell, program: Command): string {
  return scripts[shell](program.name(), completedCommands(program));
}
