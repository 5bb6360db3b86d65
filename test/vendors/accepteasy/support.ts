import { createAccepteasyClient, type NewBill } from '../../../src/vendors/accepteasy/client.js';
import { type Respond, startVendor } from '../../support/vendor-server.js';
import { samples } from './samples.js';

/** A client of a small server that answers as told. */
export async function startClient(respond: Respond) {
  const vendor = await startVendor(respond);
  const config = { url: vendor.origin, username: 'account', password: 'secret-key', timeoutMs: 5_000 };
  /** What came in: method and address, and the bodies. */
  const asked = () => vendor.received.map(({ method, url }) => `${method} ${url}`);
  const bodies = () => vendor.received.map(({ text: body }) => (body === '' ? undefined : JSON.parse(body)));
  return { client: createAccepteasyClient(config), received: vendor.received, asked, bodies };
}

/** Answers in turn, the last for ever. */
export const inTurn = (...responds: Respond[]): Respond => {
  let turn = 0;
  return (response, request) => {
    responds[Math.min(turn, responds.length - 1)]?.(response, request);
    turn += 1;
  };
};

/** The page's bill, under a key of ours. */
export const bill: NewBill = {
  srrid: 'B-1',
  paymentReference: '123456',
  description: 'Payment from Chat',
  amountMinor: 12_99,
  expiresAt: '2018-04-01T11:00:00.500+02:00',
};

/** How the page's answer reads. */
export const reading = {
  atid: samples.ID,
  srrid: 'r180205114728321',
  templateId: '4a5c25a1-787a-439c-9089-2b78914be777',
  paymentReference: '123456',
  amountMinor: 12_99,
  description: 'Payment from Chat',
  expiresAt: '2018-04-01T09:00:00.000Z',
  status: 'Open',
  transactionUrl: samples.PAY_URL,
  shortUrl: samples.SHORT_URL,
  events: [],
};
