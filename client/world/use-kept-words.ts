// Keeps the words of the open world on this device, so that they are found without a network: some time after
// it was opened, and after each pause of those who write in it.
import { useEffect } from 'react'
import { pageOf, type View } from '../../shared/world/view/world-view.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { watchRest } from '../device/rest-watch.ts'
import { systemClock } from '../device/system-clock.ts'
import { keepWords, keptThings, type KeptThing } from '../session/kept-words.ts'
import { useMe } from '../session/me.ts'
import { deviceOf } from '../session/person-device.ts'
import { useWorld } from './context/use-world.ts'

/** How long nobody writes before it is kept, in ms. */
const PAUSE_MS = 4_000
/** Things that are kept at once: some milliseconds. */
const THINGS_AT_ONCE = 50

export function useKeptWords(): void {
  const { view, replica } = useWorld()
  const { person } = useMe()
  useEffect(() => {
    const device = deviceOf(person.id)
    const hands = watchRest()
    let isOver = false
    let touched = new Set<ArtifactId>()
    /** All are read once. */
    let isFirst = true
    let cancel = systemClock.after(PAUSE_MS, () => void keep())

    async function keep(): Promise<void> {
      const { world } = replica
      if (world === null) return again()
      const kept = isFirst ? await keptThings(device, world.id) : []
      const all = [...new Set([...kept, ...(isFirst ? ofView(view) : touched)])]
      isFirst = false
      touched = new Set()
      for (let from = 0; from < all.length; from += THINGS_AT_ONCE) {
        await hands.rest()
        if (isOver) return
        await write(world, all.slice(from, from + THINGS_AT_ONCE))
      }
    }
    function write(world: NonNullable<typeof replica.world>, some: readonly ArtifactId[]): Promise<void> {
      const things = some.flatMap((id) => wordsIn(view, id) ?? [])
      const there = new Set(things.map(({ thing }) => thing))
      const gone = some.filter((id) => !there.has(id))
      return keepWords(device, world, things, gone)
    }
    function again(): void {
      cancel()
      cancel = systemClock.after(PAUSE_MS, () => void keep())
    }
    const stop = view.subscribe(({ artifacts, texts, meta }) => {
      for (const id of [...artifacts, ...texts]) touched.add(id)
      if (meta && view.root !== null) touched.add(view.root)
      again()
    })
    return () => {
      isOver = true
      // Who goes on to another world does not pause first. The rest of many is read when they are back.
      const last = [...touched].slice(0, THINGS_AT_ONCE)
      if (replica.world && last.length > 0) void write(replica.world, last)
      stop()
      cancel()
      hands.close()
    }
  }, [view, replica, person.id])
}

function* ofView(view: View): Iterable<ArtifactId> {
  for (const { id } of view.artifacts()) yield id
}

function wordsIn(view: View, id: ArtifactId): KeptThing | null {
  const artifact = view.artifact(id)
  if (artifact === null) return null
  const isRoot = id === view.root
  const name = isRoot ? view.title : artifact.name
  return { thing: id, host: isRoot ? null : artifact.host, name, page: pageOf(view, id) ?? '' }
}
