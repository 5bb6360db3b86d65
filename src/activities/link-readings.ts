import type { KnownLink, LinkReading } from '../domain/case.js';
import type { AlphacommClient, PayLink } from '../vendors/alphacomm/client.js';

/** Which PayLinks are a case's: those its scripts made for its reference, and those whose id it knows. */
export interface Look {
  reference: string;
  scripts: string[];
  linkIds: string[];
}

/** What a case has asked and booked so far, in minor units: by it a reading tells what is new. */
export interface LinkAccount {
  known: KnownLink[];
  asked: Record<string, number>;
  ownMinor: number;
  owedMinor: number;
}

/** Reads a case's PayLinks. The reference alone is not enough: another script may use the same one for another debt. */
export async function readLinks(alphacomm: AlphacommClient, look: Look, signal?: AbortSignal): Promise<LinkReading[]> {
  const made = look.scripts.length > 0 ? await alphacomm.findPayLinksByReference(look.reference, signal) : [];
  const links = made.filter(({ attributes }) => look.scripts.includes(attributes.script ?? ''));
  for (const id of look.linkIds) {
    if (links.some((link) => link.id === id)) continue;
    const link = await alphacomm.findPayLink(id, signal);
    if (link && !links.some((read) => read.id === link.id)) links.push(link);
  }
  return links.map(toReading);
}

export function toReading({ id, status, amountPaidMinor, attributes, shortUrl, updatedAt }: PayLink): LinkReading {
  return {
    id,
    status,
    ...(amountPaidMinor === undefined ? {} : { amountPaidMinor }),
    ...(attributes.script === undefined ? {} : { script: attributes.script }),
    ...(shortUrl === undefined ? {} : { shortUrl }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
  };
}
