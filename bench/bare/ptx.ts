import type { BatchRequest } from '../../src/client/prepare-batch.js';
import { calendarOf } from '../../src/domain/calendar/bacs-calendar.js';
import { latestCalendarVersion } from '../../src/domain/calendar/holidays.js';
import { paymentDates } from '../../src/domain/calendar/payment-dates.js';
import { formatMinor } from '../../src/domain/money.js';
import { inParallel } from '../rounds.js';

const API = '/payments-service/api';
const PROFILE = '8310';
const PAGE = 500;

export function paymentDate(): string {
  const calendar = calendarOf(latestCalendarVersion);
  return calendar.addProcessingDays(paymentDates(calendar, Date.now(), '21:30').earliest, 1);
}

export function batchOf(key: string, count: number, date: string): BatchRequest {
  return {
    key,
    profileId: PROFILE,
    paymentDate: date,
    submittedBy: 'the measurement',
    instructions: Array.from({ length: count }, (_, index) => ({
      sortCode: '200000',
      accountNumber: String(50_000_000 + index),
      accountName: `PAYEE ${index}`,
      reference: `REF-${String(index).padStart(6, '0')}`,
      amountMinor: 101 + index,
    })),
  };
}

/** The calls that a batch needs, one after the other or so many at once, and nothing else: no marks, no checks, no state. */
export async function createBarePtx(o: { url: string; email: string; password: string; concurrency: number }) {
  const headers = await logIn(o);
  const call = async (path: string, body?: unknown): Promise<{ id?: number; submission?: number }> => {
    const response = await fetch(`${o.url}${API}${path}`, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };

  /** Makes, fills and enters a batch, and reads as many pages of it as ours does; gives the milliseconds. */
  return async (key: string, count: number, date: string, pages: number): Promise<number> => {
    const { instructions } = batchOf(key, count, date);
    const began = performance.now();
    const batch = await call('/bacs/batches', {
      inputMethod: 'manual',
      description: key,
      application: PROFILE,
      paymentDate: `${date}T00:00:00.000`,
      paymentType: 'Bacs',
      submissionSigningMethod: 'SMARTCARD',
    });
    await inParallel(count, o.concurrency, async (index) => {
      const { sortCode, accountNumber, accountName, reference, amountMinor } = instructions[index] ?? ({} as never);
      await call('/bacs/instructions', {
        paymentType: 'Bacs',
        included: true,
        transactionType: '0',
        text: 'STATE TEXT',
        paymentDate: `${date}T00:00:00.000`,
        sortCode,
        accountNumber,
        reference,
        name: accountName,
        batchId: batch.id,
        amount: formatMinor(amountMinor),
      });
    });
    for (let page = 0; page < pages; page += 1) {
      await call('/query/execute', queryOf(batch.id ?? 0, (page * PAGE) % Math.max(count, 1)));
    }
    await call(`/bacs/submissions/${batch.submission}/enter/${PROFILE}`);
    return performance.now() - began;
  };
}

async function logIn({ url, email, password }: { url: string; email: string; password: string }) {
  const handshake = await fetch(`${url}${API}/security/handshake`);
  const cookie = handshake.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const common = { cookie, 'user-agent': 'api-v2.5', 'content-type': 'application/json' };
  const login = await fetch(`${url}${API}/security/login`, {
    method: 'POST',
    headers: { ...common, 'x-csrf': handshake.headers.get('x-csrf') ?? '' },
    body: JSON.stringify({
      loginTokens: [
        { key: 'com.bottomline.security.provider.login.email', value: email },
        { key: 'com.bottomline.security.provider.login.password', value: password },
      ],
      apiVersion: '{"major": "1","minor": "0","patch": "0","build": "0"}',
      purpose: 'cpay-auth',
      tokenLocation: 'HEADER',
    }),
  });
  if (!login.ok) throw new Error(`the login was answered ${login.status}`);
  return {
    ...common,
    'x-csrf': login.headers.get('x-csrf') ?? '',
    'com.bottomline.auth.token': login.headers.get('com.bottomline.auth.token') ?? '',
  };
}

function queryOf(batchId: number, firstResult: number) {
  const field = (name: string, symbol: string, fieldType: string) => ({ name, symbol, fieldType, key: false });
  const entity = 'com.bottomline.cpay.model.bacs.payment.entry';
  return {
    entity: { name: 'Payments', symbol: entity, key: entity },
    criteria: {
      searchCriteria: [
        {
          '@type': 'QueryParameter',
          field: field('batchId', 'com.bottomline.cpay.model.bacs.payment.batchid', 'INTEGER'),
          operator: { symbol: '=' },
          queryValue: { '@type': 'integer', $value: batchId },
        },
      ],
    },
    resultFields: [
      field('Payment Detail', 'com.bottomline.cpay.model.bacs.payment.BacsInstruction', 'OBJECT'),
      field('rowCount', 'com.bottomline.query.count', 'LONG'),
    ],
    resultsPage: { firstResult, maxResults: PAGE },
  };
}
