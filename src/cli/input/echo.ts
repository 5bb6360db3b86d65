const LONGEST = 60;

/** A value of a file as a fault line shows it: in quotes, on one line whatever is in it, and not longer than helps. */
export function echo(value: string): string {
  const characters = [...value];
  const shown = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : value;
  // Control characters, and those that turn the direction of writing, could make a terminal show something else.
  return JSON.stringify(shown).replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
