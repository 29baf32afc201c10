import { describe, expect, test } from 'vitest'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { make, raw, ROOT } from '../world/made.ts'
import {
  deleteFrom,
  meet,
  openTab,
  page,
  redoAll,
  stillClock,
  twoTabs,
  typeInto,
  undoAll,
  type Tab,
} from './tabs.ts'

const asOne = (tab: Tab, ...acts: (() => void)[]): void => {
  tab.undo.step()
  for (const act of acts) act()
  tab.undo.step()
}

describe('undo of text', () => {
  test('[U4] takes out what one typed, and what others wrote inside it stays', () => {
    const { ada, bob, lamp } = twoTabs()
    asOne(ada, () => typeInto(ada, lamp, 0, 'hello'))
    meet(ada, bob)
    typeInto(bob, lamp, 2, 'XY')
    meet(ada, bob)
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('XY')
    ada.undo.redo()
    expect(page(ada, lamp)).toBe('heXYllo')
  })

  test('[U4] puts back what one deleted, around what others wrote there since', () => {
    const { ada, bob, lamp } = twoTabs()
    typeInto(bob, lamp, 0, 'abcdef')
    meet(ada, bob)
    asOne(ada, () => deleteFrom(ada, lamp, 1, 4))
    typeInto(bob, lamp, 3, 'XY')
    meet(ada, bob)
    expect(page(ada, lamp)).toBe('aXYf')
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('abcXYdef')
    meet(ada, bob)
    expect(page(bob, lamp)).toBe('abcXYdef')
  })

  test('[U4] puts neighbours back in their order, however they were deleted', () => {
    const { ada, lamp } = twoTabs()
    asOne(ada, () => typeInto(ada, lamp, 0, 'abcdefghi'))
    asOne(ada, () => deleteFrom(ada, lamp, 3, 3))
    asOne(ada, () => deleteFrom(ada, lamp, 3, 2))
    asOne(ada, () => deleteFrom(ada, lamp, 1, 2))
    expect(page(ada, lamp)).toBe('ai')
    const seen: string[] = []
    while (ada.undo.state.canUndo) {
      ada.undo.undo()
      seen.push(page(ada, lamp))
    }
    expect(seen).toEqual(['abci', 'abcghi', 'abcdefghi', ''])
    expect(redoAll(ada)).toBe(4)
    expect(page(ada, lamp)).toBe('ai')
    expect(undoAll(ada)).toBe(4)
    expect(page(ada, lamp)).toBe('')
  })

  test('finds letters again that were deleted and came back as others', () => {
    const { ada, lamp } = twoTabs()
    asOne(ada, () => typeInto(ada, lamp, 0, 'hello'))
    for (let round = 0; round < 3; round++) {
      asOne(ada, () => deleteFrom(ada, lamp, 1, 3))
      ada.undo.undo()
    }
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('')
    ada.undo.redo()
    ada.undo.redo()
    expect(page(ada, lamp)).toBe('ho')
  })

  test('what came and went within a step never was', () => {
    const { ada, lamp } = twoTabs()
    asOne(
      ada,
      () => typeInto(ada, lamp, 0, 'helo'),
      () => deleteFrom(ada, lamp, 3, 1),
      () => typeInto(ada, lamp, 3, 'lo'),
    )
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('')
    ada.undo.redo()
    expect(page(ada, lamp)).toBe('hello')
    asOne(
      ada,
      () => typeInto(ada, lamp, 5, 'x'),
      () => deleteFrom(ada, lamp, 5, 1),
    )
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('')
  })

  test('what was deleted letter by letter comes back as one piece', () => {
    const { ada, bob, lamp } = twoTabs()
    typeInto(bob, lamp, 0, 'x'.repeat(300))
    meet(ada, bob)
    asOne(ada, ...Array.from({ length: 200 }, (_, at) => () => deleteFrom(ada, lamp, 249 - at, 1)))
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('x'.repeat(300))
    expect(ada.scene.store.clients.get(ada.scene.clientID)).toHaveLength(1)
  })

  test('[U7] an undo is never a key without effect: steps that would change nothing are passed over', () => {
    const { ada, bob, lamp } = twoTabs()
    asOne(ada, () => typeInto(ada, lamp, 0, 'one'))
    asOne(ada, () => typeInto(ada, lamp, 3, 'two'))
    meet(ada, bob)
    deleteFrom(bob, lamp, 3, 3)
    meet(ada, bob)
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('')
    expect(ada.undo.state).toMatchObject({ canUndo: false, canRedo: true })
  })

  test('[U7] says so at once when others have taken away all that could be undone', () => {
    const { ada, bob, lamp } = twoTabs()
    asOne(ada, () => typeInto(ada, lamp, 0, 'one'))
    meet(ada, bob)
    deleteFrom(bob, lamp, 0, 3)
    expect(ada.undo.state.canUndo).toBe(true)
    meet(ada, bob)
    expect(ada.undo.state.canUndo).toBe(false)
  })

  test('keeps what is no text, where another program has put some', () => {
    const { ada, bob, lamp } = twoTabs()
    textOf(bob.scene, lamp)?.insertEmbed(0, { image: 'cat' })
    meet(ada, bob)
    asOne(ada, () => deleteFrom(ada, lamp, 0, 1))
    ada.undo.undo()
    expect(textOf(ada.scene, lamp)?.toDelta()).toEqual([{ insert: { image: 'cat' } }])
  })

  test('a whole page replaced is one step', () => {
    const { ada } = twoTabs()
    ada.act((edit) => setText(edit, ROOT, 'Something else'))
    ada.undo.undo()
    expect(page(ada, ROOT)).toBe('# Garden\n')
  })

  test('a page that a thing did not have stays when what was written on it goes', () => {
    const { ada, lamp } = twoTabs()
    raw(ada.scene, 'lamp').delete('text')
    ada.act((edit) => setText(edit, lamp, 'words'))
    ada.undo.undo()
    expect(page(ada, lamp)).toBe('')
    expect(textOf(ada.scene, lamp)).not.toBeNull()
  })
})

