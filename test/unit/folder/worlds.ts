// Worlds of every kind for tests of folders: hostile names, circles, pages with dashes and fences, unknown
// values; and the part of a scene that has to come back.
import fc from 'fast-check'
import * as Y from 'yjs'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { DEFAULT_PROPERTIES } from '../../../shared/world/artifact.ts'
import { CODE_HELD } from '../../../shared/behavior/held-code.ts'
import { DEFAULT_LOOK } from '../../../shared/world/look.ts'
import { isPlain, parsePlace } from '../../../shared/world/place.ts'

const id = fc.oneof(
  fc.constantFrom('root', 'a', 'A', 'aa', 'usage', 'lamp', '0', '-', '_x', 'index', 'k3f9a0b1c2d3e4f5'),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/).filter((text) => parseArtifactId(text) !== null),
)

const name = fc.oneof(
  fc.constantFrom(
    'Lamp',
    'lamp',
    'LAMP',
    'Straße',
    'STRASSE',
    'index',
    'limbo',
    'deep',
    'README',
    'con',
    'COM1',
    '',
    '.',
  ),
  fc.constantFrom(
    '..',
    '../../etc/passwd',
    'a/b\\c',
    '\0',
    'ﬁ',
    'é',
    'e\u0301',
    '日本語',
    'مرحبا',
    '🎈',
    '❤️',
    '\uD800',
    ' ',
  ),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '12',
    '1e3',
    '- a',
    'a: b',
    '#c',
    '&x',
    '*x',
    '!t',
    '"',
    "'",
    '|',
    '>',
    '%',
    '@',
    '---',
  ),
  fc.constantFrom(
    'x'.repeat(300),
    'a\nb',
    '\uFEFF',
    '\u0085',
    '\u2028',
    'trailing ',
    '\ttab',
    '{a}',
    '[a]',
    'a #b',
    'a\r\n',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

const line = fc.oneof(
  fc.constantFrom(
    '---',
    '---\r',
    '```js',
    '```',
    '~~~',
    '# Title',
    'Title',
    '=====',
    '',
    ' ',
    '\uFEFF',
    'id: x',
    '...',
  ),
  fc.constantFrom(
    '[x](#a)',
    '[x](#lamp/part)',
    '[x](<#a> "t")',
    '[x](lamp.md)',
    '![x](lamp.md)',
    '[r]: #a',
    '[r]: lamp.md',
  ),
  fc.constantFrom(
    '[x](lamp)',
    '[x](../root)',
    '`[x](#a)`',
    '[x](./lamp.md#part)',
    '[x](#usage)',
    '<a href="lamp.md">',
    '\\[x](#a)',
  ),
  fc.constantFrom(
    '    [x](#a)',
    '[x](/lamp.md)',
    '[a [b](#a)](#lamp)',
    '[x](lamp.md?a#b)',
    '[x](%6Camp.md)',
    '> [x](#a)',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const page = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
  .map(([lines, end, isEnded]) => lines.join(end) + (isEnded ? end : ''))

const key = fc.oneof(
  fc.constantFrom('id', 'links', 'world', 'more', 'note', 'tags', '1', '', 'a b', 'text-2', 'true', '<<'),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed()),
)
const scalar = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    true,
    -0,
    NaN,
    Infinity,
    -Infinity,
    1e21,
    5e-324,
    2 ** 53,
    12345678901234567890n,
    -1n,
  ),
  name,
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    'two\nlines\n',
    '\n',
    'a\n\n',
    ' a\n b',
    'a \n',
    '---\n---\n',
    'x'.repeat(200),
    '# no',
    '12:30',
    '2020-01-01',
  ),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => Uint8Array.from(bytes)),
)
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

/** A value of a scene: plain, or how to make a shared one. */
type Made = () => unknown
const made: fc.Arbitrary<Made> = fc.oneof(
  { weight: 4, arbitrary: plain.map((value) => () => value) },
  fc.array(fc.tuple(key, plain), { maxLength: 3 }).map((entries) => () => new Y.Map(entries)),
  fc.array(plain, { maxLength: 3 }).map((values) => () => listOf(values)),
  name.map((text) => () => new Y.Text(text)),
  fc.tuple(name, name).map(
    ([first, second]) =>
      () =>
        formatted(first.toWellFormed(), second.toWellFormed()),
  ),
)

