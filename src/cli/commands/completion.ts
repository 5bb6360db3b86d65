import type { Command } from 'commander';
import { acting, type Context } from '../context.js';
import { withHelp } from '../help.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function defineCompletion(program: Command, context: Context): void {
  const command = program
    .command('completion')
    .summary('print a script that completes commands and options in your shell')
    .description('Prints the script; how to load it stands below.')
    .addArgument(program.createArgument('<shell>', 'your shell').choices(SHELLS))
    .action(
      acting(context, async (shell: (typeof SHELLS)[number]) => {
        const { completionScript } = await import('../completion/script.js');
        context.io.out.write(completionScript(shell, program));
      }),
    );
  withHelp(command, {
    examples: [
      ['bash, in ~/.bashrc', 'eval "$(incasso completion bash)"'],
      ['zsh, in ~/.zshrc after compinit', 'eval "$(incasso completion zsh)"'],
      ['fish, once', 'incasso completion fish > ~/.config/fish/completions/incasso.fish'],
    ],
  });
}