describe('a step of typing', () => {
  function typing() {
    const { ada: open, lamp } = twoTabs()
    const clock = stillClock()
    const ada = openTab(open.scene, clock)
    const type = (text: string, pauseMs = 100): void => {
      for (const letter of text) {
        clock.ms += pauseMs
        typeInto(ada, lamp, page(ada, lamp).length, letter)
      }
    }
    const steps = (): string[] => {
      const seen: string[] = []
      while (ada.undo.state.canUndo) {
        ada.undo.undo()
        seen.push(page(ada, lamp))
      }
      return seen
    }
    return { ada, lamp, clock, type, steps }
  }

  test('[U6] is a word', () => {
    const { type, steps } = typing()
    type('Roses are  red')
    expect(steps()).toEqual(['Roses are  ', 'Roses ', ''])
  })

  test('[U6] or a line, when lines are short', () => {
    const { type, steps } = typing()
    type('one\ntwo\n\nthree')
    expect(steps()).toEqual(['one\ntwo', 'one', ''])
  })

  test('[U6] or what was done before a pause of more than 400 ms; in a word, of 1.5 s', () => {
    const { ada, lamp, type, steps, clock } = typing()
    type('slow', 1_500)
    clock.ms += 1_401
    type('ly')
    for (const pauseMs of [401, 400, 401]) {
      clock.ms += pauseMs
      deleteFrom(ada, lamp, page(ada, lamp).length - 1, 1)
    }
    expect(steps()).toEqual(['slow', 'slowly', 'slow', ''])
  })

  test('takes in what was deleted by the way', () => {
    const { ada, lamp, clock, type, steps } = typing()
    type('helo')
    clock.ms += 100
    deleteFrom(ada, lamp, 3, 1)
    type('lo')
    expect(steps()).toEqual([''])
  })

  test('a paste is one, and what replaces a selection begins one', () => {
    const { ada, lamp, clock, type, steps } = typing()
    type('x')
    clock.ms += 10
    typeInto(ada, lamp, 1, 'pasted words')
    clock.ms += 10
    deleteFrom(ada, lamp, 0, 6)
    type('y')
    expect(steps()).toEqual(['xpasted words', 'x', ''])
  })

  test('ends when one goes on in another page', () => {
    const { ada, lamp, clock } = typing()
    const other = make(ada.edit, 'door')
    ada.undo.step()
    clock.ms += 10
    typeInto(ada, lamp, 0, 'a')
    clock.ms += 10
    typeInto(ada, other, 0, 'b')
    ada.undo.undo()
    expect([page(ada, lamp), page(ada, other)]).toEqual(['a', ''])
  })
})
