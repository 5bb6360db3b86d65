import { XMLParser } from 'fast-xml-parser';

/** An element of a report. Names are in small letters, without prefix and separators: their spelling does not matter. */
export interface ReportElement {
  name: string;
  attributes: readonly (readonly [name: string, value: string])[];
  /** What stands in it beside its children, without spaces around. */
  text: string;
  children: readonly ReportElement[];
}

/** The document cannot be read. `message` ends a sentence that begins with the report, and shows nothing of what is in it. */
export class UnreadableReport extends Error {
  override readonly name = 'UnreadableReport';
}

/** About as many as a report of a hundred thousand returned collections has. */
const MOST_CHARACTERS = 40_000_000;

const ATTRIBUTES = ':@';
const TEXT = '#text';
const CDATA = '#cdata';
const HIDDEN_PREFIX = '@_';

// Entities are ours to decode: five of them, and characters by their number. Values stay text: an account begins with 0.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: HIDDEN_PREFIX, // Bare, a name like `valueOf` would be taken for one of JavaScript's own.
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
  jPath: false,
});

/**
 * Reads a report that came from outside as a tree, in the order of the document. Throws `UnreadableReport` for what is no
 * well-formed XML, too large or too deep, and for a document type: nothing that it declares is expanded or fetched.
 */
export function parseReportXml(xml: string): ReportElement {
  if (xml.length > MOST_CHARACTERS) throw new UnreadableReport(`is longer than ${MOST_CHARACTERS} characters`);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new UnreadableReport('declares a document type, and could expand by it');
  const [root, ...more] = parsed(xml).flatMap((node) => elementOf(node) ?? []);
  if (root === undefined || more.length > 0) throw new UnreadableReport('is not one XML document');
  return root;
}

type Node = Readonly<Record<string, unknown>>;

function parsed(xml: string): Node[] {
  try {
    // The second argument has it checked that all that is opened is closed; the tree alone would forgive.
    return parser.parse(xml, true) as Node[];
  } catch {
    throw new UnreadableReport('is not well-formed XML, or is nested too deep'); // The parser's words quote the document.
  }
}

function elementOf(node: Node): ReportElement | undefined {
  const tag = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (tag === undefined || tag === TEXT || tag === CDATA) return undefined;
  const within = node[tag] as Node[];
  const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, string>);
  return {
    name: bare(tag),
    attributes: attributes.map(([name, value]) => [bare(name.slice(HIDDEN_PREFIX.length)), decoded(value).trim()]),
    text: within.map(textOf).join('').trim(),
    children: within.flatMap((child) => elementOf(child) ?? []),
  };
}

function textOf(node: Node): string {
  if (TEXT in node) return decoded(String(node[TEXT]));
  if (!(CDATA in node)) return '';
  return (node[CDATA] as Node[]).map((part) => String(part[TEXT] ?? '')).join('');
}

function bare(name: string): string {
  return name
    .slice(name.indexOf(':') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** In one pass, so that nothing is decoded twice. What is none of the five stays as it stands. */
function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (all, name, decimal, hex) => {
    if (name !== undefined) return ENTITIES[name] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : all;
  });
}
