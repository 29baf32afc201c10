import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { createArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { createView, pageOf } from '../../../shared/world/view/world-view.ts'
import { createPrograms } from './program-index.ts'

const idOf = (name: string): ArtifactId => {
  const id = parseArtifactId(name)
  if (!id) throw new Error(`no id: ${name}`)
  return id
}
const [root, lamp] = [idOf('root'), idOf('lamp')]
const code = '```js\nlog(1)\n```\n'

function start() {
  const scene = new Y.Doc()
  initScene(scene, { root, title: 'A world', name: 'World', text: 'prose' })
  const view = createView(scene, null)
  const edit = { view, origin: null }
  createArtifact(edit, { id: lamp, name: 'Lamp', text: code, place: { host: root, x: 0, y: 0 } })
  let due: (() => void) | null = null
  let looks = 0
  const programs = createPrograms({
    view,
    pageOf(id) {
      looks += 1
      return pageOf(view, id) ?? ''
    },
    clock: {
      after(_ms, act) {
        due = act
        return () => {
          due = null
        }
      },
    },
  })
  return {
    edit,
    programs,
    looks: () => looks,
    pause: () => {
      due?.()
      due = null
    },
  }
}

test('what has code is known at once, with its program', () => {
  const { programs } = start()
  expect(programs.ids()).toEqual([lamp])
  expect(programs.of(lamp)?.code).toBe('log(1)')
  expect(programs.of(root)).toBeNull()
})

test('code that is written or taken away is noticed when one stops typing, and told', () => {
  const { edit, programs, pause } = start()
  let told = 0
  programs.subscribe(() => (told += 1))
  setText(edit, root, code)
  setText(edit, lamp, 'a lamp')
  expect(told).toBe(0)
  pause()
  expect(told).toBe(1)
  expect(programs.ids()).toEqual([root])
})

test('what is only moved is not read again', () => {
  const { edit, looks, pause } = start()
  const before = looks()
  sendToLimbo(edit, lamp)
  pause()
  expect(looks()).toBe(before)
})

test('a thing that comes later has its program too', () => {
  const { edit, programs, pause } = start()
  const cat = idOf('cat')
  createArtifact(edit, { id: cat, name: 'Cat', text: code, place: { host: root, x: 9, y: 9 } })
  pause()
  expect(programs.of(cat)?.code).toBe('log(1)')
})

test.each([
  [root, "on('use', () => {})", true],
  [root, "on('use', { role: 'host' }, () => {})", true],
  [root, "on('use', { role: 'object' }, () => {})", false],
  [root, "on('enter', () => {})", false],
  [root, "before('use', () => {})", false],
  [lamp, "on('use', () => {})", false],
  [lamp, 'on("use", { of: x, role: "host" }, () => {})', true],
] as const)(
  '[B12] a thing without code can be used where the page of %s says %s: %s',
  (host, listens, can) => {
    const { edit, programs, pause } = start()
    const cup = idOf('cup')
    createArtifact(edit, { id: cup, name: 'Cup', text: '', place: { host, x: 9, y: 9 } })
    setText(edit, host, `\`\`\`js\n${listens}\n\`\`\`\n`)
    pause()
    expect(programs.canBeUsed(cup)).toBe(can)
    expect(programs.canBeUsed(lamp)).toBe(true)
  },
)
