import { describe, expect, test } from 'vitest'
import type { NodeName } from '../../../shared/world/address.ts'
import type { SyncState } from '../../replica/sync-state.ts'
import type { CopyId } from '../../replica/storage/stored-rows.ts'
import { steadySync } from '../../world/steady-sync.ts'
import { wordsForSync } from './sync-words.ts'

/** A clock that is wound by hand. */
class HandClock {
  #now = 0
  #due: { readonly at: number; readonly act: () => void }[] = []

  readonly after = (ms: number, act: () => void): (() => void) => {
    const entry = { at: this.#now + ms, act }
    this.#due.push(entry)
    return () => {
      this.#due = this.#due.filter((other) => other !== entry)
    }
  }

  pass(ms: number): void {
    this.#now += ms
    const due = this.#due.filter(({ at }) => at <= this.#now)
    this.#due = this.#due.filter(({ at }) => at > this.#now)
    for (const { act } of due) act()
  }
}

function followed() {
  const clock = new HandClock()
  const listeners = new Set<(sync: SyncState) => void>()
  let sync: SyncState = { state: 'saved' }
  const replica = {
    get sync() {
      return sync
    },
    onSync(listener: (sync: SyncState) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const settled = steadySync(replica, clock)
  let told = 0
  const stop = settled.subscribe(() => (told += 1))
  return {
    clock,
    settled,
    stop,
    told: () => told,
    listeners,
    become: (next: SyncState): void => {
      sync = next
      for (const listener of listeners) listener(next)
    },
  }
}

describe('the mark as it is shown', () => {
  test('does not flicker for a key that is saved at once', () => {
    const { clock, settled, become } = followed()
    become({ state: 'saving', changes: 1 })
    clock.pass(200)
    become({ state: 'saved' })
    clock.pass(1000)
    expect(settled.now()).toEqual({ state: 'saved' })
  })

  test('is not drawn anew for a key that is saved at once', () => {
    const { clock, told, become } = followed()
    for (const changes of [1, 2, 3]) {
      become({ state: 'saving', changes })
      clock.pass(100)
      become({ state: 'saved' })
    }
    expect(told()).toBe(0)
    become({ state: 'offline', changes: 0, stored: 0, keeps: true })
    expect(told()).toBe(1)
  })

  test('says saving when it takes longer, with the changes there are then', () => {
    const { clock, settled, become } = followed()
    become({ state: 'saving', changes: 1 })
    clock.pass(200)
    become({ state: 'saving', changes: 2 })
    expect(settled.now()).toEqual({ state: 'saved' })
    clock.pass(100)
    expect(settled.now()).toEqual({ state: 'saving', changes: 2 })
  })

  test('says at once that the server is away, and what was being saved with it', () => {
    const { clock, settled, become } = followed()
    become({ state: 'saving', changes: 1 })
    become({ state: 'offline', changes: 1, stored: 1, keeps: true })
    expect(settled.now()).toEqual({ state: 'offline', changes: 1, stored: 1, keeps: true })
    clock.pass(1000)
    expect(settled.now()).toEqual({ state: 'offline', changes: 1, stored: 1, keeps: true })
  })

  test('does not read every key aloud', () => {
    const { clock, settled, become } = followed()
    become({ state: 'saving', changes: 1 })
    clock.pass(1000)
    expect(settled.said()).toEqual({ state: 'saved' })
    become({ state: 'offline', changes: 1, stored: 1, keeps: true })
    expect(settled.said()).toEqual({ state: 'offline', changes: 1, stored: 1, keeps: true })
  })

  test('follows nothing once nobody looks', () => {
    const { stop, listeners } = followed()
    stop()
    expect(listeners.size).toBe(0)
  })
})

describe('the mark in words', () => {
  const copy = 'c' as CopyId
  const states: readonly SyncState[] = [
    { state: 'opening' },
    { state: 'saving', changes: 1 },
    { state: 'offline', changes: 0, stored: 0, keeps: true },
    { state: 'offline', changes: 3, stored: 3, keeps: true },
    { state: 'offline', changes: 3, stored: 1, keeps: true },
    { state: 'offline', changes: 3, stored: 0, keeps: false },
    { state: 'held', changes: 3, stored: 2, keeps: true, text: 'It goes on tomorrow.' },
    { state: 'held', changes: 3, stored: 0, keeps: false, text: 'It goes on tomorrow.' },
    { state: 'held', changes: 0, stored: 0, keeps: true, text: 'The disk is full.' },
    { state: 'offline', changes: 2, stored: 2, keeps: true, why: 'The disk is full.' },
    { state: 'refused', code: 'bound', text: 'It is too large.', copy },
    { state: 'closed', reason: 'binned', text: 'In the bin.' },
  ]

  test.each(states)('never says saved of $state', (sync) => {
    expect(wordsForSync(sync).mark).not.toMatch(/\bsaved\b/)
    expect(wordsForSync(sync).tone).not.toBe('well')
  })

  test('counts what is kept here and nothing more, and says when it is not kept', () => {
    const some = wordsForSync({ state: 'offline', changes: 3, stored: 2, keeps: true })
    expect(some.mark).toBe('offline, 2 changes kept here')
    expect(some.text).toMatch(/1 more is still being stored: leave the tab open/)
    expect(wordsForSync({ state: 'offline', changes: 1, stored: 0, keeps: true }).mark).toBe('offline')
    expect(wordsForSync({ state: 'offline', changes: 1, stored: 1, keeps: true }).mark).toBe(
      'offline, 1 change kept here',
    )
    expect(wordsForSync({ state: 'offline', changes: 3, stored: 0, keeps: false })).toMatchObject({
      tone: 'wrong',
      mark: 'offline, 3 changes not kept',
    })
  })

  test('says why something waits, and whether one can go', () => {
    const text = 'It goes on tomorrow.'
    expect(wordsForSync({ state: 'held', changes: 2, stored: 2, keeps: true, text }).text).toMatch(
      /^It goes on tomorrow\. 2 changes of yours are kept on this device.*You can close the tab\.$/,
    )
    expect(wordsForSync({ state: 'held', changes: 2, stored: 1, keeps: true, text }).text).toMatch(
      /1 more is still being stored: leave the tab open/,
    )
    expect(wordsForSync({ state: 'held', changes: 2, stored: 0, keeps: false, text })).toMatchObject({
      tone: 'wrong',
      text: expect.stringContaining('Leave this tab open'),
    })
  })

  test('says what the node says of its disk, and not that the network failed', () => {
    const why = 'This node’s disk is full.'
    const { mark, text } = wordsForSync({ state: 'offline', changes: 2, stored: 2, keeps: true, why })
    expect(mark).toBe('kept here, waiting')
    expect(text).toMatch(/^This node’s disk is full\. 2 changes of yours are kept on this device/)
    expect(wordsForSync({ state: 'held', changes: 0, stored: 0, keeps: true, text: why })).toMatchObject({
      mark: 'not saving now',
      text: why,
    })
  })

  test('says why something was refused, and where the work is', () => {
    const { text } = wordsForSync({ state: 'refused', code: 'bound', text: 'It is too large.', copy })
    expect(text).toMatch(/^It is too large\. .*copy/)
  })
})

test('[N28] what waits for a host says why it does not take it, where that is not that it sleeps', () => {
  const host = {
    type: 'host',
    node: 'house.example' as NodeName,
    state: 'asleep',
    pending: 2,
  } as const
  const saved: SyncState = { state: 'saved' }
  expect(wordsForSync(saved, host).text).toContain(
    '2 changes of yours wait for house.example, which is asleep.',
  )
  const why = 'This node’s clock is 5 minutes ahead of the one of house.example.'
  const { text } = wordsForSync(saved, { ...host, why })
  expect(text).toContain(`2 changes of yours wait for house.example. ${why} You can close the tab`)
  expect(text).not.toContain('asleep')
})
