import type { MandateRequest } from '../../src/client/index.js';

/** 12.50 a month from an invented account, by letters that go by mail. */
export function aMandate(reference: string, more: Partial<MandateRequest> = {}): MandateRequest {
  return {
    reference,
    profile: '4826',
    contact: {
      reference: `C-${reference}`,
      title: 'Ms',
      firstName: 'Anna',
      lastName: 'Example',
      email: 'payer@example.com',
    },
    account: { sortCode: '20-00-00', accountNumber: '55779911', accountName: 'Anna Example' },
    plan: { amount: gbp(12_50), frequency: 'monthly', start: '2027-01-15' },
    ...more,
  };
}

export const gbp = (minor: number) => ({ minor, currency: 'GBP' });
