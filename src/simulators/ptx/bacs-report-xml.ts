import type { BacsRecord } from './control-types.js';

interface ReportFacts {
  type: string;
  reportId: number;
  /** YYYY-MM-DD. */
  day: string;
  records: readonly BacsRecord[];
}

/** Where a type's records stand: the elements around them, and the name of one. Source: the scheme's published layouts. */
const LAYOUTS: Readonly<Record<string, { path: readonly string[]; record: string }>> = {
  ARUDD: { path: ['ARUDD', 'OriginatingAccountRecords', 'OriginatingAccountRecord'], record: 'ReturnedDebitItem' },
  ARUCS: { path: ['ARUCS', 'OriginatingAccountRecords', 'OriginatingAccountRecord'], record: 'ReturnedCreditItem' },
  ADDACS: { path: ['ADDACS', 'MessagingAdvices'], record: 'MessagingAdvice' },
  AUDDIS: { path: ['AUDDIS', 'MessagingAdvices'], record: 'MessagingAdvice' },
  AWACS: { path: ['AWACS', 'MessagingAdvices'], record: 'MessagingAdvice' },
  DDICA: { path: ['DDICA'], record: 'NewAdvices' },
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

function element(name: string, record: BacsRecord): string {
  let attributes = '';
  let children = '';
  for (const [key, value] of Object.entries(record)) {
    if (typeof value === 'string') attributes += ` ${key}="${escapeXml(value)}"`;
    else children += element(key, value);
  }
  return children === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${children}</${name}>`;
}

/** A report in the layout of its type; a type without a known one has its records as `Record`. */
export function toReportXml({ type, reportId, day, records }: ReportFacts): string {
  const { path, record } = LAYOUTS[type] ?? { path: [type.replace(/[^A-Za-z]/g, '')], record: 'Record' };
  const header = element('Header', {
    'report-type': type,
    'report-number': String(reportId),
    'current-processing-date': day,
  });
  const [root = type, ...inner] = path;
  const items = records.map((each) => element(record, each)).join('');
  const wrapped = inner.reduceRight((content, name) => `<${name}>${content}</${name}>`, items);
  return `<?xml version="1.0" encoding="UTF-8"?><BACSDocument><Data><${root}>${header}${wrapped}</${root}></Data></BACSDocument>`;
}
