import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { workflowBundle } from '../support/servers.js';

// Without its source map, which is only read for stack traces. A workflow without any library of its own takes about
// 500 KiB; each new case evaluates it.
const BUDGET_KIB = 1_250;

test('the workflow bundle keeps to its budget, and holds no validation library', () => {
  const { codePath } = workflowBundle();
  const [code = ''] = readFileSync(codePath, 'utf8').split('//# sourceMappingURL');
  expect(code.length / 1024).toBeLessThan(BUDGET_KIB);
  expect(code.length / 1024).toBeGreaterThan(BUDGET_KIB / 4); // The map was found, and not the code cut off.
  expect(code).not.toMatch(/node_modules\/(zod|ky|fastify|date-fns)\//);
});
