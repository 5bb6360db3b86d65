/** The vendor spells a word in two ways: `CountDown` and `Countdown`, `Canceled` and `Cancelled`. */
const fold = (word: string) => word.toLowerCase().replace('cancelled', 'canceled');

/** Gives a documented word its one spelling, and leaves any other as it is. */
const spelling = (words: readonly string[]) => {
  const byFold = new Map(words.map((word) => [fold(word), word]));
  return (said: string): string => byFold.get(fold(said)) ?? said;
};

/** `Status` of a bill or mandate. Source: Bills; outside it documents/glossary.md. */
export const toBillStatus = spelling([
  ...['Open', 'CountDown', 'Pending', 'Done', 'Paid', 'Expired', 'Canceled'],
  ...['ToMandate', 'Mandated', 'Revoked', 'Withdrawn'],
]);

/** `Status` of a message. Source: outside, documents/glossary.md. */
export const toCommunicationStatus = spelling(['Pending', 'InProgress', 'Failed', 'Sent', 'Cancelled']);

/** The events of a record that a webhook can tell; the last two are not documented as webhooks. */
export const recordEvents = [
  ...(['CreationSucceeded', 'CreationFailed', 'Paid', 'Bounced'] as const),
  ...(['Expired', 'Canceled'] as const),
] as const;

/** The events of a bulk request that a webhook can tell. */
export const bulkEvents = ['ProcessingCompleted', 'CreationFailed'] as const;

/** `STATUS` of a creation and of webhooks. Source: Bills, "Creating a large amount of bills"; outside documents/webhooks.md. */
export const toCreationStatus = spelling(['Processing', ...bulkEvents, ...recordEvents]);
