// The reference has every name of the declarations. The declarations are true: they have everything that the
// guest has, and nothing else. Good programs pass the type checker, and bad ones do not.
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVENT_NAMES, rolesOf } from '../../../shared/behavior/program-events.ts'
import { parseReference } from '../../../shared/behavior/api-reference.ts'
import { LANGUAGE_NAMES } from '../../../shared/behavior/language-names.ts'
import { run } from './guest/program-host.ts'

const inProject = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const declarations = await readFile(inProject('shared/behavior/behavior.d.ts'), 'utf8')
const reference = parseReference(declarations)
const entry = (name: string) => reference.find((one) => one.name === name)

describe('The reference', () => {
  test('has every declaration once, each with words', () => {
    const declared = declarations.matchAll(/^(?:declare (?:const|function)|interface|type) ([\w$]+)/gm)
    expect(reference.map(({ name }) => name)).toEqual([...new Set(Array.from(declared, ([, name]) => name))])
    for (const { name, words } of reference) expect([name, /^\S.*\S$/.test(words)]).toEqual([name, true])
  })

  test('tells functions, values and types apart, with all ways to call them', () => {
    expect(entry('moveTo')).toEqual({
      name: 'moveTo',
      kind: 'function',
      signatures: [
        'function moveTo(x: number, y: number): Promise<Outcome>',
        'function moveTo(thing: Thing, x: number, y: number): Promise<Outcome>',
      ],
      words: 'Walks to a spot; answers when it is there, or what stopped it. Without a thing: you.',
      members: [],
      choices: [],
    })
    expect(entry('self')).toMatchObject({ kind: 'value', signatures: ['const self: Thing'] })
    expect(entry('before')?.signatures[1]).toBe(
      'function before(event: EventName, filter: Filter, handler: (happening: Happening) => string | void): () => void',
    )
  })

  test('has the properties of types, also those taken from others, and the choices', () => {
    expect(entry('Outcome')).toMatchObject({
      kind: 'type',
      signatures: ['interface Outcome'],
      members: [{ name: 'ok', signature: 'readonly ok: boolean' }, { name: 'why' }],
    })
    expect(entry('Thing')?.members.find(({ name }) => name === 'locked')?.words).toBe(
      'Whether nobody can enter it.',
    )
    expect(entry('Page')?.members.map(({ name }) => name)).toEqual([
      'whole',
      'lines',
      'write',
      'replace',
      'insert',
      'delete',
      'rows',
      'setRows',
      'read',
      'show',
      'showTo',
    ])
    expect(entry('Making')?.members.map(({ name }) => name)).toEqual(expect.arrayContaining(['sprite', 'on']))
    expect(entry('Facing')).toMatchObject({
      signatures: ["type Facing = 'up' | 'down' | 'left' | 'right'"],
      choices: ['up', 'down', 'left', 'right'],
    })
    expect(entry('EventName')?.choices).toEqual([...EVENT_NAMES])
    expect(new Set(entry('Role')?.choices)).toEqual(new Set(EVENT_NAMES.flatMap(rolesOf)))
  })
})

describe('The declarations are what a program really has', () => {
  test('every function and value is there, and nothing else is', async () => {
    const { logs } = await run(`log(Reflect.ownKeys(globalThis).filter((name) => {
        const { enumerable, writable, get, value } = Object.getOwnPropertyDescriptor(globalThis, name)
        return !enumerable && (get !== undefined || (writable === false && typeof value === 'function'))
      }).sort().join())`)
    const declared = reference.filter(({ kind }) => kind !== 'type').map(({ name }) => name)
    expect(logs[0]?.split(',')).toEqual(declared.toSorted())
  })

  test('beside these a program has the names of the language, and no others', async () => {
    const known = [
      ...LANGUAGE_NAMES,
      ...reference.filter(({ kind }) => kind !== 'type').map(({ name }) => name),
    ]
    const { logs } = await run(`
      const [here, known] = [Object.getOwnPropertyNames(globalThis), ${JSON.stringify(known)}]
      log(here.filter((name) => !known.includes(name) && !name.startsWith('__')).join())
      log(known.filter((name) => !here.includes(name)).join())`)
    expect(logs).toEqual(['', ''])
  })

  test.each([
    ['Thing', 'self'],
    ['Page', 'text()'],
  ])('%s has its properties, and no others', async (type, value) => {
    const { logs } = await run(`log(Object.keys(${value}).join())`)
    expect(logs[0]?.split(',').toSorted()).toEqual(
      entry(type)
        ?.members.map(({ name }) => name)
        .toSorted(),
    )
  })

  test('what can be set and made is what the guest takes', async () => {
    const named = async (code: string) =>
      (await run(code)).fault?.message.match(/There are: (.*)\./)?.[1]?.split(', ')
    expect((await named('set(self, { no: 1 })'))?.toSorted()).toEqual(
      entry('Changes')
        ?.members.map(({ name }) => name)
        .toSorted(),
    )
    expect((await named('create({ no: 1 })'))?.toSorted()).toEqual(
      entry('Making')
        ?.members.map(({ name }) => name)
        .toSorted(),
    )
    expect((await named('find({ no: 1 })'))?.toSorted()).toEqual(
      entry('Search')
        ?.members.map(({ name }) => name)
        .toSorted(),
    )
  })
})

