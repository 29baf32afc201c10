import * as Y from 'yjs'
import { expect, test } from 'vitest'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { clipOf, type Clip } from '../../../shared/world/clipboard/clip.ts'
import { pasteClip } from '../../../shared/world/clipboard/clip-paste.ts'
import { clipText, isClipText, parseClip } from '../../../shared/world/clipboard/clip-text.ts'
import { setColors, setPinned, setProperty } from '../../../shared/world/edits/field-edits.ts'
import { MAKING, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { ARTIFACTS_MAX, CLIP_MAX, NESTING_MAX } from '../../../shared/world/limits.ts'
import { sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import { id, make, makeWorld, putLive, raw, reachable, ROOT, type World } from '../world/made.ts'

/** Numbers of a small generator, so that every run makes the same ids. */
function randomFrom(seed: number): (bytes: number) => Uint8Array {
  let state = seed
  return (bytes) =>
    Uint8Array.from({ length: bytes }, () => {
      state = (state * 1103515245 + 12345) & 0x7fffffff
      return state >>> 16
    })
}
const random = randomFrom(7)
const LAMP = id('lamp')
const CHEST = id('chest')

function copied(world: World, ...names: string[]): Clip {
  const read = clipOf(world.view, names.map(id))
  if (!read.ok) throw new Error(read.text)
  return read.clip
}

/** Copies by text, as the clipboard does. */
function carried(clip: Clip): Clip {
  const read = parseClip(clipText(clip))
  if (!read.ok) throw new Error(read.text)
  return read.clip
}

function pasted(world: World, clip: Clip, x = 100, y = 200): readonly ArtifactId[] {
  const done = pasteClip(world, clip, { host: ROOT, x, y }, random)
  if (!done.ok) throw new Error(done.text)
  return done.ids
}

const refusal = (text: string): string => {
  const read = parseClip(text)
  return read.ok ? 'read' : read.code
}

/** A lamp that has one of everything. */
function fullWorld(): World {
  const world = makeWorld()
  make(world, 'chest', 'root', { place: { host: ROOT, x: 40, y: 60, facing: 'left' } })
  make(world, 'lamp', 'chest', { look: { sprite: 'emoji:🦊', width: 96, height: 80, order: 3 } })
  make(world, 'coin', 'lamp')
  setText(
    world,
    LAMP,
    '# Lamp\n[chest](#chest) [part](#chest/über-uns) [out](#elsewhere) [self]: #lamp\n```js\nsay("hi")\n```\n',
  )
  setProperty(world, LAMP, 'portal', 'ada/garden' as never)
  setProperty(world, LAMP, 'weight', 40)
  setPinned(world, LAMP, true)
  setColors(world, LAMP, { paper: '#112233' })
  setSetting(world, LAMP, 'volume', 11)
  const map = raw(world.scene, 'lamp')
  map.set('mood', { is: ['odd', 1, null] })
  map.set('notes', new Y.Text('kept'))
  map.set('parts', new Y.Map([['wheels', new Y.Array()]]))
  map.set('bytes', new Uint8Array([1]))
  const look = map.get('look')
  if (look instanceof Y.Map) look.set('glow', 'warm')
  return world
}

test('a copy has everything: inside, pages, looks, properties, settings, keys that nobody knows', () => {
  const from = fullWorld()
  const to = makeWorld()
  const text = clipText(copied(from, 'chest', 'lamp'))
  expect(text.split('\n')[0]).toBe('Inkland things: chest. Paste them on the floor of a world.')
  const [chest] = pasted(to, carried(copied(from, 'chest', 'lamp')))
  if (chest === undefined) throw new Error('nothing was pasted')
  expect(chest).not.toBe(CHEST)
  expect(to.view.artifact(chest)).toMatchObject({ host: ROOT, place: { x: 100, y: 200, facing: 'left' } })
  const [lamp] = to.view.on(chest)
  if (lamp === undefined) throw new Error('the chest is empty')
  expect(to.view.artifact(lamp)).toMatchObject({
    name: 'lamp',
    look: { sprite: 'emoji:🦊', width: 96, height: 80, order: 3 },
    colors: { paper: '#112233' },
    properties: { portal: 'ada/garden', weight: 40 },
    pinned: true,
  })
  expect(pageOf(to.view, lamp)).toBe(
    `# Lamp\n[chest](#${chest}) [part](#${chest}/über-uns) [out](#elsewhere) [self]: #${lamp}\n\`\`\`js\nsay("hi")\n\`\`\`\n`,
  )
  expect(to.view.settings(lamp)).toEqual({ volume: 11 })
  expect(sceneArtifact(to.scene, lamp)?.toJSON()).toMatchObject({
    mood: { is: ['odd', 1, null] },
    notes: 'kept',
    parts: { wheels: [] },
    look: { glow: 'warm' },
  })
  expect(sceneArtifact(to.scene, lamp)?.get('notes')).toBeInstanceOf(Y.Text)
  expect(to.view.on(lamp)).toHaveLength(1)
  expect(reachable(to.view).size).toBe(to.view.size)
})

test('a copy of a copy says the same, but for the ids', () => {
  const from = fullWorld()
  const to = makeWorld()
  const first = carried(copied(from, 'chest'))
  const again = clipOf(to.view, pasted(to, first, 40, 60))
  if (!again.ok) throw new Error(again.text)
  const unlinked = (clip: Clip): unknown => {
    const plain = JSON.stringify(clip.things.map((thing) => ({ ...thing, id: '' })))
    return JSON.parse(
      clip.things.reduce((text, thing, at) => text.replaceAll(`#${thing.id}`, `#${at}`), plain),
    )
  }
  expect(unlinked(again.clip)).toEqual(unlinked(first))
})

test('what is copied is what is shown: what play has changed, and what code made', () => {
  const world = makeWorld()
  make(world, 'lamp')
  make(world, 'chest')
  putLive(world, 'lamp', 'look.sprite', 'lantern')
  putLive(world, 'lamp', 'name', 'lit lamp')
  putLive(world, 'lamp', 'place', { host: CHEST, x: 1, y: 2, facing: 'up' })
  putLive(world, 'spark', 'name', 'spark')
  putLive(world, 'spark', 'place', { host: CHEST, x: 3, y: 4, facing: 'up' })
  const clip = carried(copied(world, 'chest'))
  expect(clip.things.map(({ name, in: at, x }) => [name, at, x])).toEqual([
    ['chest', undefined, 0],
    ['lit lamp', 0, 1],
    ['spark', 0, 3],
  ])
  expect(clip.things[1]?.look).toMatchObject({ sprite: 'lantern' })
})

test('a paste is one edit; undo takes what was pasted to limbo, whole', () => {
  const from = fullWorld()
  const to = makeWorld()
  const origins: unknown[] = []
  to.scene.on('afterTransaction', ({ origin }: Y.Transaction) => origins.push(origin))
  const undo = new Y.UndoManager([to.scene.getMap('artifacts')], { trackedOrigins: new Set([to.origin]) })
  const [chest] = pasted(to, carried(copied(from, 'chest')))
  expect(origins).toEqual([MAKING, 'test'])
  undo.undo()
  expect(to.view.limbo).toEqual([chest])
  expect(to.view.size).toBe(4)
  undo.redo()
  expect(to.view.on(ROOT)).toEqual([chest])
})

test('things that were copied together keep where they stand to each other', () => {
  const world = makeWorld()
  make(world, 'a', 'root', { place: { host: ROOT, x: 300, y: 500 } })
  make(world, 'b', 'root', { place: { host: ROOT, x: 340, y: 480 } })
  const ids = pasted(world, carried(copied(world, 'a', 'b')), 10, 20)
  expect(ids.map((made) => world.view.artifact(made)?.place)).toMatchObject([
    { x: 10, y: 40 },
    { x: 50, y: 20 },
  ])
})

test('neither the world itself nor nothing can be copied; what is in limbo can', () => {
  const world = makeWorld()
  make(world, 'lamp')
  expect(clipOf(world.view, [ROOT])).toMatchObject({ ok: false })
  expect(clipOf(world.view, [])).toMatchObject({ ok: false })
  sendToLimbo(world, LAMP)
  expect(pasted(world, carried(copied(world, 'lamp')))).toHaveLength(1)
})

test('more than fits is refused, and nothing is made', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const one = copied(world, 'lamp').things[0]
  if (one === undefined) throw new Error('no thing')
  const many = { from: '', things: Array.from({ length: ARTIFACTS_MAX - 1 }, () => one) }
  const before = world.view.size
  expect(pasteClip(world, many, { host: ROOT, x: 0, y: 0 }, random)).toMatchObject({ code: 'count' })
  const deep = {
    from: '',
    things: Array.from({ length: NESTING_MAX + 1 }, (_, at) => (at === 0 ? one : { ...one, in: at - 1 })),
  }
  expect(pasteClip(world, deep, { host: ROOT, x: 0, y: 0 }, random)).toMatchObject({ code: 'nesting' })
  const fits = {
    ...deep,
    things: deep.things.slice(1).map((thing, at) => (at === 0 ? one : { ...thing, in: at - 1 })),
  }
  expect(pasteClip(world, fits, { host: LAMP, x: 0, y: 0 }, random)).toMatchObject({ code: 'nesting' })
  expect(
    pasteClip(world, { from: '', things: [one] }, { host: id('gone'), x: 0, y: 0 }, random),
  ).toMatchObject({ code: 'missing' })
  expect(pasteClip(world, { from: '', things: [one] }, { host: ROOT, x: 1e9, y: 0 }, random)).toMatchObject({
    code: 'place',
  })
  expect(world.view.size).toBe(before)
  expect(pasteClip(world, fits, { host: ROOT, x: 0, y: 0 }, random)).toMatchObject({ ok: true })
  setText(world, LAMP, 'x'.repeat(900_000))
  const long = Array.from({ length: 5 }, (_, at) =>
    make(world, `l${at}`, 'root', { text: 'x'.repeat(900_000) }),
  )
  expect(5 * 900_000).toBeGreaterThan(CLIP_MAX)
  expect(clipOf(world.view, long)).toMatchObject({ code: 'text' })
})

test('a text that went through another program is read; another text is none', () => {
  const text = clipText(copied(fullWorld(), 'chest'))
  expect(refusal(`\uFEFF  ${text.replaceAll('\n', '\r\n')}\n\n`)).toBe('read')
  expect(isClipText('Inkland things are nice')).toBe(true)
  expect(refusal('Inkland things are nice')).toBe('value')
  expect(isClipText('# Shopping\nmilk')).toBe(false)
  expect(refusal(text.slice(0, -20))).toBe('value')
})

test('what a hostile text says is left out or refused, and never breaks the world', () => {
  const good = copied(fullWorld(), 'chest')
  const [chest, lamp] = good.things
  if (!chest || !lamp) throw new Error('no things')
  const say = (things: unknown, more: object = {}): string =>
    `Inkland things: x\n${JSON.stringify({ inkland: 'things', version: 1, from: 'x', things, ...more })}`
  expect(refusal(say(good.things, { version: 2 }))).toBe('value')
  expect(refusal(say([]))).toBe('value')
  expect(refusal(say(Array.from({ length: ARTIFACTS_MAX + 1 }, () => 0)))).toBe('count')
  expect(refusal(say([{ ...chest, in: 0 }]))).toBe('value')
  expect(refusal(say([chest, { ...lamp, in: 5 }]))).toBe('value')
  expect(refusal(say([{ ...chest, id: 'no id' }]))).toBe('value')
  expect(refusal(say([{ ...chest, x: 1e300 }]))).toBe('value')
  expect(refusal(say([{ ...chest, name: 'n'.repeat(121) }]))).toBe('value')
  expect(
    refusal(
      say([
        {
          ...chest,
          more: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`k${at}`, ['plain', 1]])),
        },
      ]),
    ),
  ).toBe('value')
  const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  expect(refusal(say([chest]).replace('"more":{}', `"more":{"deep":["plain",${nested}]}`))).toBe('value')
  const lists = `${'["list",['.repeat(5000)}${']]'.repeat(5000)}`
  expect(refusal(say([chest]).replace('"more":{}', `"more":{"deep":${lists}}`))).toBe('value')
  expect(refusal(`Inkland things ${'x'.repeat(2 * CLIP_MAX)}`)).toBe('text')

  const world = makeWorld()
  const text = say([
    {
      ...chest,
      look: { sprite: 7, width: -1 },
      properties: { weight: 'heavy', passable: true, place: { host: 'limbo' }, name: 'other', nonsense: 1 },
      more: {
        place: ['plain', 1],
        text: ['plain', 'x'],
        name: ['plain', 'x'],
        weight: ['plain', 1],
        mood: ['plain', 2],
      },
    },
  ]).replace('"mood"', '"__proto__":["plain",{"a":1}],"mood"')
  const read = parseClip(text)
  if (!read.ok) throw new Error(read.text)
  const [made] = pasted(world, read.clip)
  if (made === undefined) throw new Error('nothing was pasted')
  expect(world.view.artifact(made)).toMatchObject({
    name: 'chest',
    host: ROOT,
    look: { sprite: 'box', width: 64 },
    properties: { weight: 100, passable: true },
  })
  expect([...(sceneArtifact(world.scene, made)?.keys() ?? [])].sort()).toEqual(
    ['colors', 'look', 'mood', 'name', 'passable', 'place', 'text'].sort(),
  )
  expect(textOf(world.scene, made)?.toJSON()).toBe('')
  expect(Object.prototype).not.toHaveProperty('a')
})
