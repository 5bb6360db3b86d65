import { readFileSync, statSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { workflowBundle } from '../support/servers.js';

// A workflow without any library of its own takes about 1480 KiB with its source map; each new case evaluates it.
const BUDGET_KIB = 2_400;

test('the workflow bundle keeps to its budget, and holds no validation library', () => {
  const { codePath } = workflowBundle();
  expect(statSync(codePath).size / 1024).toBeLessThan(BUDGET_KIB);
  expect(readFileSync(codePath, 'utf8')).not.toMatch(/node_modules\/(zod|ky|fastify|date-fns)\//);
});
