// Writes docs/vendors.md from the sources: which operation of which vendor is sent by which function, for which activity, of
// which workflow. `npm run vendors` writes it; `--print` and `--json` only show it, the second as the rows that it is made of.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reach, readGraph } from './source-graph.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const VENDORS = { alphacomm: 'Alphacomm CollectMAXX', accepteasy: 'AcceptEasy', ptx: 'Bottomline PTX' };
/** What an object with a client's functions is called, by vendor. */
const CLIENTS = { alphacomm: ['alphacomm'], accepteasy: ['accepteasy'], ptx: ['ptx', 'approver'] };
/** Sends the two operations of a log-in before all others. */
const PTX_SESSION = 'createPtxSession';

const graphs = new Map();
function graphOf(folder) {
  if (!graphs.has(folder)) graphs.set(folder, readGraph(root, folder));
  return graphs.get(folder);
}

/** Each function of a client, and the operations that it sends, by the names that errors use. */
function clientFunctions(vendor) {
  const { nodes } = graphOf(`src/vendors/${vendor}`);
  const client = `src/vendors/${vendor}/client.ts#create${vendor[0].toUpperCase()}${vendor.slice(1)}Client`;
  const factories = [...nodes.get(client).uses].filter((key) => /#create\w+Operations$/.test(key));
  return [...nodes.entries()].flatMap(([key, { name }]) => {
    const [factory, property] = key.split(':');
    if (property === undefined || ![client, ...factories].includes(factory)) return [];
    const operations = new Set(reach(nodes, key).flatMap(({ texts }) => [...texts]));
    return [{ name: name.split(':')[1], operations }];
  });
}

/** Each activity, and the functions of clients that it calls, as `vendor.function`. */
function activityCalls(functions) {
  const { nodes } = graphOf('src/activities');
  const known = new Set(Object.values(functions).flatMap((all) => all.map(({ name }) => name)));
  const found = new Map();
  for (const [key, { name }] of nodes) {
    const [, activity] = /^create\w+Activities:(\w+)$/.exec(name) ?? [];
    if (activity === undefined) continue;
    if (found.has(activity)) fail(`two activities are called ${activity}`);
    const members = reach(nodes, key).flatMap((node) => node.members);
    const calls = members.flatMap(([object, property]) => {
      const vendor = Object.keys(CLIENTS).find((each) => CLIENTS[each].includes(object));
      return vendor !== undefined && known.has(property) ? [`${vendor}.${property}`] : [];
    });
    found.set(activity, new Set(calls));
  }
  for (const { file, members, name } of nodes.values()) {
    const odd = members.find(
      ([object, property]) => known.has(property) && !Object.values(CLIENTS).flat().includes(object),
    );
    if (odd) fail(`${file} ${name}: ${odd.join('.')} looks like a call of a vendor, by an object of unknown name`);
  }
  return found;
}

/** Each workflow, the activities that it uses, and the signals that it takes. */
function workflowUses(activities) {
  const { nodes, modules } = graphOf('src/workflows');
  const proxies = new Map();
  for (const node of nodes.values()) {
    const [, factory, key] = /^(\w+Activities):(\w+)$/.exec(node.name) ?? [];
    if (factory === undefined) continue;
    const named = [...node.members, ...node.calls.map(({ property }) => [undefined, property])].filter(([, property]) =>
      activities.has(property),
    );
    if (named.length !== 1) fail(`${node.file} ${key} stands for ${named.length} activities`);
    proxies.set(`${factory}.${key}`, named[0][1]);
  }
  const factories = new Set([...proxies.keys()].map((key) => key.split('.')[0]));
  const index = modules.find(({ file }) => file === 'src/workflows/index.ts');
  return index.exported.map(([name, key]) => {
    const reached = reach(nodes, key);
    const used = reached.flatMap((node) =>
      node.calls.flatMap(({ of, as, property }) => {
        if (!factories.has(of)) return [];
        const properties = as === undefined ? [property] : node.members.flatMap(([o, p]) => (o === as ? [p] : []));
        return properties.map((each) => proxies.get(`${of}.${each}`) ?? fail(`${node.file}: ${of} has no ${each}`));
      }),
    );
    const signals = reached.flatMap(({ members }) => members.flatMap(([o, p]) => (o === 'messages' ? [p] : [])));
    return { name, activities: new Set(used), signals: new Set(signals) };
  });
}

function fail(problem) {
  throw new Error(problem);
}

/** The table's rows, in the order of the catalogues. `functions`, `activities` and `workflows` are names. */
function readRows() {
  const functions = Object.fromEntries(Object.keys(VENDORS).map((vendor) => [vendor, clientFunctions(vendor)]));
  const activities = activityCalls(functions);
  const workflows = workflowUses(activities);
  const used = (calls) => {
    const by = [...activities].flatMap(([name, own]) => (calls.some((call) => own.has(call)) ? [name] : [])).sort();
    return {
      activities: by,
      workflows: namesOf(workflows.filter((each) => by.some((name) => each.activities.has(name)))),
    };
  };
  const session = reach(graphOf('src/vendors/ptx').nodes, `src/vendors/ptx/session.ts#${PTX_SESSION}`);
  const sentBySession = new Set(
    session.filter(({ file }) => file.endsWith('/session.ts')).flatMap(({ texts }) => [...texts]),
  );
  const rows = Object.keys(VENDORS).flatMap((vendor) =>
    readCatalogue(vendor).map((entry) => {
      const { id, title, event, signal } = entry;
      const row = { vendor, id, title };
      if (event !== undefined) return { ...row, ...heard(vendor, entry, workflows, signal) };
      const operation = entry.sentAs ?? id.replace(`${vendor}.`, '');
      const senders = functions[vendor].filter(({ operations }) => operations.has(operation));
      const names = namesOf(senders).filter((name) => entry.functions?.includes(name) ?? true);
      const missing = entry.functions?.find((name) => !names.includes(name));
      if (missing !== undefined) fail(`${id}: no function ${missing} sends ${operation}`);
      if (sentBySession.has(operation)) return { ...row, functions: [PTX_SESSION], everywhere: true };
      return { ...row, functions: names, ...used(names.map((name) => `${vendor}.${name}`)) };
    }),
  );
  const shown = new Set(rows.flatMap(({ vendor, functions: names }) => names.map((name) => `${vendor}.${name}`)));
  const others = Object.entries(functions).flatMap(([vendor, all]) =>
    namesOf(all)
      .filter((name) => !shown.has(`${vendor}.${name}`))
      .map((name) => ({ vendor, functions: [name], ...used([`${vendor}.${name}`]) })),
  );
  return { rows, others };
}

/** A webhook is read by a parser and a route of the receiver, and told by a signal; without one it waits for a person. */
function heard(vendor, { id, event }, workflows, signal) {
  const { nodes } = graphOf(`src/vendors/${vendor}`);
  const parser = `parse${vendor[0].toUpperCase()}${vendor.slice(1)}Webhook`;
  const texts = reach(nodes, `src/vendors/${vendor}/webhooks.ts#${parser}`).flatMap((node) => [...node.texts]);
  if (!texts.includes(event)) fail(`${id}: ${parser} does not know ${event}`);
  const told = signal === undefined ? ['parkedEvent'] : namesOf(workflows.filter(({ signals }) => signals.has(signal)));
  if (told.length === 0) fail(`${id}: no workflow takes the signal ${signal}`);
  return { functions: [parser], activities: [], workflows: told, webhook: true };
}

const namesOf = (named) => named.map(({ name }) => name).sort();
const readCatalogue = (vendor) => JSON.parse(readFileSync(`${root}/test/deploy/catalogues/${vendor}.json`, 'utf8'));

const list = (names) => (names.length === 0 ? '—' : names.map((name) => `\`${name}\``).join(', '));

function lineOf({ id, title, functions, activities = [], workflows = [], webhook, everywhere }) {
  if (everywhere) return `| \`${id}\` | ${title} | ${list(functions)} | all of PTX's | all that use one |`;
  if (functions.length === 0) return `| \`${id}\` | ${title} | **not yet** | — | — |`;
  const activity = webhook ? 'the receiver' : list(activities);
  return `| \`${id}\` | ${title} | ${list(functions)} | ${activity} | ${list(workflows)} |`;
}

const HEAD = '| operation | what it does | function | activity | workflow |\n|---|---|---|---|---|';

function render({ rows, others }) {
  const parts = Object.entries(VENDORS).map(([vendor, name]) => {
    const own = rows.filter((row) => row.vendor === vendor);
    const built = own.filter(({ functions }) => functions.length > 0).length;
    const rest = others.filter((other) => other.vendor === vendor);
    const besides = rest.map(
      ({ functions, activities, workflows }) => `- ${list(functions)}: ${list(activities)}; ${list(workflows)}`,
    );
    return [
      `## ${name}`,
      '',
      `${own.length} operations, ${built} of them built.`,
      '',
      HEAD,
      ...own.map(lineOf),
      ...(rest.length === 0
        ? []
        : [
            '',
            'Functions that put operations together, or send one without an id of its own (activity; workflow):',
            '',
            ...besides,
          ]),
    ].join('\n');
  });
  return `${INTRODUCTION}\n${parts.join('\n\n')}\n`;
}

const INTRODUCTION = `# What of each vendor is used, and by what

Every operation that the vendors document, by its id in our catalogues: the function of the vendor's client that sends it,
the activities that call that function, and the workflows that use those activities. A dash stands where no activity or no
workflow needs it; **not yet** where there is no function for it. A webhook is read by the named function in the receiver,
and told to the named workflow; \`parkedEvent\` keeps it where nobody waits for it.

This page is made from the sources by \`npm run vendors\`; a test fails when it says something else than they do.
`;

const [option] = process.argv.slice(2);
const made = readRows();
if (option === '--json') process.stdout.write(JSON.stringify(made));
else if (option === '--print') process.stdout.write(render(made));
else writeFileSync(`${root}/docs/vendors.md`, render(made));