function listOf(values: readonly unknown[]): Y.Array<unknown> {
  const list = new Y.Array<unknown>()
  // Values that Yjs itself accepts in a list.
  list.push(values.filter((value) => value !== undefined && typeof value !== 'bigint'))
  return list
}

function formatted(first: string, second: string): Y.Text {
  const text = new Y.Text()
  text.applyDelta([{ insert: `${first}.`, attributes: { bold: true } }, { insert: { image: second } }])
  return text
}

const coordinate = fc.oneof(fc.integer({ min: -50, max: 900 }), fc.constantFrom(0, 0.5, 1e9))
const facing = fc.constantFrom('up', 'down', 'left', 'right', 'sideways', undefined)
const place = fc.oneof(
  { weight: 8, arbitrary: fc.record({ host: fc.nat(14), x: fc.nat(900), y: fc.nat(900), facing }) },
  fc.record({ host: fc.nat(20), x: coordinate, y: coordinate, facing, tilt: plain }),
  fc.record({
    host: fc.constant('limbo'),
    x: coordinate,
    y: coordinate,
    was: fc.record({ host: fc.nat(20), x: coordinate, y: coordinate }),
  }),
  fc.constantFrom(null, 'Paris', {}),
)

/** Notes of who brought something, and values that only look like one. */
const came: fc.Arbitrary<Made> = fc.oneof(
  fc.nat().map((at) => () => ['ada@house.example', at]),
  fc.constantFrom<Made>(
    () => ['house.example:7070', 1.7e12],
    () => ['Ada@House.example', 1],
    () => ['ada@house.example', Number.MAX_SAFE_INTEGER],
    () => ({ from: 'ada@house.example', at: '2026-11-21T06:53:05.123Z' }),
    () => 'far',
  ),
)
const fields = fc.array(
  fc.oneof(
    fc.tuple(key, made),
    fc.tuple(
      fc.constantFrom('passable', 'locked', 'speed', 'weight', 'portal', 'pinned'),
      fc.constantFrom<Made>(
        () => true,
        () => false,
        () => 100,
        () => 50,
        () => 'ada/garden',
        () => 'fast',
      ),
    ),
    fc.tuple(fc.constant('came'), came),
    fc.tuple(fc.constantFrom('look', 'colors', 'settings', 'name', 'text'), made),
  ),
  { maxLength: 4 },
)
const inner = fc.array(
  fc.tuple(
    fc.constantFrom('sprite', 'width', 'height', 'paper', 'ink', 'how'),
    fc.oneof(scalar, fc.constantFrom('tree', 96, 64, 'box', '#fbf8f1')),
  ),
  { maxLength: 4 },
)
const thing = fc.record({ id, name, page, place, fields, look: inner, colors: inner, settings: inner })

/** A scene that anybody's client may have written. */
export const anyScene: fc.Arbitrary<Y.Doc> = fc
  .record({
    things: fc.uniqueArray(thing, { minLength: 1, maxLength: 12, selector: (one) => one.id }),
    title: name,
    meta: fc.array(fc.tuple(key, made), { maxLength: 2 }),
    strays: fc.array(fc.tuple(fc.constantFrom('limbo', 'no id'), made), { maxLength: 1 }),
    roots: fc.array(fc.tuple(fc.constantFrom('chat', 'pins'), made), { maxLength: 1 }),
  })
  .map(({ things, title, meta, strays, roots }) => {
    const scene = new Y.Doc()
    scene.clientID = 7
    const artifacts = scene.getMap('artifacts')
    const idAt = (at: number): string => things[at]?.id ?? 'gone'
    for (const [name, make] of roots) fillRoot(scene, name, make())
    for (const [name, make] of meta) scene.getMap('meta').set(name, make())
    scene.getMap('meta').set('format', 1)
    scene.getMap('meta').set('title', title)
    scene.getMap('meta').set('root', idAt(0))
    for (const [name, make] of strays) artifacts.set(name, make())
    for (const [at, one] of things.entries()) {
      const map = new Y.Map<unknown>()
      artifacts.set(one.id, map)
      map.set('name', one.name)
      map.set('text', new Y.Text(one.page))
      map.set('look', new Y.Map(one.look))
      map.set('colors', new Y.Map(one.colors))
      map.set('settings', new Y.Map(one.settings))
      if (at > 0) map.set('place', hosted(one.place, idAt))
      for (const [key, make] of one.fields) map.set(key, make())
    }
    const arrived = throughTheWire(scene)
    return Object.assign(arrived, { [fc.toStringMethod]: () => contentOf(arrived) })
  })

