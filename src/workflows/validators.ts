import { type Resolution, resolutions } from './messages.js';

// What the validators of all updates share. They only read, and throw to refuse: the message is what the caller is shown.

const TEXT_LIMIT = 500;

export function refuse(reason: string): never {
  throw new Error(reason);
}

export function who(by: unknown): void {
  if (!isText(by)) refuse(`by: say who, in at most ${TEXT_LIMIT} characters`);
}

export function words(by: unknown, why: unknown): void {
  who(by);
  if (!isText(why)) refuse(`why: say why, in at most ${TEXT_LIMIT} characters`);
}

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_LIMIT;
}

export function resolution({ as, by, why }: Resolution): void {
  if (!resolutions.includes(as)) refuse(`as: is none of ${resolutions.join(', ')}`);
  words(by, why);
}
