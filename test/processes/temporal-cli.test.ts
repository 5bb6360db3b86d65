import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startFlow } from '../support/flow.js';
import { debt } from '../support/inputs.js';
import { startRealServer, temporalBinary } from '../support/servers.js';
import { until } from '../support/until.js';

interface Listed {
  execution: { workflowId: string };
  searchAttributes: { indexedFields: Record<string, { data: string }> };
}

test("Temporal's own command lists the cases with their stage, their reference and what comes next", async () => {
  const { server } = await startRealServer();
  const { incasso } = await startFlow();
  await incasso.cases.start(debt('LIST-1'));
  const list = async (query: string) => {
    const args = ['workflow', 'list', '--address', server.address, '--query', query, '--output', 'json'];
    return JSON.parse((await promisify(execFile)(temporalBinary(), args)).stdout) as Listed[];
  };
  const [listed] = await until('the case in the list', async () => {
    const found = await list("IncassoStage = 'awaiting-payment' AND IncassoReference = 'LIST-1'");
    return found.length === 1 && found;
  });
  expect(listed?.execution.workflowId).toBe('collect:LIST-1');
  const fields = listed?.searchAttributes.indexedFields ?? {};
  const nextActionAt = JSON.parse(Buffer.from(fields.IncassoNextActionAt?.data ?? '', 'base64').toString());
  expect(Date.parse(nextActionAt)).toBe(Date.parse((await incasso.cases.show('LIST-1')).nextActionAt ?? ''));
});
