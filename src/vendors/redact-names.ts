const HIDDEN = '…';

/** Words that a vendor's refusals are made of, and that begin with a capital at least sometimes. No one's name, if possible. */
const WORDS = new Set(
  `a access account accounts action active address after alternative already alt amount an and any api applied arudd addacs auddis
  awacs bacs bad before begin below between bottomline by calendar cancel cancellation cancelled canceled cannot change changed
  channel characters check closed code collection collections comments conflict contact contacts correspondence could count create
  created credit currency current data database date dates ddica ddm debit delete deleted denied destination details digits direct
  document does draft due duplicate duplicated each earliest email emailed empty end entity error errors every exceeds exception
  existing exists expected expired failed failure field fields file first for forbidden format found frequency from future gateway
  gbp has have http https id identifier ids if illegal immediate in incorrect instruction instructions insufficient internal invalid
  is it its json key last latest least length letter letters limit list location malformed mandate mandates maximum message method
  minimum missing more most must next no non none not notice null number object occurrences of off on once one only operation or
  originator other out page parameter parameters past path payee payer payment payments pending period permission permissions permitted
  plan plans please pre present previous printed processing profile profiles property ptx queried query reason record records reference
  references rejected rejection report reports request requested required resource resources response restricted result retry returned
  row rows schedule schema search see server service session setting should since some sort source start state status string submission
  success such suspend suspended system temporarily template text than that the there these they this time timed timeout title to
  token too transaction transactions try type types unable unauthorised unauthorized unavailable unexpected unknown unprocessable
  unsupported until update updated url user users valid validated validation value values version was we were when where which while
  with within without working wrong xml you your`.split(/\s+/),
);

/** Of a program: an exception, a type, a constant. */
const OF_PROGRAMS = /(?:Exception|Error|PaymentPlan|DTO)$|^[A-Z]+(?:_[A-Z]+)+$/;
const TOKEN = /[\p{L}\p{M}\p{N}_'’-]+/gu;
/** Capitals, and letters of scripts that have none. */
const BEGINS_LIKE_A_NAME = /^['’-]*[\p{Lu}\p{Lt}\p{Lo}]/u;
const TITLED = /(?<![\p{L}\p{N}])(mrs?|miss|mx|dr|prof|sir)\.? +[\p{L}'’-]+(?: +[\p{L}'’-]+)?/giu;
const LONG_NUMBER = /\d{8,}/g;
const SEVERAL = new RegExp(`${HIDDEN}(?:[ ,./&-]*${HIDDEN})+`, 'g');

/**
 * A text about a person whom nobody named to us, so that we cannot know the name: every word with a capital goes, unless it is
 * one of those that refusals are made of, and every number as long as that of an account. A name in small letters stays.
 */
export function hideNames(text: string): string {
  return text
    .replace(TITLED, `$1 ${HIDDEN}`)
    .replace(LONG_NUMBER, HIDDEN)
    .replace(TOKEN, (token) => (isLikeAName(token) ? HIDDEN : token))
    .replace(SEVERAL, HIDDEN);
}

function isLikeAName(token: string): boolean {
  if (!BEGINS_LIKE_A_NAME.test(token) || /\d/.test(token) || OF_PROGRAMS.test(token)) return false;
  const words = token.replace(/['’]s$/i, '').split('-');
  return !words.every((word) => word === '' || WORDS.has(word.toLowerCase()));
}
