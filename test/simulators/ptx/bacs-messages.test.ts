import { describe, expect, test } from '@jest/globals';
import { API, effectsOf, startPtxRig } from './support.js';

const REPORTS = [
  [
    'ARUDD',
    { ref: 'REF-1', returnCode: '0', PayerAccount: { number: '42222223' } },
    '<ReturnedDebitItem ref="REF-1" returnCode="0"><PayerAccount number="42222223"/></ReturnedDebitItem>',
  ],
  ['ARUCS', { ref: 'REF-1' }, '<ReturnedCreditItem ref="REF-1"/>'],
  ['ADDACS', { reference: 'A&B', 'reason-code': '1' }, '<MessagingAdvice reference="A&amp;B" reason-code="1"/>'],
  ['AUDDIS', { reference: 'REF-1' }, '<MessagingAdvice reference="REF-1"/>'],
  ['AWACS', { reference: 'REF-1' }, '<MessagingAdvice reference="REF-1"/>'],
  ['DDICA', { reference: 'REF-1' }, '<NewAdvices reference="REF-1"/>'],
] as const;

describe('a report', () => {
  test.each(REPORTS)('%s is exported in the layout of its type', async (type, record, element) => {
    const rig = await startPtxRig();
    const { reportId } = await rig.control.addMessage({ type, records: [record] });
    const answer = await rig.call('GET', `/bacs-messages/BACSTel-IP/${reportId}/0`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<BACSDocument><Data><');
    expect(answer.text).toContain(element);
  });

  test('with an XML of its own is exported as it is', async () => {
    const rig = await startPtxRig();
    const { reportId } = await rig.control.addMessage({ type: 'Other', xml: '<x/>', serviceType: 'SECURE-IP' });
    expect(await rig.call('GET', `/bacs-messages/SECURE-IP/${reportId}/0`)).toMatchObject({ text: '<x/>' });
  });

  test.each([
    ['BACSTel-IP/1/0', 404],
    ['SECURE-IP/8556/0', 404],
    ['BACSTELIP/8556/0', 400],
    ['BACSTel-IP/8556/1', 400],
  ])('is not exported by %s', async (path, status) => {
    const rig = await startPtxRig();
    await rig.control.addMessage({ type: 'ARUDD' });
    expect(await rig.call('GET', `/bacs-messages/${path}`)).toMatchObject({ status });
  });

  test('read and downloaded are marked apart, and an export marks neither', async () => {
    const rig = await startPtxRig();
    const { reportId, documentId } = await rig.control.addMessage({ type: 'ARUDD' });
    await rig.call('GET', `/bacs-messages/BACSTel-IP/${reportId}/0`);
    expect(await rig.control.messages()).toMatchObject([{ read: false, downloaded: false }]);
    const read = await rig.call('PUT', `/bacs-messages/BACSTel-IP/bacs-report/${reportId}/set-read-status/1`);
    expect(read).toMatchObject({ status: 200, text: 'null' });
    const mark = `/bacs-messages/mark-downloaded/BACSTel-IP/${reportId}`;
    expect((await rig.call('POST', `${mark}/1`)).status).toBe(404);
    expect(await rig.control.messages()).toMatchObject([{ read: true, downloaded: false }]);
    for (let i = 0; i < 2; i += 1) expect((await rig.call('POST', `${mark}/${documentId}`)).status).toBe(200);
    expect(await rig.control.messages()).toMatchObject([{ read: true, downloaded: true }]);
    expect(await effectsOf(rig, 'message')).toEqual(['message.read', 'message.downloaded']);
  });

  test('is listed until it is downloaded', async () => {
    const rig = await startPtxRig();
    const { reportId, documentId } = await rig.control.addMessage({ type: 'ARUDD' });
    await rig.control.addMessage({ type: 'Arrival' });
    const list = async () => (await rig.call('GET', '/bacs-messages/downloadable')).body.rows as unknown as unknown[];
    expect(await list()).toMatchObject([
      { rowValues: [{ values: [{ value: { reportId, type: 'ARUDD', processed: 'REVIEW' } }] }] },
      { rowValues: [{ values: [{ value: { type: 'Arrival', processed: 'BLANK' } }] }] },
    ]);
    await rig.call('POST', `/bacs-messages/mark-downloaded/BACSTel-IP/${reportId}/${documentId}`);
    expect(await list()).toHaveLength(1);
  });
});

test.each(['text/html', '*/*', undefined])('the content type %s of the documented calls is accepted', async (type) => {
  const rig = await startPtxRig();
  const { reportId, documentId } = await rig.control.addMessage({ type: 'ARUDD' });
  const { 'content-type': _json, ...headers } = await rig.login();
  const path = `${API}/bacs-messages/mark-downloaded/BACSTel-IP/${reportId}/${documentId}`;
  const sent = type === undefined ? headers : { ...headers, 'content-type': type };
  expect(await rig.raw('POST', path, sent)).toMatchObject({ status: 200 });
});

test('users and roles are those of the realm', async () => {
  const rig = await startPtxRig();
  const users = await rig.call('POST', '/principal/user/TEST/search?maint=true', {});
  expect(users.body).toMatchObject([
    { '@type': 'UserPrincipal', name: 'Test Submitter', attributes: { email: 'submitter@example.com' } },
    { name: 'approver' },
  ]);
  expect((await rig.call('POST', '/principal/user/OTHER/search?maint=true', {})).status).toBe(404);
  const provider = 'com.bottomline.banking.webseries.roles.provider';
  const path = `/roles/providers/${provider}.webseries/${provider}.WebSeriesRolesProvider/getRolesForRealm`;
  expect((await rig.call('POST', path, { identifier: { realmKey: 'TEST' } })).body).toMatchObject([
    { name: 'Full' },
    { name: 'PayOnly' },
  ]);
  expect((await rig.call('POST', path, {})).status).toBe(404);
});