describe('The type checker', () => {
  const good = [
    `on('use', ({ subject, person }) => { say('Hello ' + (person ?? subject?.name ?? 'you')) })`,
    `on('enter', { role: 'host', of: self }, async ({ subject }) => { const { ok, why } = await moveBy(10, 0); if (!ok) log(why, subject) })`,
    `const given = props({ speed: 3, tune: ['slow', 'fast'], loud: true }); const tune = given.tune; if (tune === 'slow') set(self, { speed: given.speed })`,
    `before('pickUp', () => (memory.locked ? 'It is locked.' : undefined)); memory.count = (memory.count ?? 0) + 1; memory.count++`,
    `const key = closest({ name: 'Key', on: self, within: 100 }); if (key !== null) destroy(key)`,
    `const made = await create({ name: 'Coin', x: 1, y: 2, on: host ?? self, paper: null }); if (made) teleport(made, 1, 2, self)`,
    `text().show('score', Number(text().read('score')) + 1); text(self).insert(1, text().lines.join())`,
    `const stop = every(1, ({ missed }) => { if (missed > 3) stop() }); after(5, stop)`,
    `find({ id: 'x' })[0]?.gone`,
  ]
  const bad: [string, string][] = [
    [`on('usee', () => {})`, 'is not assignable to parameter of type'],
    [`on('use', { role: 'hots' }, () => {})`, '"hots"'],
    [`self.colour`, "Property 'colour' does not exist"],
    [`self.x = 3`, 'read-only'],
    [`set(self, { colour: 'red' })`, "'colour' does not exist"],
    [`moveto(1, 2)`, "Cannot find name 'moveto'"],
    [`moveTo('a', 2)`, 'is not assignable to'],
    [`turn('north')`, 'is not assignable to'],
    [`document.title`, "Cannot find name 'document'"],
    [`setTimeout(() => {}, 1)`, "Cannot find name 'setTimeout'"],
    [`before('use', () => false)`, 'is not assignable to'],
    [`props({ at: new Date() })`, 'not assignable'],
    [`const { okay } = await say('x')`, "Property 'okay' does not exist"],
  ]
  let folder = ''
  let said = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkland-programs-'))
    await writeFile(join(folder, 'behavior.d.ts'), declarations)
    const programs = [
      ...good.map((code, at) => [`good${at}`, code]),
      ...bad.map(([code], at) => [`bad${at}`, code]),
    ]
    for (const [name, code] of programs) await writeFile(join(folder, `${name}.ts`), `${code}\nexport {}\n`)
    const compilerOptions = {
      target: 'es2023',
      lib: ['es2023'],
      module: 'esnext',
      types: [],
      noEmit: true,
      strict: true,
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
    const { stdout, stderr } = spawnSync(
      inProject('node_modules/.bin/tsc'),
      ['-p', folder, '--pretty', 'false'],
      { cwd: folder, encoding: 'utf8' },
    )
    said = stdout + stderr
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('passes good programs', () => {
    expect(said.split('\n').filter((line) => line.startsWith('good') || line.startsWith('behavior'))).toEqual(
      [],
    )
  })

  test.each(bad.map(([code, words], at) => [code, words, at] as const))('refuses %s', (_, words, at) => {
    const about = said.split(/\n(?=\S)/).filter((lines) => lines.startsWith(`bad${at}.ts`))
    expect(about.join('\n')).toContain(words)
  })
})
