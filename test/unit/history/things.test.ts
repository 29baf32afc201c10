import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createUndo } from '../../../client/undo/undo.ts'
import { resetProperty, setColors, setLook, setProperty } from '../../../shared/world/edits/field-edits.ts'
import { rename, setLang, setShowsMaking, setTitle } from '../../../shared/world/edits/name-edits.ts'
import { bringBack, moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import { insertText } from '../../../shared/world/edits/text-edits.ts'
import { id, make, ROOT } from '../world/made.ts'
import { until } from '../sync/until.ts'
import { meet, openTab, page, redoAll, twoTabs, undoAll, type Tab } from './tabs.ts'

const place = ({ view }: Tab, name: string) => view.artifact(id(name))?.place

describe('undo of things', () => {
  test('takes back text, things and the title in the order they were done', () => {
    const { ada, lamp } = twoTabs()
    ada.act((edit) => insertText(edit, ROOT, 0, 'hello'))
    ada.act((edit) => moveArtifact(edit, lamp, { host: ROOT, x: 32, y: 64 }))
    ada.act((edit) => setTitle(edit, 'Orchard'))
    ada.undo.undo()
    expect(ada.view.title).toBe('Garden')
    ada.undo.undo()
    expect(place(ada, 'lamp')).toMatchObject({ x: 0, y: 0 })
    expect(page(ada, ROOT)).toBe('hello# Garden\n')
    ada.undo.undo()
    expect(page(ada, ROOT)).toBe('# Garden\n')
    ada.undo.redo()
    ada.undo.redo()
    expect([page(ada, ROOT), place(ada, 'lamp')?.x, ada.view.title]).toEqual([
      'hello# Garden\n',
      32,
      'Garden',
    ])
  })

  test('[U1] [D14] what players see of how things are made is taken back, and given again', () => {
    const { ada } = twoTabs()
    ada.act((edit) => setShowsMaking(edit, false))
    expect(ada.view.showsMaking).toBe(false)
    expect([undoAll(ada), ada.view.showsMaking]).toEqual([1, true])
    expect([redoAll(ada), ada.view.showsMaking]).toEqual([1, false])
  })

  test('[U1] the language of the world is taken back, and given again', () => {
    const { ada } = twoTabs()
    ada.act((edit) => setLang(edit, 'de'))
    ada.act((edit) => setLang(edit, null))
    ada.undo.undo()
    expect(ada.view.lang).toBe('de')
    expect(ada.undo.state.undoLabel).toBe('change the world')
    ada.undo.undo()
    expect([ada.view.lang, redoAll(ada), ada.view.lang]).toEqual([null, 2, null])
  })

  test('every kind of value goes back to what it was, and forth, as often as one likes', () => {
    const { ada, lamp } = twoTabs()
    const states = [stateOf(ada)]
    const acts: ((tab: Tab) => void)[] = [
      ({ act }) => act((edit) => rename(edit, lamp, 'Night light')),
      ({ act }) => act((edit) => setProperty(edit, lamp, 'speed', 50)),
      ({ act }) => act((edit) => setProperty(edit, lamp, 'speed', 70)),
      ({ act }) => act((edit) => resetProperty(edit, lamp, 'speed')),
      ({ act }) => act((edit) => setLook(edit, lamp, { sprite: 'tree', width: 96 })),
      ({ act }) => act((edit) => setColors(edit, lamp, { ink: '#112233' })),
      ({ act }) => act((edit) => setColors(edit, lamp, { ink: null, paper: '#445566' })),
      ({ act }) => act((edit) => setSetting(edit, lamp, 'points', 3)),
      ({ act }) => act((edit) => setSetting(edit, lamp, 'points', 4)),
      ({ act }) => act((edit) => moveArtifact(edit, lamp, { host: ROOT, x: 5, y: 5 })),
      ({ act }) => act((edit) => sendToLimbo(edit, lamp)),
      ({ act }) => act((edit) => bringBack(edit, lamp)),
    ]
    for (const act of acts) {
      act(ada)
      states.push(stateOf(ada))
    }
    for (let round = 0; round < 3; round++) {
      for (const before of states.slice(0, -1).toReversed()) {
        ada.undo.undo()
        expect(stateOf(ada)).toEqual(before)
      }
      expect(ada.undo.state).toMatchObject({ canUndo: false, canRedo: true })
      for (const after of states.slice(1)) {
        ada.undo.redo()
        expect(stateOf(ada)).toEqual(after)
      }
      expect(ada.undo.state).toMatchObject({ canUndo: true, canRedo: false })
    }
  })

  test('[U3] a value that somebody has written since stands', () => {
    const { ada, bob, lamp } = twoTabs()
    ada.act((edit) => rename(edit, lamp, 'mine'))
    ada.act((edit) => setProperty(edit, lamp, 'speed', 50))
    meet(ada, bob)
    bob.act((edit) => rename(edit, lamp, 'theirs'))
    meet(ada, bob)
    expect(undoAll(ada)).toBe(1)
    expect(ada.view.artifact(lamp)).toMatchObject({ name: 'theirs', properties: { speed: 100 } })
  })

  test('also one that says the same as mine, and what I erased and they wrote', () => {
    const { ada, bob, lamp } = twoTabs()
    ada.act((edit) => rename(edit, lamp, 'same'))
    ada.act((edit) => setProperty(edit, lamp, 'locked', true))
    ada.act((edit) => resetProperty(edit, lamp, 'locked'))
    meet(ada, bob)
    bob.act((edit) => rename(edit, lamp, 'same'))
    bob.act((edit) => setProperty(edit, lamp, 'locked', true))
    meet(ada, bob)
    expect(undoAll(ada)).toBe(0)
    expect(ada.view.artifact(lamp)).toMatchObject({ name: 'same', properties: { locked: true } })
  })

  test('[U3] where two wrote at once and mine came to stand, undone it makes way for theirs', () => {
    const { ada, bob, lamp } = twoTabs()
    const mine = Math.max(ada.scene.clientID, bob.scene.clientID)
    const theirs = Math.min(ada.scene.clientID, bob.scene.clientID)
    ada.scene.clientID = mine
    bob.scene.clientID = theirs
    bob.act((edit) => rename(edit, lamp, 'draft'))
    bob.act((edit) => rename(edit, lamp, 'theirs'))
    ada.act((edit) => rename(edit, lamp, 'mine'))
    ada.act((edit) => rename(edit, lamp, 'mine too'))
    meet(ada, bob)
    expect(ada.view.artifact(lamp)?.name).toBe('mine too')
    ada.undo.undo()
    expect(ada.view.artifact(lamp)?.name).toBe('mine')
    ada.undo.undo()
    expect(ada.view.artifact(lamp)?.name).toBe('theirs')
    ada.undo.redo()
    ada.undo.redo()
    expect(ada.view.artifact(lamp)?.name).toBe('mine too')
  })

  test('but not for one that had lost to what stood there before mine', () => {
    const { ada, bob, lamp } = twoTabs()
    const carol = openTab(ada.scene)
    bob.scene.clientID = 10
    carol.scene.clientID = 20
    bob.act((edit) => rename(edit, lamp, 'Bob’s'))
    carol.act((edit) => rename(edit, lamp, 'Carol’s'))
    meet(ada, carol)
    ada.act((edit) => rename(edit, lamp, 'mine'))
    meet(ada, bob)
    ada.undo.undo()
    expect(ada.view.artifact(lamp)?.name).toBe('Carol’s')
  })

  test('[U5] making a thing is undone by limbo, with what others wrote on it; redo brings it back', () => {
    const { ada, bob } = twoTabs()
    ada.act((edit) => make(edit, 'door', 'root', { text: 'Open me.' }))
    meet(ada, bob)
    bob.act((edit) => insertText(edit, id('door'), 0, 'Hm. '))
    bob.act((edit) => rename(edit, id('door'), 'gate'))
    meet(ada, bob)
    ada.undo.undo()
    expect(ada.view.artifact(id('door'))).toMatchObject({ name: 'gate', host: 'limbo' })
    expect(page(ada, id('door'))).toBe('Hm. Open me.')
    ada.undo.redo()
    expect(place(ada, 'door')?.host).toBe(ROOT)
    meet(ada, bob)
    bob.act((edit) => moveArtifact(edit, id('door'), { host: ROOT, x: 9, y: 9 }))
    meet(ada, bob)
    expect(ada.undo.state.canUndo).toBe(false)
  })

  test('[U5] what a trial has made and kept is in limbo when that is undone', () => {
    const { ada, lamp } = twoTabs()
    const trial = openTab(ada.scene)
    make(trial.edit, 'box', 'root', { text: 'A box.' })
    make(trial.edit, 'pearl', 'box')
    moveArtifact(trial.edit, lamp, { host: ROOT, x: 7, y: 7 })
    insertText(trial.edit, lamp, 0, 'tried')
    const update = Y.encodeStateAsUpdate(trial.scene, Y.encodeStateVector(ada.scene))
    ada.undo.step()
    Y.applyUpdate(ada.scene, update, ada.undo.origin)
    expect([place(ada, 'box')?.host, place(ada, 'lamp')?.x, page(ada, lamp)]).toEqual([ROOT, 7, 'tried'])
    ada.undo.undo()
    expect([place(ada, 'box')?.host, place(ada, 'lamp')?.x, page(ada, lamp)]).toEqual(['limbo', 0, ''])
    expect(place(ada, 'pearl')?.host).toBe('box')
    ada.undo.redo()
    expect([place(ada, 'box')?.host, place(ada, 'lamp')?.x, page(ada, lamp)]).toEqual([ROOT, 7, 'tried'])
  })

  test('what says the same as before is no step, and does not stand in the way of older ones', () => {
    const { ada, lamp } = twoTabs()
    ada.act((edit) => rename(edit, lamp, 'light'))
    ada.act((edit) => rename(edit, lamp, 'light'))
    expect(ada.undo.steps.undo).toHaveLength(1)
    ada.undo.undo()
    expect(ada.view.artifact(lamp)?.name).toBe('lamp')
  })

  test('[U2] a new step ends redo, one of somebody else does not', () => {
    const { ada, bob, lamp } = twoTabs()
    ada.act((edit) => rename(edit, lamp, 'light'))
    ada.undo.undo()
    bob.act((edit) => setProperty(edit, lamp, 'speed', 50))
    meet(ada, bob)
    expect(ada.undo.state.canRedo).toBe(true)
    ada.act((edit) => setTitle(edit, 'Orchard'))
    expect(ada.undo.state.canRedo).toBe(false)
  })

  test('[U1] only what this tab did is undone', () => {
    const { ada, bob, lamp } = twoTabs()
    bob.act((edit) => rename(edit, lamp, 'theirs'))
    meet(ada, bob)
    rename({ view: ada.view, origin: 'behavior' }, lamp, 'by code')
    expect(ada.undo.state.canUndo).toBe(false)
    const editor = {}
    const untrack = ada.undo.track(editor)
    rename({ view: ada.view, origin: editor }, lamp, 'by an editor')
    untrack()
    rename({ view: ada.view, origin: editor }, lamp, 'after it closed')
    expect(ada.undo.steps.undo).toHaveLength(1)
  })

  test('[U1] what is done before undo has been fetched is undone when it is there', async () => {
    const { ada, bob, lamp } = twoTabs()
    const undo = createUndo({ scene: ada.scene, clock: { now: () => 0 } })
    const edit = { view: ada.view, origin: undo.origin }
    rename(edit, lamp, 'mine')
    undo.step()
    setProperty(edit, lamp, 'speed', 50)
    undo.undo()
    expect(undo.state.canUndo).toBe(false)
    await until(() => undo.state.canRedo, 'the key that was pressed is done')
    expect(ada.view.artifact(lamp)).toMatchObject({ name: 'mine', properties: { speed: 100 } })
    undo.undo()
    expect(ada.view.artifact(lamp)?.name).toBe(bob.view.artifact(lamp)?.name)
  })

  test('[U10] tells what the next step is, and when that is another', () => {
    const { ada, lamp } = twoTabs()
    const labels: string[] = []
    ada.undo.subscribe(() => labels.push(`${ada.undo.state.undoLabel}|${ada.undo.state.redoLabel}`))
    const undone: string[] = []
    ada.undo.onUndone(({ direction, label }) => undone.push(`${direction} ${label}`))
    ada.act((edit) => make(edit, 'door'))
    ada.act((edit) => moveArtifact(edit, lamp, { host: ROOT, x: 1, y: 1 }))
    ada.act((edit) => {
      sendToLimbo(edit, lamp)
      sendToLimbo(edit, id('door'))
    })
    ada.act((edit) => setTitle(edit, 'Orchard'))
    ada.act((edit) => insertText(edit, lamp, 0, 'x'))
    ada.undo.undo()
    ada.undo.undo()
    expect(labels).toEqual([
      'make door|',
      'move lamp|',
      'put away lamp|',
      'put away 2 things|',
      'rename the world|',
      'typing|',
      'rename the world|typing',
      'put away 2 things|rename the world',
    ])
    expect(undone).toEqual(['undo typing', 'undo rename the world'])
    expect(redoAll(ada)).toBe(2)
  })
})

function stateOf({ view }: Tab): unknown {
  return [...view.artifacts()].map(({ id, name, place, look, colors, properties }) => ({
    id,
    name,
    place,
    look,
    colors,
    properties,
    settings: view.settings(id),
  }))
}
