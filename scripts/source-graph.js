// Reads TypeScript as a graph of declarations: which function reaches which others, over files, and what it mentions.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseSync } from '@swc/core';

/**
 * A declaration: at the top of a file, or, in a function that returns an object, one of its inner ones (`create.inner`) or a
 * property of what it returns (`create:property`). `uses` are other declarations; `members` are `[object, property]` pairs as
 * in `object.property` and `const { property } = object`; `calls` have a call before the dot.
 */
const newNode = (file, name, ast) => ({ file, name, ast, uses: new Set(), members: [], calls: [], texts: new Set() });

/** All declarations of a folder, by `file#name`. */
export function readGraph(root, folder) {
  const nodes = new Map();
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name))) // `path` is the name before Node 20.12.
    .sort();
  const modules = files.map((file) => readModule(root, file));
  for (const { file, nodes: own } of modules) for (const node of own) nodes.set(`${file}#${node.name}`, node);
  for (const { imports, nodes: own } of modules) {
    const names = new Set(own.map(({ name }) => name));
    for (const node of own) {
      const [outer] = node.name.split(/[.:]/);
      describe(node, (name) => {
        const inner = `${outer}.${name}`;
        if (names.has(inner)) return `${node.file}#${inner}`;
        if (names.has(name)) return `${node.file}#${name}`;
        return imports.get(name);
      });
    }
  }
  return { nodes, modules };
}

/** The declarations that one reaches, itself included. */
export function reach(nodes, start) {
  const seen = new Set();
  const queue = [start];
  for (const key of queue) {
    const node = nodes.get(key);
    if (seen.has(key) || node === undefined) continue;
    seen.add(key);
    queue.push(...node.uses);
  }
  return [...seen].map((key) => nodes.get(key));
}

function readModule(root, file) {
  const { body } = parseSync(readFileSync(join(root, file), 'utf8'), { syntax: 'typescript', target: 'es2022' });
  const imports = new Map();
  const exported = [];
  const nodes = [];
  const target = (source) => relative(root, resolve(root, file, '..', source.value)).replace(/\.js$/, '.ts');
  for (const item of body) {
    if (item.type === 'ImportDeclaration' && !item.typeOnly && item.source.value.startsWith('.')) {
      for (const { type, local, imported } of item.specifiers) {
        if (type === 'ImportSpecifier') imports.set(local.value, `${target(item.source)}#${(imported ?? local).value}`);
      }
    }
    if (item.type === 'ExportNamedDeclaration' && item.source) {
      for (const { orig } of item.specifiers) exported.push([orig.value, `${target(item.source)}#${orig.value}`]);
    }
    nodes.push(...declarationsOf(item.declaration ?? item, (name, ast) => newNode(file, name, ast), true));
  }
  return { file, imports, exported, nodes };
}

function declarationsOf(item, make, isTop) {
  const found = [];
  if (item.type === 'FunctionDeclaration') found.push([item.identifier.value, item]);
  if (item.type === 'VariableDeclaration') {
    for (const { id, init } of item.declarations) {
      if (id.type === 'Identifier' && init) found.push([id.value, init]);
    }
  }
  if (!isTop) return found;
  return found.flatMap(([name, ast]) => {
    const statements = ast.body?.stmts ?? [];
    const returned = statements.map(returnedObject).find((object) => object !== undefined);
    if (returned === undefined) return [make(name, ast)];
    const inner = statements.flatMap((statement) => declarationsOf(statement, make, false));
    const properties = returned.properties.flatMap((property) => {
      if (property.type === 'Identifier') return [[property.value, property]];
      const key = property.key?.value;
      return key === undefined ? [] : [[key, property.value ?? property]];
    });
    return [
      make(name, ast),
      ...inner.map(([own, part]) => make(`${name}.${own}`, part)),
      ...properties.map(([own, part]) => make(`${name}:${own}`, part)),
    ];
  });
}

function returnedObject(statement) {
  if (statement.type !== 'ReturnStatement') return undefined;
  const { argument } = statement;
  return argument?.type === 'ObjectExpression' ? argument : undefined;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'MethodProperty']);