function hosted(place: unknown, idAt: (at: number) => string): unknown {
  if (!isPlain(place) || !('host' in place)) return place
  const { host, ...rest } = place
  const was =
    'was' in rest && isPlain(rest.was) && 'host' in rest.was
      ? { was: { ...rest.was, host: idAt(Number(rest.was.host)) } }
      : {}
  return { ...rest, ...was, host: typeof host === 'number' ? idAt(host) : host }
}

function fillRoot(scene: Y.Doc, name: string, value: unknown): void {
  if (value instanceof Y.Map) scene.getMap(name).set('of', value)
  else if (value instanceof Y.Array) scene.getArray(name).push([value])
  else if (value instanceof Y.Text) scene.getText(name).insert(0, 'kept')
}

/** As everybody else has it. */
function throughTheWire(scene: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(scene))
  return copy
}

/**
 * Everything that a scene holds, as text that is equal for equal scenes; defaults are left out, as in a file.
 */
export function contentOf(scene: Y.Doc): string {
  const copy = throughTheWire(scene)
  const root = copy.getMap('meta').get('root')
  const artifacts = [...copy.getMap('artifacts')].map(
    ([id, value]) => [id, artifactContent(value, id === root)] as const,
  )
  return JSON.stringify({
    meta: written(copy.getMap('meta')),
    artifacts: artifacts.sort(([a], [b]) => (a < b ? -1 : 1)),
    roots: [...copy.share.keys()].filter((name) => name !== 'meta' && name !== 'artifacts').sort(),
  })
}

const USUAL: ReadonlyMap<string, unknown> = new Map(Object.entries({ ...DEFAULT_PROPERTIES, pinned: false }))
const USUAL_LOOK: ReadonlyMap<string, unknown> = new Map(Object.entries(DEFAULT_LOOK))

function artifactContent(value: unknown, isRoot: boolean): unknown {
  if (!(value instanceof Y.Map)) return written(value)
  const kept: [string, unknown][] = []
  for (const [key, raw] of value) {
    if (USUAL.has(key) && USUAL.get(key) === raw) continue
    if (key === 'name' && raw === '') continue
    // In no file: the reader of a file holds the code.
    if (key === CODE_HELD) continue
    if (key === 'text' && raw instanceof Y.Text) kept.push([key, raw.toJSON()])
    else if (key === 'place' && !isRoot) kept.push([key, placeContent(raw)])
    else if ((key === 'look' || key === 'colors' || key === 'settings') && raw instanceof Y.Map) {
      const entries = [...raw].filter(([name, one]) => key !== 'look' || USUAL_LOOK.get(name) !== one)
      if (entries.length > 0) kept.push([key, written(new Map(entries))])
    } else kept.push([key, written(raw)])
  }
  return kept.sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A readable place counts as it is read; unknown keys are kept. */
function placeContent(raw: unknown): unknown {
  const place = parsePlace(raw)
  if (place === null || !isPlain(raw)) return written(raw)
  const { host: _host, x: _x, y: _y, facing: _facing, was, ...rest } = Object.fromEntries(Object.entries(raw))
  return [place, place.host === 'limbo' ? null : written(was), written(rest)]
}

/** Any value with its kind, so that 1 and 1n, and a map and a plain one, are two. */
function written(value: unknown): unknown {
  if (value instanceof Y.Map || value instanceof Map) {
    const kind = value instanceof Y.Map ? 'map' : 'inner'
    return [
      kind,
      [...value]
        .map(([key, one]) => [key, written(one)])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    ]
  }
  if (value instanceof Y.Array) return ['list', value.toArray().map(written)]
  if (value instanceof Y.Text) return ['text', JSON.stringify(value.toDelta())]
  if (value instanceof Uint8Array) return ['bytes', [...value]]
  if (Array.isArray(value)) return value.map(written)
  if (typeof value === 'object' && value !== null)
    return ['plain', Object.entries(value).map(([key, one]) => [key, written(one)])]
  return Object.is(value, -0) ? ['number', '-0'] : [typeof value, String(value)]
}
