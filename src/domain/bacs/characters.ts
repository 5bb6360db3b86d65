const LEGAL = /^[A-Z0-9.&/ -]*$/;
const COMBINING_MARK = /[\u0300-\u036F]/;

/** What Bacs carries, as the end of a sentence about what it does not. Source: Bacs Standard 18, character set. */
export const bacsCharacters = 'letters, digits, space and . & / -';

// Letters that are no base letter with an accent to Unicode; in capitals, since folding comes after those.
const LETTERS: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Ł: 'L',
  Đ: 'D',
  Ð: 'D',
  Þ: 'TH',
  Ħ: 'H',
  Ŧ: 'T',
  Ŋ: 'N',
  Ĳ: 'IJ',
  ẞ: 'SS',
};

/**
 * A text as Bacs carries it: capitals without accents, no spaces at the ends. `illegal` are the characters that it does
 * not carry at all, each once and as they were written: they are for refusing, since a replacement could make two
 * references one. `text` can only be used where there are none.
 */
export function foldForBacs(text: string): { text: string; illegal: string[] } {
  const trimmed = text.trim();
  const capitals = trimmed.toUpperCase();
  if (LEGAL.test(capitals)) return { text: capitals, illegal: [] };
  const illegal = new Set<string>();
  let folded = '';
  for (const character of trimmed.normalize('NFC')) {
    const plain = plainCharacters(character);
    if (LEGAL.test(plain)) folded += plain;
    // An accent that has no letter of its own with this base stays behind as a character.
    else if (!COMBINING_MARK.test(character) || !/[A-Z]$/.test(folded)) illegal.add(character);
  }
  return { text: folded, illegal: [...illegal] };
}

function plainCharacters(character: string): string {
  return [...character.toUpperCase().normalize('NFD')]
    .map((part, index) => (index > 0 && COMBINING_MARK.test(part) ? '' : (LETTERS[part] ?? part)))
    .join('');
}

/** Characters as a line shows them: `#, ’ (U+2019)`; one that is not seen is told by its number alone. */
export function nameCharacters(characters: readonly string[]): string {
  return characters
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code > 0x20 && code < 0x7f) return character;
      const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `${character} (${number})` : number;
    })
    .join(', ');
}
