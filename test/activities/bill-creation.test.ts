import { expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createBillActivities } from '../../src/activities/bills.js';
import { createAccepteasyClient } from '../../src/vendors/accepteasy/client.js';
import { json, startVendor } from '../support/vendor-server.js';

const ATID = 'b0a1f1c2-0000-4000-8000-000000000001';

test('a queued bill is asked after again in 2 s, then ever more rarely, and once a minute at the least', async () => {
  const vendor = await startVendor(json({ ATID, STATUS: 'Processing' }));
  const accepteasy = createAccepteasyClient({
    url: vendor.origin,
    username: 'account',
    password: 'key-of-the-tests',
    timeoutMs: 1_000,
  });
  const { awaitBillCreation } = createBillActivities({ accepteasy });
  const pauses: number[] = [];
  for (const attempt of [1, 2, 3, 4, 5, 6, 7, 50]) {
    const failure = await new MockActivityEnvironment({ attempt })
      .run(awaitBillCreation, { atid: ATID })
      .catch((error: unknown) => error);
    if (!(failure instanceof ApplicationFailure)) throw failure;
    expect(failure.nonRetryable).toBe(false);
    pauses.push(Number(failure.nextRetryDelay));
  }
  expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});
