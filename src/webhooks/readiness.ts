import type { Client } from '@temporalio/client';

const FRESH_MS = 1000;
const ANSWER_WITHIN_MS = 2000;

/**
 * Makes the question whether Temporal answers and has our namespace. An answer counts for a second, and any number of
 * callers share one question.
 */
export function createReadiness(client: Client): () => Promise<boolean> {
  let asked: { at: number; answer: Promise<boolean> } | undefined;

  const ask = async (): Promise<boolean> => {
    const { namespace } = client.options;
    try {
      await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        client.connection.workflowService.describeNamespace({ namespace }),
      );
      return true;
    } catch {
      return false; // Whatever went wrong, events cannot be handed over now.
    }
  };

  return () => {
    if (!asked || Date.now() - asked.at > FRESH_MS) asked = { at: Date.now(), answer: ask() };
    return asked.answer;
  };
}