const nameOf = (expression) => {
  if (expression?.type === 'Identifier') return expression.value;
  if (expression?.type === 'MemberExpression') return expression.property.value;
  if (expression?.type === 'OptionalChainingExpression') return nameOf(expression.base);
  if (expression?.type === 'TsNonNullExpression') return nameOf(expression.expression);
  return undefined;
};

/** Fills in what a declaration mentions. A name that the code itself binds is not the one outside. */
function describe(node, resolveName) {
  walk(node.ast, new Set());

  function walk(ast, bound) {
    if (Array.isArray(ast)) for (const each of ast) walk(each, bound);
    else if (ast !== null && typeof ast === 'object') visit(ast, bound);
  }

  function visit(ast, bound) {
    const { type } = ast;
    if (type?.startsWith('Ts') && ast.expression === undefined) return; // Types say nothing about what is called.
    if (type?.startsWith('Ts')) return walk(ast.expression, bound);
    if (type === 'StringLiteral') node.texts.add(ast.value);
    if (type === 'Identifier') {
      const key = bound.has(ast.value) ? undefined : resolveName(ast.value);
      if (key !== undefined) node.uses.add(key);
      return;
    }
    if (type === 'MemberExpression') {
      member(ast.object, ast.property);
      walk(ast.object, bound);
      if (ast.property.type === 'Computed') walk(ast.property, bound);
      return;
    }
    if (type === 'VariableDeclarator') {
      if (ast.id.type === 'ObjectPattern') for (const { key } of ast.id.properties) member(ast.init, key);
      else if (ast.id.type === 'Identifier' && ast.init?.type === 'CallExpression') {
        node.calls.push({ of: nameOf(ast.init.callee), as: ast.id.value });
      }
      walkPattern(ast.id, bound);
      return walk(ast.init, bound);
    }
    if (type === 'KeyValueProperty') return walk(ast.value, bound);
    const inner = FUNCTIONS.has(type) ? new Set([...bound, ...boundIn(ast)]) : bound;
    for (const [field, value] of Object.entries(ast)) {
      if (field === 'span' || field === 'typeAnnotation' || field === 'returnType' || field === 'typeParameters')
        continue;
      if ((field === 'key' || field === 'identifier') && value?.type === 'Identifier') continue;
      if (field === 'params') for (const param of value) walkPattern(param.pat ?? param, inner);
      else walk(value, inner);
    }
  }

  function member(object, key) {
    const property = key?.value;
    if (property === undefined || object === null || object === undefined) return;
    if (object.type === 'CallExpression') node.calls.push({ of: nameOf(object.callee), property });
    else node.members.push([nameOf(object), property]);
  }

  /** Of a pattern only the default values are code. */
  function walkPattern(pattern, bound) {
    if (pattern?.type === 'AssignmentPattern') walk(pattern.right, bound);
    for (const property of pattern?.properties ?? []) {
      if (property.type === 'AssignmentPatternProperty') walk(property.value, bound);
      else walkPattern(property.value, bound);
    }
    for (const element of pattern?.elements ?? []) walkPattern(element, bound);
  }

  /** The names of a function's parameters and variables. Those of the factory itself are declarations of their own. */
  function boundIn(ast) {
    const names = new Set();
    const take = (pattern) => {
      if (pattern?.type === 'Identifier') names.add(pattern.value);
      else if (pattern?.type === 'AssignmentPattern') take(pattern.left);
      else if (pattern?.type === 'RestElement') take(pattern.argument);
      for (const property of pattern?.properties ?? []) {
        if (property.type === 'KeyValuePatternProperty') take(property.value);
        else take(property.type === 'RestElement' ? property : property.key);
      }
      for (const element of pattern?.elements ?? []) take(element);
    };
    for (const param of ast.params ?? []) take(param.pat ?? param);
    const statements = ast.body?.stmts ?? [];
    const isFactory =
      statements.some((statement) => returnedObject(statement) !== undefined) && !/[.:]/.test(node.name);
    if (isFactory && ast === node.ast) return names;
    for (const statement of statements) {
      if (statement.type === 'VariableDeclaration') for (const { id } of statement.declarations) take(id);
      if (statement.type === 'FunctionDeclaration') names.add(statement.identifier.value);
    }
    return names;
  }
}
