import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ReportRecord, readBacsReport } from '../../../src/vendors/ptx/bacs-reports.js';

const REPORT = '8556';
const inData = (type: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><BACSDocument><Data><${type}>${content}</${type}></Data></BACSDocument>`;
const hash = (details: string) => createHash('sha256').update(details).digest('hex');

const nothing = {
  transactionCode: null,
  amountMinor: null,
  originalDate: null,
  effectiveDate: null,
  newAccountHash: null,
};
const numbered = (report: string, ...records: Partial<ReportRecord>[]) =>
  records.map((record, index) => ({ ...nothing, report, eventId: `${REPORT}-${index + 1}`, ...record }));

function recordsOf(type: string, xml: string): ReportRecord[] {
  const reading = readBacsReport(REPORT, type, xml);
  if ('whole' in reading) throw new Error(`whole: ${reading.whole}`);
  return reading.records;
}

const ARUDD_ITEM =
  '<ReturnedDebitItem ref="DD-000001 " transCode="17" returnCode="0" returnDescription="REFER TO PAYER" ' +
  'originalProcessingDate="2026-03-02" valueOf="12.50" currency="GBP">' +
  '<PayerAccount number="12345678" sortCode="200000" name="A PAYER" ref="DD-000001"/></ReturnedDebitItem>';
const inArudd = (items: string) =>
  inData(
    'ARUDD',
    '<Header reportType="ARUDD" currentProcessingDate="2026-03-05"/><ServiceLicenseInformation userNumber="100265"/>' +
      '<OriginatingAccountRecords><OriginatingAccountRecord><OriginatingAccount sortCode="200000" number="87654321"/>' +
      `${items}<Totals numberOf="1" valueOf="12.50" currency="GBP"/></OriginatingAccountRecord></OriginatingAccountRecords>`,
  );
const ADVICE =
  'user-number="100265" record-type="A" effective-date="2026-03-04" reference="DD-000002" payer-name="A PAYER" ' +
  'payer-account-number="12345678" payer-sort-code="20-00-00"';
const inAdvices = (type: string, advices: string) => inData(type, `<MessagingAdvices>${advices}</MessagingAdvices>`);

/** An advice of a claim, in the layout of the scheme, about these direct debits. */
const claim = (reference: string, total: string, ...debits: [day: string, amount?: string][]) =>
  `<DDICAdvice><SeqNo>1</SeqNo><SUReference>${reference}</SUReference><PayerName>A PAYER</PayerName><ReasonCode>2</ReasonCode>` +
  `<NoOfAdvices>${debits.length}</NoOfAdvices><TotalAmount>${total}</TotalAmount><DDCollections>${debits
    .map(
      ([day, amount]) =>
        `<DDCollection><DateOfDirectDebit>${day}</DateOfDirectDebit>${amount ? `<Amount>${amount}</Amount>` : ''}</DDCollection>`,
    )
    .join('')}</DDCollections></DDICAdvice>`;

const returned = {
  code: '0',
  reference: 'DD-000001',
  transactionCode: '17',
  amountMinor: 12_50,
  originalDate: '2026-03-02',
};
const advised = { reference: 'DD-000002', effectiveDate: '2026-03-04' };

const LAYOUTS: [what: string, type: string, xml: string, records: Partial<ReportRecord>[]][] = [
  ['ARUDD as the scheme has it', 'ARUDD', inArudd(ARUDD_ITEM), numbered('ARUDD', returned)],
  [
    'a returned debit whose reference stands with the account alone',
    'ARUDD',
    inArudd(ARUDD_ITEM.replace('ref="DD-000001 "', 'ref=""')),
    numbered('ARUDD', returned),
  ],
  [
    'ARUCS as the scheme has it',
    'ARUCS',
    inData('ARUCS', '<R><ReturnedCreditItem ref="DD-000009" transCode="99" returnCode="5" valueOf="1200"/></R>'),
    numbered('ARUCS', { code: '5', reference: 'DD-000009', transactionCode: '99', amountMinor: 1_200_00 }),
  ],
  ...['ADDACS', 'AUDDIS', 'AWACS'].map((type): (typeof LAYOUTS)[number] => [
    `${type} as the scheme has it`,
    type,
    inAdvices(type, `<MessagingAdvice ${ADVICE} reason-code="1"/><MessagingAdvice ${ADVICE} reason-code="b"/>`),
    numbered(type, { ...advised, code: '1' }, { ...advised, code: 'B' }),
  ]),
  [
    'new details of the payer, as a hash alone',
    'ADDACS',
    inAdvices(
      'ADDACS',
      `<MessagingAdvice ${ADVICE} reason-code="3" payer-new-sort-code="30-00-00" payer-new-account-number="1234567"/>`,
    ),
    numbered('ADDACS', { ...advised, code: '3', newAccountHash: hash('300000/01234567') }),
  ],
  [
    'a new sort code alone: the account keeps its number',
    'ADDACS',
    inAdvices(
      'ADDACS',
      `<MessagingAdvice ${ADVICE} reason-code="C" payer-new-sort-code="300000" payer-new-account-number="00000000"/>`,
    ),
    numbered('ADDACS', { ...advised, code: 'C', newAccountHash: hash('300000/12345678') }),
  ],
  [
    'new details that are none',
    'ADDACS',
    inAdvices(
      'ADDACS',
      `<MessagingAdvice ${ADVICE} reason-code="3" payer-new-sort-code="000000" payer-new-account-number="00000000"/>`,
    ),
    numbered('ADDACS', { ...advised, code: '3' }),
  ],
  [
    'DDICA in a flat list',
    'DDICA',
    inData(
      'DDICA',
      '<NewAdvices reference="DD-000003" reason-code="1" amount="8.00" original-processing-date="02/03/2026"/>' +
        '<NewAdvices reference="DD-000004" reason-code="5" amount="9" original-processing-date="20260302"/>',
    ),
    numbered(
      'DDICA',
      { code: '1', reference: 'DD-000003', amountMinor: 8_00, originalDate: '2026-03-02' },
      { code: '5', reference: 'DD-000004', amountMinor: 9_00, originalDate: '2026-03-02' },
    ),
  ],
  [
    'DDICA whose advices are elements of elements',
    'DDICA',
    inData(
      'DDICA',
      '<NewAdvices><DDICAdvice><Reference>DD-000003</Reference><ReasonCode> 1 </ReasonCode></DDICAdvice>' +
        '<DDICAdvice><Reference><![CDATA[DD&000004]]></Reference><ReasonCode>2</ReasonCode></DDICAdvice></NewAdvices>',
    ),
    numbered('DDICA', { code: '1', reference: 'DD-000003' }, { code: '2', reference: 'DD&000004' }),
  ],
  [
    'DDICA as the scheme has it: the amount and the day of the direct debit that is claimed',
    'DDICA',
    inData(
      'DDICA',
      `<NewAdvices>${claim('DD-000003', '12.50', ['2026-04-01', '12.50'])}${claim('DD-000004', '8.00')}</NewAdvices>`,
    ),
    numbered(
      'DDICA',
      { code: '2', reference: 'DD-000003', amountMinor: 12_50, originalDate: '2026-04-01' },
      { code: '2', reference: 'DD-000004', amountMinor: 8_00 },
    ),
  ],
  [
    'an advice about several collections is a record for each of them, without its total',
    'DDICA',
    inData(
      'DDICA',
      claim('DD-000003', '20.50', ['2026-03-02', '8.00'], ['2026-04-01', '12.50'], ['2026-05-01']) +
        claim('DD-000004', '9.00', ['2026-03-02']),
    ),
    numbered(
      'DDICA',
      { code: '2', reference: 'DD-000003', amountMinor: 8_00, originalDate: '2026-03-02' },
      { code: '2', reference: 'DD-000003', amountMinor: 12_50, originalDate: '2026-04-01' },
      { code: '2', reference: 'DD-000003', originalDate: '2026-05-01' },
      { code: '2', reference: 'DD-000004', amountMinor: 9_00, originalDate: '2026-03-02' },
    ),
  ],
  [
    'a claim of several collections: what it says in two ways it does not say',
    'DDICA',
    inData(
      'DDICA',
      '<Claim reference="DD-000003" reason-code="2"><Debit><PaymentDate>2026-03-02</PaymentDate></Debit><Amount>8.00</Amount>' +
        '<Amount>9.00</Amount></Claim>',
    ),
    numbered('DDICA', { code: '2', reference: 'DD-000003' }),
  ],
  [
    'names with prefixes, in capitals and with other separators, at another depth',
    'ADDACS',
    '<b:Out xmlns:b="urn:b"><b:In><b:MESSAGING_ADVICE b:REFERENCE="DD-000002" b:Reason_Code="R" EFFECTIVEDATE="2026-03-04T00:00:00"/></b:In></b:Out>',
    numbered('ADDACS', { ...advised, code: 'R' }),
  ],
  [
    'the five entities and characters by number, once',
    'ADDACS',
    inAdvices('ADDACS', '<MessagingAdvice reference="A&amp;B&#47;C&#x26;amp;D" reason-code="1"/>'),
    numbered('ADDACS', { code: '1', reference: 'A&B/C&amp;D' }),
  ],
  [
    'values that are none are not said',
    'ARUDD',
    inData(
      'ARUDD',
      `<ReturnedDebitItem ref="${'X'.repeat(101)}" returnCode="0" transCode="SEVENTEEN" valueOf="-1.00" originalProcessingDate="2026-02-30"/>`,
    ),
    numbered('ARUDD', { code: '0', reference: null }),
  ],
  [
    'a record without a code, or with one that is none, among others',
    'AUDDIS',
    inAdvices(
      'AUDDIS',
      `<MessagingAdvice ${ADVICE}/><MessagingAdvice ${ADVICE} reason-code="2"/><MessagingAdvice ${ADVICE} reason-code="deceased"/>`,
    ),
    numbered('AUDDIS', { ...advised, code: null }, { ...advised, code: '2' }, { ...advised, code: null }),
  ],
  [
    'records that only their content tells, of which one lacks its code',
    'DDICA',
    inData('DDICA', '<Row reference="DD-000003" code="1"/><Row reference="DD-000004"/><Total rows="2"/>'),
    numbered('DDICA', { code: '1', reference: 'DD-000003' }, { code: null, reference: 'DD-000004' }),
  ],
];

test.each(LAYOUTS)('%s', (_, type, xml, expected) => {
  expect(recordsOf(type, xml)).toEqual(expected);
});

test('nothing of a payer’s name or account is in what is read', () => {
  const advice = `<MessagingAdvice ${ADVICE} reason-code="3" payer-new-sort-code="300000" payer-new-account-number="87654321"/>`;
  const read = JSON.stringify([
    recordsOf('ADDACS', inAdvices('ADDACS', advice)),
    recordsOf('ARUDD', inArudd(ARUDD_ITEM)),
  ]);
  expect(read).not.toMatch(/A PAYER|12345678|87654321|200000|300000/);
});

test.each([
  ['no record at all', inData('ADDACS', '<Header report-type="ADDACS"/>'), 'has no record with a reason code'],
  [
    'no code in any record',
    inAdvices('ADDACS', `<MessagingAdvice ${ADVICE}/>`),
    'has no reason code in any of its records',
  ],
])('a report with %s is for a person, whole', (_, xml, whole) => {
  expect(readBacsReport(REPORT, 'ADDACS', xml)).toEqual({ whole, uncoded: true });
});

const ITEM = '<MessagingAdvice reference="DD-000002" reason-code="1"/>';
const BOMB =
  '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' +
  inAdvices('ADDACS', ITEM.replace('DD-000002', '&b;')).slice(38);

test.each([
  ['that is cut off', inAdvices('ADDACS', ITEM).slice(0, -40)],
  ['whose elements cross', '<a><b></a></b>'],
  ['with two roots', `${ITEM}${ITEM}`],
  ['with a quote that never ends', '<a reference="x></a>'],
  ['that is no XML', 'reference,reason code'],
  ['that is empty', ''],
  ['of entities that expand', BOMB],
  ['with a file of this machine in it', `<!doctype a SYSTEM "file:///etc/hostname"><a>${ITEM}</a>`],
  ['nested a thousand deep', `${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}`],
  ['of more than forty million characters', `<a>${' '.repeat(40_000_000)}</a>`],
])('a document %s is for a person, whole, and its words are not repeated', (_, xml) => {
  const reading = readBacsReport(REPORT, 'ADDACS', xml);
  expect(reading).toEqual({ whole: expect.stringMatching(/^(is|declares) /), uncoded: false });
  expect(JSON.stringify(reading)).not.toMatch(/DD-000002|reference|hostname/);
});

test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'prototype'])(
  'a name like %s means nothing but itself',
  (name) => {
    const xml = inAdvices(
      'ADDACS',
      `<Header ${name}="1"/><MessagingAdvice ${name}="7.00" reference="DD-000002" reason-code="1"/>`,
    );
    const amountMinor = name === 'valueOf' ? 7_00 : null;
    expect(recordsOf('ADDACS', xml)).toEqual(numbered('ADDACS', { code: '1', reference: 'DD-000002', amountMinor }));
  },
);

const SAYS: Readonly<Record<string, string>> = {
  reference: 'DD-000002',
  'reason-code': 'D',
  'effective-date': '2026-03-04',
  'payer-new-sort-code': '300000',
  'payer-new-account-number': '87654321',
  'trans-code': '17',
  amount: '12.34',
};
const MEANS = numbered('ADDACS', {
  ...advised,
  code: 'D',
  transactionCode: '17',
  amountMinor: 12_34,
  newAccountHash: hash('300000/87654321'),
});

test('neither the order nor the spelling of names, nor whether they are attributes, changes what is read', () => {
  const spelling = fc.record({
    separator: fc.constantFrom('-', '_', ''),
    capitals: fc.boolean(),
    isElement: fc.boolean(),
    spaces: fc.constantFrom('', ' ', '\n\t'),
  });
  const layout = fc
    .shuffledSubarray(Object.entries(SAYS), { minLength: Object.keys(SAYS).length })
    .chain((fields) => fc.tuple(fc.constant(fields), fc.array(spelling, { minLength: 7, maxLength: 7 })));
  fc.assert(
    fc.property(layout, ([fields, spellings]) => {
      const said = fields.map(([name, value], index) => {
        const { separator = '-', capitals = false, isElement = false, spaces = '' } = spellings[index] ?? {};
        const joined = name.replaceAll('-', separator);
        return { name: capitals ? joined.toUpperCase() : joined, value: `${spaces}${value}${spaces}`, isElement };
      });
      const attributes = said.filter(({ isElement }) => !isElement).map(({ name, value }) => ` ${name}="${value}"`);
      const elements = said
        .filter(({ isElement }) => isElement)
        .map(({ name, value }) => `<${name}>${value}</${name}>`);
      const xml = inAdvices('ADDACS', `<MessagingAdvice${attributes.join('')}>${elements.join('')}</MessagingAdvice>`);
      expect(recordsOf('ADDACS', xml)).toEqual(MEANS);
    }),
  );
});

test('whatever comes in, it is read or it is for a person', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<a/>',
    ITEM,
    '<',
    '>',
    '&amp;',
    '&',
    '"',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    'x',
    '<?x ?>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const reading = readBacsReport(REPORT, 'ADDACS', pieces.join(''));
      if ('records' in reading) expect(reading.records.length).toBeGreaterThan(0);
      else expect(reading.whole).toMatch(/^(is|has|declares) /);
    }),
  );
});
