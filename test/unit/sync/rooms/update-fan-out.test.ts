// How updates go to many readers: in pieces, in order, and nobody waits for what they asked for.
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { UpdateFanOut } from '../../../../server/sync/rooms/update-fan-out.ts'
import { parseServerFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { DeltaDecoder } from '../../../../shared/yjs/deltas/delta-decoder.ts'
import { VirtualTime } from '../../../simulation/time.ts'

/** Whoever is told of a document, and reads what they are told. */
class Reader {
  readonly live = new Y.Doc()
  pieces: (readonly Uint8Array[])[] = []
  #deltas: DeltaDecoder | null = null

  send(...frames: readonly Uint8Array[]): void {
    this.pieces.push(frames)
    for (const bytes of frames) {
      const frame = parseServerFrame(bytes)
      if (frame?.type === 'update') Y.applyUpdate(this.live, frame.bytes)
      if (frame?.type === 'history') this.#deltas = new DeltaDecoder()
      if (frame?.type === 'delta' && this.#deltas) Y.applyUpdate(this.live, this.#deltas.decode(frame.bytes))
    }
  }

  get beats(): unknown {
    expect(this.live.store.pendingStructs).toBeNull()
    return this.live.getMap('now').get('beats')
  }
}

function world(readers: number) {
  const time = new VirtualTime()
  const fanOut = new UpdateFanOut(time)
  const live = new Y.Doc()
  live.on('update', (update: Uint8Array) => fanOut.tell(update))
  const come = (isOurs: boolean): Reader => {
    const reader = new Reader()
    Y.applyUpdate(reader.live, Y.encodeStateAsUpdate(live))
    fanOut.add(reader, isOurs)
    return reader
  }
  const all = Array.from({ length: readers }, (_, n) => come(n % 2 === 0))
  const beat = (n: number): unknown => live.getMap('now').set('beats', n)
  const say = (name: string): unknown => live.getMap('now').set('name', [name])
  return { time, fanOut, come, all, beat, say }
}

test('[S24] a hundred are told in pieces 50 ms apart, all of it in order; each piece is the same bytes', async () => {
  const { time, all, beat } = world(100)
  beat(0)
  expect(all.every((reader) => reader.beats === 0)).toBe(true)
  for (const reader of all) reader.pieces = []
  for (let n = 1; n <= 40; n++) {
    beat(n)
    await time.pass(5)
  }
  await time.pass(50)
  expect(all.map((reader) => reader.beats)).toEqual(all.map(() => 40))
  expect(all.map(({ pieces }) => pieces.length)).toEqual(all.map(() => 4))
  for (const half of [0, 1]) {
    const different = new Set(all.filter((_, n) => n % 2 === half).flatMap(({ pieces }) => pieces.flat()))
    expect(different.size).toBe(40)
  }
})

test('[S24] who asked has the effect at once; others wait; nobody has it twice', async () => {
  const { time, fanOut, all, beat } = world(100)
  beat(0)
  const [actor, other] = all
  beat(1)
  fanOut.catchUp(actor!, [])
  expect([actor?.beats, other?.beats]).toEqual([1, 0])
  beat(2)
  const pieces = actor!.pieces.length
  await time.pass(50)
  expect(all.every((reader) => reader.beats === 2)).toBe(true)
  expect(actor!.pieces.length).toBe(pieces + 1)
  fanOut.catchUp(actor!, [])
  expect(actor!.pieces.length).toBe(pieces + 1)
})

test('[S24] who comes or goes meanwhile leaves none behind', async () => {
  const { time, fanOut, all, come, beat } = world(100)
  beat(0)
  beat(1)
  const late = come(true)
  fanOut.remove(all[0]!)
  beat(2)
  beat(3)
  await time.pass(50)
  expect(all[0]!.beats).toBe(1)
  expect([...all.slice(1), late].every((reader) => reader.beats === 3)).toBe(true)
  beat(4)
  const stranger = new Reader()
  fanOut.catchUp(stranger, [])
  expect(stranger.pieces).toEqual([])
  fanOut.flush()
  expect(late.beats).toBe(4)
})

test('[HI30] who comes is sent nothing of what was told before, whoever else reads deltas', () => {
  const { come, say, fanOut } = world(2)
  for (const name of ['first name', 'second name', 'last name']) say(name)
  const late = come(true)
  say('another name')
  say('first name')
  fanOut.flush()
  const told = Buffer.concat(late.pieces.flat())
  expect(told.includes('another name')).toBe(true)
  for (const before of ['second name', 'last name']) expect(told.includes(before)).toBe(false)
  expect(late.live.getMap('now').get('name')).toEqual(['first name'])
})

test('[S24] few do not wait', () => {
  const { all, beat } = world(19)
  for (let n = 0; n < 5; n++) {
    beat(n)
    expect(all.every((reader) => reader.beats === n)).toBe(true)
  }
})
